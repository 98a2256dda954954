//! Machine: the instructions that the processor has, which is known only when the program runs.
//!
//! A build for x86-64 may use what every such processor has, that is, vectors of 16 bytes and no more. Nearly all have had
//! vectors of 32 bytes and quicker ways to find and multiply bits since 2013 (AVX2, BMI, together called x86-64-v3). So
//! what takes most of the time is built for both, and [`run`] chooses. Everything is arithmetic on whole numbers: the
//! choice changes no bit of any result, and the tests do the work on both.
//!
//! What a [`Work`] calls must be inlined into it to be built for the machine, hence `#[inline(always)]` on the way there.

#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

use super::marks::{BLOCK, Marks, mark_plainly};

/// Instructions that work may use.
pub(super) trait Machine: Copy {
    /// Marks the bytes of a block and lowers the case of its letters.
    fn mark_block(self, block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks;
}

/// Something to be done on a machine.
pub(super) trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn on(self, machine: impl Machine) -> Self::Output;
}

/// What every machine can do that the program was built for.
#[derive(Debug, Clone, Copy)]
struct Plain;

impl Machine for Plain {
    #[inline(always)]
    fn mark_block(self, block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks {
        mark_plainly(block, lower)
    }
}

#[cfg(target_arch = "x86_64")]
impl Machine for V3 {
    #[inline(always)]
    fn mark_block(self, block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks {
        super::marks::mark_with_avx2(self, block, lower)
    }
}

/// Does work with the best instructions there are.
pub(super) fn run<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(machine) = V3::try_new() {
        return machine.vectorize(OnV3 { machine, work });
    }
    run_plainly(work)
}

/// Does work with the instructions that every machine has.
pub(super) fn run_plainly<W: Work>(work: W) -> W::Output {
    work.on(Plain)
}

#[cfg(target_arch = "x86_64")]
struct OnV3<W> {
    machine: V3,
    work: W,
}

#[cfg(target_arch = "x86_64")]
impl<W: Work> pulp::NullaryFnOnce for OnV3<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.work.on(self.machine)
    }
}
