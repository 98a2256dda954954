//! The command line: arguments to settings, commands, what the terminal shows, exit codes.
//!
//! One file a command; [`args`] is what may be typed, [`screen`] all that goes to standard error, [`output`] all that
//! goes to standard output or a file. Nothing below this folder prints, exits or reads the environment.

mod archive;
mod args;
mod chosen;
mod cluster;
mod compare;
mod comparisons;
mod copies;
mod dedupe;
mod eval;
mod exit;
mod explain;
mod fetch;
mod generate;
mod intake;
mod interrupt;
mod output;
mod overrides;
mod parquet;
mod report;
mod screen;
mod search;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use exit::Exit;
use screen::Screen;

/// Runs the command that was typed.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let screen = Screen::new(&arguments.display);
    #[cfg(feature = "parquet")]
    parquet::be_quiet_about_contained_panics();
    let outcome = run(&arguments, &screen);
    let exit = outcome.unwrap_or_else(|error| {
        let exit = Exit::of_error(&error);
        if exit == Exit::Failed {
            screen.error(&error);
        }
        exit
    });
    exit.into()
}

fn run(arguments: &Arguments, screen: &Screen) -> anyhow::Result<Exit> {
    interrupt::listen()?;
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    match &arguments.command {
        Command::Cluster(command) => cluster::run(command, screen),
        Command::Copies(command) => copies::run(command, screen),
        Command::Dedupe(command) => dedupe::run(command, screen),
        Command::Search(command) => search::run(command, screen),
        Command::Explain(command) => explain::run(command, screen),
        Command::Compare(command) => compare::run(command, screen),
        Command::Report(command) => report::run(command, screen),
        Command::Eval(command) => eval::run(command, screen),
        Command::Archive(command) => archive::run(command, screen),
        Command::Serve(command) => serve::run(command, screen),
        Command::Fetch(command) => fetch::run(command, screen),
        Command::Completions { shell } => generate::completions(*shell),
        Command::Man => generate::manual(),
    }
}
