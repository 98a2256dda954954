//! `samestory copies` on input that is too large to be kept: little memory, and runs that were killed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
}

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use support::command::samestory;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

/// Words that a number stands for; other numbers, other words.
fn words(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("word{}", number * 7919 % 1_000_003)).collect::<Vec<_>>().join(" ")
}

/// A folder with `files` files of 40 documents each: every tenth a notice that many fill in, every fifth a version of
/// the one before.
fn input(folder: &Path, files: usize) -> PathBuf {
    let input = folder.join("input");
    fs::create_dir(&input).unwrap();
    for file in 0..files {
        let mut lines = String::new();
        for line in 0..40 {
            let number = file * 40 + line;
            let text = match number % 10 {
                0 => format!("{} {}", words(0, 60), words(1_000 + number * 3, 8)),
                5 => format!("{} {}", words((number - 1) * 100, 88), words(500_000 + number, 5)),
                _ => words(number * 100, 90),
            };
            writeln!(lines, "{{\"id\":\"d{number}\",\"text\":\"{text}\"}}").unwrap();
        }
        lines += "{\"id\":\"broken\n";
        fs::write(input.join(format!("part{file:02}.jsonl")), lines).unwrap();
    }
    input
}

fn output(input: &Path, arguments: &[&str]) -> String {
    let run = samestory(&[]).arg("copies").arg(input).args(["--list", "pairs", "--json"]).args(arguments).assert();
    let run = run.code(2).stderr(predicate::str::contains("part00.jsonl:41"));
    let groups = samestory(&[]).arg("copies").arg(input).arg("--json").args(arguments).assert().code(2);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&run.get_output().stdout) + &text(&groups.get_output().stdout)
}

#[test]
fn little_memory_changes_no_byte() {
    let folder = TempDir::new().unwrap();
    let input = input(folder.path(), 100);
    let plenty = output(&input, &[]);
    assert!(plenty.lines().count() > 1000, "{} lines", plenty.lines().count());
    assert_eq!(output(&input, &["--memory", "16MiB"]), plenty);
    samestory(&[])
        .env("TMPDIR", folder.path())
        .arg("copies")
        .arg(&input)
        .args(["--memory", "16MiB", "--verbose"])
        .assert()
        .code(2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn what_was_kept_once_is_kept_again() {
    let folder = TempDir::new().unwrap();
    let input = input(folder.path(), 12);
    for group in ["stars", "components"] {
        let kept = folder.path().join("kept.jsonl");
        let again = folder.path().join("again.jsonl");
        for (from, to, code) in [(&input, &kept, 2), (&kept, &again, 0)] {
            let mut command = samestory(&["copies", "--list", "kept", "--group", group, "-o"]);
            command.arg(to).arg(from).assert().code(code);
        }
        let (kept, again) = (fs::read_to_string(kept).unwrap(), fs::read_to_string(again).unwrap());
        assert!(kept.lines().count() > 300 && kept.lines().count() < 440, "{}", kept.lines().count());
        assert_eq!(kept, again, "{group}");
    }
}

#[test]
fn sizes_of_memory_are_told_apart_from_nonsense() {
    for size in ["1KiB", "0", "much", "-5", ""] {
        let size = format!("--memory={size}");
        samestory(&[]).args(["copies", "x.jsonl", &size]).assert().code(2).stderr(predicate::str::contains("--memory"));
    }
}

/// The command that takes up `work`, and how many documents it had not to read.
fn resumed(input: &Path, work: &Path) -> (String, usize) {
    let run = samestory(&[])
        .arg("copies")
        .arg(input)
        .args(["--list", "pairs", "--json", "--verbose", "--work"])
        .arg(work)
        .assert()
        .code(2)
        .stderr(predicate::str::contains("part00.jsonl:41"));
    let error = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    let recalled = error
        .lines()
        .find(|line| line.contains("had been read"))
        .map_or(0, |line| line.split_whitespace().find_map(|word| word.parse().ok()).unwrap());
    (String::from_utf8(run.get_output().stdout.clone()).unwrap(), recalled)
}

#[cfg(unix)]
#[test]
fn a_killed_run_is_taken_up_where_it_was() {
    let folder = TempDir::new().unwrap();
    let input = input(folder.path(), 6);
    let whole = resumed(&input, &folder.path().join("elsewhere"));
    assert_eq!(whole.1, 0);

    // The last file is a pipe that gives nothing: the run waits there, all others read.
    let last = input.join("part05.jsonl");
    let kept = fs::read(&last).unwrap();
    fs::remove_file(&last).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&last).status().unwrap().success());
    let work = folder.path().join("work");
    let mut killed = std::process::Command::new(env!("CARGO_BIN_EXE_samestory"))
        .arg("copies")
        .args((0..6).map(|file| input.join(format!("part{file:02}.jsonl"))))
        .arg("--work")
        .arg(&work)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Opening the pipe waits for the run to open it, and then it has read what stands before.
    let pipe = fs::OpenOptions::new().write(true).open(&last).unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();
    drop(pipe);
    fs::remove_file(&last).unwrap();
    fs::write(&last, kept).unwrap();

    assert_eq!(resumed(&input, &work), (whole.0.clone(), 200));
    assert_eq!(resumed(&input, &work), (whole.0, 240), "and what is done is not done again");
}

