//! Ctrl-C: the first asks the work to stop at the next safe place, the second stops it there and then.

use std::sync::atomic::{AtomicBool, Ordering};

static IS_ASKED: AtomicBool = AtomicBool::new(false);

/// The user asked to stop.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// Starts to listen for Ctrl-C and termination.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if IS_ASKED.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the user asked twice: the work does not come to a safe place by itself")]
            std::process::exit(130);
        }
    })?;
    Ok(())
}

/// Stops here if the user asked to.
pub(crate) fn check() -> Result<(), Interrupted> {
    if IS_ASKED.load(Ordering::SeqCst) { Err(Interrupted) } else { Ok(()) }
}
