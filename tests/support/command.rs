//! The `samestory` binary as a user calls it.

#![allow(dead_code, reason = "every file of tests uses its own part of this")]

use std::collections::BTreeMap;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

/// The command, with colours and progress left to their defaults and a limit on its time.
pub(crate) fn samestory(arguments: &[&str]) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("samestory");
    command.args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").timeout(Duration::from_mins(1));
    command
}

/// Runs the command and gives what it wrote and its exit code.
pub(crate) fn run(arguments: &[&str]) -> Run {
    finish(&mut samestory(arguments))
}

/// Runs a command that was prepared and gives what it wrote and its exit code.
pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    Run { stdout: String::from_utf8(output.stdout).unwrap(), stderr, code: output.status.code() }
}

/// What a run of the command left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    /// The run, which must have ended with this code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "standard error:\n{}\nstandard output:\n{}", self.stderr, self.stdout);
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Standard output as JSON Lines.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }

    /// The documents of standard output as JSON Lines, by id.
    #[track_caller]
    pub(crate) fn documents(&self) -> BTreeMap<String, Value> {
        let lines = self.json_lines();
        let count = lines.len();
        let documents: BTreeMap<String, Value> =
            lines.into_iter().map(|line| (line["id"].as_str().unwrap().to_owned(), line)).collect();
        assert_eq!(documents.len(), count, "an id stands twice");
        documents
    }

    /// The ids of the documents of standard output as JSON Lines, sorted.
    #[track_caller]
    pub(crate) fn ids(&self) -> Vec<String> {
        self.documents().into_keys().collect()
    }

    /// Fails if standard error does not say something.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.stderr.contains(words), "`{words}` is not in standard error:\n{}", self.stderr);
        self
    }
}
