//! Ctrl-C: at once while nothing is being written; while something is, the first asks the work to stop when that is whole,
//! the second stops it there and then.

use std::sync::atomic::{AtomicBool, Ordering};

static IS_ASKED: AtomicBool = AtomicBool::new(false);
static IS_WRITING: AtomicBool = AtomicBool::new(false);

/// The user asked to stop.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// Starts to listen for Ctrl-C and termination.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if IS_ASKED.swap(true, Ordering::SeqCst) || !IS_WRITING.load(Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "nothing is half written, or the user asked twice")]
            std::process::exit(130);
        }
    })?;
    Ok(())
}

/// Stops here if the user asked to.
pub(crate) fn check() -> Result<(), Interrupted> {
    if IS_ASKED.load(Ordering::SeqCst) { Err(Interrupted) } else { Ok(()) }
}

/// Something is being written as long as this lives.
#[derive(Debug)]
pub(crate) struct Writing(());

impl Writing {
    pub(crate) fn begin() -> Self {
        IS_WRITING.store(true, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        IS_WRITING.store(false, Ordering::SeqCst);
    }
}
