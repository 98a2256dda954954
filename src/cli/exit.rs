//! How the process ends.

use std::io;
use std::process::ExitCode;

use super::interrupt::Interrupted;

/// The exit codes, a stable part of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Done, with a negative answer.
    Negative,
    /// Wrong usage, a failure, or input that could not be read.
    Failed,
    /// Stopped by the user.
    Interrupted,
}

impl Exit {
    /// How an error ends the process. A reader that has seen enough and closed the pipe is no error.
    pub(crate) fn of_error(error: &anyhow::Error) -> Self {
        if error.is::<Interrupted>() {
            return Self::Interrupted;
        }
        let is_broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
            cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
        };
        if error.chain().any(is_broken_pipe) { Self::Done } else { Self::Failed }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Negative => 1,
            Exit::Failed => 2,
            Exit::Interrupted => 130,
        })
    }
}