#[test]
fn work_cut_or_damaged_anywhere_is_used_as_far_as_it_is_whole() {
    let folder = TempDir::new().unwrap();
    let input = input(folder.path(), 4);
    let work = folder.path().join("work");
    let (whole, _) = resumed(&input, &work);
    let file = work.join("copies.work");
    let bytes = fs::read(&file).unwrap();
    let mut recalled = Vec::new();
    for share in [0, 1, 40, 300, 500, 999, 1000] {
        let cut = bytes.len() * share / 1000;
        fs::write(&file, &bytes[..cut]).unwrap();
        let (output, known) = resumed(&input, &work);
        assert_eq!(output, whole, "cut to {share} thousandths");
        recalled.push(known);
        assert_eq!(fs::read(&file).unwrap(), bytes, "the work is then whole again");
    }
    assert_eq!((recalled[0], recalled[6]), (0, 160));
    assert!(recalled.is_sorted() && recalled[4] >= 40 && recalled[4] <= 120, "{recalled:?}");

    for share in [300, 700] {
        let mut damaged = bytes.clone();
        damaged[bytes.len() * share / 1000] ^= 1;
        fs::write(&file, damaged).unwrap();
        let (output, known) = resumed(&input, &work);
        assert_eq!(output, whole);
        assert!(known < 160);
    }
}

#[test]
fn work_of_something_else_is_refused_with_the_cure() {
    let folder = TempDir::new().unwrap();
    let input = input(folder.path(), 2);
    let work = folder.path().join("work");
    let (whole, _) = resumed(&input, &work);
    let refused = |arguments: &[&str], message: &str| {
        let run = samestory(&[]).arg("copies").arg(&input).arg("--work").arg(&work).args(arguments).assert().code(2);
        run.stdout("").stderr(predicate::str::contains(message).and(predicate::str::contains("--work")));
    };
    refused(&["--words", "3"], "other settings");
    refused(&["--similarity", "0.9"], "other settings");
    refused(&["--field", "text=id"], "other settings");

    // An earlier version wrote another number of its form, with a checksum that is right. A record is its length, its checksum
    // and what it says.
    let file = work.join("copies.work");
    let written = fs::read(&file).unwrap();
    let head = b"samestory work 1\n".len();
    let length = usize::try_from(u64::from_le_bytes(written[head..head + 8].try_into().unwrap())).unwrap();
    let said = head + 16..head + 16 + length;
    let mut earlier = written.clone();
    let form = written[said.clone()].windows(7).position(|bytes| bytes == b", form ").unwrap();
    earlier[said.start + form + 7] = b'0';
    let checksum = xxh3_64(&earlier[said]);
    earlier[head + 8..head + 16].copy_from_slice(&checksum.to_le_bytes());
    fs::write(&file, earlier).unwrap();
    refused(&[], "of another version of samestory");
    fs::write(&file, &written).unwrap();

    let first = input.join("part00.jsonl");
    let kept = fs::read(&first).unwrap();
    fs::write(&first, "{\"id\":1,\"text\":\"something else\"}\n").unwrap();
    refused(&[], "another file");
    fs::remove_file(&first).unwrap();
    refused(&[], "other input");

    // Nor by the result.
    let output = work.join("copies.work");
    let run = samestory(&[])
        .arg("copies")
        .arg(&input)
        .arg("--work")
        .arg(&work)
        .arg("-o")
        .arg(&output)
        .args(["--format", "csv"])
        .assert()
        .code(2);
    run.stderr(predicate::str::contains("input"));
    assert_eq!(fs::read(&output).unwrap(), written);
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let run = samestory(&[]).arg("copies").arg(&input).arg("--work").arg(&file).assert().code(2);
    run.stderr(predicate::str::contains("is a file; name a folder with --work"));
    let odd = folder.path().join("odd");
    fs::create_dir_all(odd.join("copies.work")).unwrap();
    let run = samestory(&[]).arg("copies").arg(&input).arg("--work").arg(&odd).assert().code(2);
    run.stderr(predicate::str::contains("is no regular file"));

    // What is no work of ours is never written over.
    let foreign = folder.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("copies.work"), kept).unwrap();
    let run = samestory(&[]).arg("copies").arg(&input).arg("--work").arg(&foreign).assert().code(2);
    run.stderr(predicate::str::contains("no work of samestory"));
    assert!(fs::read_to_string(foreign.join("copies.work")).unwrap().starts_with("{\"id\":\"d0\""));
    assert!(!whole.is_empty());
}
