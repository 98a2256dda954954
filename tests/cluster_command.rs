//! `samestory cluster`: its formats and where they go, its inputs, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod hostile;
    pub(crate) mod json;
}

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use flate2::Compression;
use flate2::read::GzEncoder;
use predicates::prelude::*;
use serde_json::{Value, json};
use support::command::{finish, run, samestory};
use support::hostile::assert_harmless;
use support::json::keys_in_order;
use tempfile::TempDir;

const WIRE: &str = "data/news/records/wire.jsonl";
const FORMATS: [&str; 4] = ["table", "jsonl", "json", "csv"];

/// Two desks on one landslip, one of them in two versions, and a story of its own.
const DESKS: &str = r#"{"id":"a1","title":"Landslip buries Penmoel station","text":"A landslip buried the station of Penmoel on Monday night after two days of rain. Stationmaster Gwen Tarrant saw the slope move at 11.40 and stopped the last train with a lamp. Nobody was hurt. The line to Carreg stays shut until the weekend, and buses run from the quarry gate.","published":"2025-02-03T23:58:00Z","source":"Carreg Mail"}
{"id":"a2","title":"Landslip buries Penmoel station","text":"A landslip buried the station of Penmoel on Monday night after two days of rain. Stationmaster Gwen Tarrant saw the slope move at 11.40 and stopped the last train with a lamp. Nobody was hurt. The line to Carreg stays shut until the weekend, and buses run from the quarry gate. Engineers arrive today.","published":"2025-02-04T07:00:00Z","source":"Carreg Mail"}
{"id":"b1","title":"Lamp saves night train at Penmoel","text":"With a railway lamp in her hand, Gwen Tarrant ran along the track and halted the night train to Carreg. Minutes before, rain-soaked earth had slid over Penmoel station, where she is stationmaster. The forty passengers walked to the quarry gate and were given soup.","published":"2025-02-04T09:30:00Z","source":"Valley Voice"}
{"id":"c1","title":"Chess club buys its pub","text":"Members of the chess club in Lower Ashing have bought the Bishop's Head, in whose back room they have met since 1931. The price was kept secret. Darts stay.","published":"2025-02-04","source":"Valley Voice"}
"#;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn named(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn with(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.named(name)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).unwrap();
    packed
}

// The formats.

#[test]
fn the_table_shows_stories_then_the_rest_then_the_counts() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    insta::assert_snapshot!("table", run(&["cluster", &desks]).ends_with(0).stdout);
}

#[test]
fn csv_has_one_row_for_each_document() {
    let folder = Folder::new();
    folder.with("desks.jsonl", DESKS);
    let command = &mut samestory(&["cluster", "desks.jsonl", "--format", "csv"]);
    let output = finish(command.current_dir(folder.0.path())).ends_with(0).stdout;
    insta::assert_snapshot!("csv", output);
}

#[test]
fn a_line_of_json_lines_holds_the_whole_document() {
    let output = finish(samestory(&["cluster", "--format", "jsonl"]).write_stdin(DESKS)).ends_with(0).stdout;
    insta::assert_snapshot!("jsonl", output);
}

#[test]
fn json_tells_stories_with_their_links_copies_and_problems() {
    let mut report = finish(samestory(&["cluster", "--json"]).write_stdin(DESKS)).ends_with(0).json();
    report["documents"] = json!("as in JSON Lines");
    let link = &mut report["stories"][0]["links"][0];
    assert!(link["mean_score"].as_f64() >= link["bar"].as_f64(), "{link}");
    assert!(link["evidence"]["shared"].to_string().contains("penmoel"), "{link}");
    // What the method makes of two texts is tested elsewhere; this is about the layout.
    (link["mean_score"], link["bar"], link["evidence"]) = (json!("number"), json!("number"), json!("as in explain"));
    insta::assert_json_snapshot!("json", report);
}

#[test]
fn json_lines_keep_their_keys_and_order() {
    let run = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0);
    let contract = [
        "schema",
        "id",
        "story",
        "copies",
        "origin",
        "title",
        "source",
        "programme",
        "published",
        "updated",
        "language",
        "reporter",
        "place",
        "quotes",
        "lead",
        "body",
        "url",
        "sections",
    ];
    for line in run.stdout.lines() {
        let keys = keys_in_order(line);
        assert_eq!(keys[..contract.len()], contract, "{line}");
        assert!(line.starts_with(r#"{"schema":"samestory.document/1","#), "{line}");
    }
    let ids: Vec<Value> = run.json_lines().iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids.len(), 140);
    assert!(ids.is_sorted_by_key(|id| id.as_str().unwrap().to_owned()), "lines are sorted by id");
}

#[test]
fn json_counts_what_it_holds() {
    let report = run(&["cluster", "data/news", "data/broken/truncated.jsonl", "--json"]).ends_with(2).json();
    assert_eq!(report["schema"], "samestory.clustering/1");
    let list = |name: &str| report[name].as_array().unwrap();
    let of_severity =
        |severity: &str| list("problems").iter().filter(|problem| problem["severity"] == severity).count();
    let told_twice = list("stories").iter().filter(|story| story["documents"].as_array().unwrap().len() > 1).count();
    let counts = &report["counts"];
    assert_eq!(counts["documents"], list("documents").len());
    assert_eq!(counts["stories"], list("stories").len());
    assert_eq!(counts["stories_told_twice"], told_twice);
    assert_eq!(counts["errors"], of_severity("error"));
    assert_eq!(counts["notices"], of_severity("notice"));

    let in_stories: usize = list("stories").iter().map(|story| story["documents"].as_array().unwrap().len()).sum();
    assert_eq!(in_stories, list("documents").len(), "every document is in one story");
    for story in list("stories") {
        for link in story["links"].as_array().unwrap() {
            assert!(link["mean_score"].as_f64() >= link["bar"].as_f64(), "{link}");
        }
    }
}

#[test]
fn all_formats_tell_the_same_stories() {
    let lines = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0).documents();
    let object = run(&["cluster", "data/news", "--json"]).ends_with(0).json();
    assert_eq!(object["documents"].as_array().unwrap(), &lines.values().cloned().collect::<Vec<_>>());

    let table = run(&["cluster", "data/news", "--format", "csv"]).ends_with(0).stdout;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let cell = |name: &str| row.get(header.iter().position(|column| column == name).unwrap()).unwrap();
        let document = &lines[cell("id")];
        for name in ["story", "copies", "published", "updated", "source", "programme"] {
            assert_eq!(cell(name), document[name].as_str().unwrap_or_default(), "{name} of {}", cell("id"));
        }
        count += 1;
    }
    assert_eq!(count, lines.len());
}

#[test]
fn the_alias_and_the_short_flag_mean_the_same() {
    let json = run(&["cluster", WIRE, "--format", "json"]).ends_with(0).stdout;
    assert_eq!(run(&["cluster", WIRE, "--json"]).stdout, json);
    assert_eq!(run(&["group", WIRE, "--json"]).stdout, json);
    run(&["cluster", WIRE, "--json", "--format", "csv"]).ends_with(2).says("cannot be used with");
}

#[test]
fn the_table_can_leave_out_small_stories() {
    let all = run(&["cluster", WIRE]).ends_with(0).stdout;
    let told_twice = run(&["cluster", WIRE, "--min-documents", "2"]).ends_with(0).stdout;
    assert!(all.contains("Stories of one document") && all.contains("wire-008"), "{all}");
    assert!(!told_twice.contains("Stories of one document") && !told_twice.contains("wire-008"), "{told_twice}");
    assert!(told_twice.contains("wire-004"), "{told_twice}");
    assert_eq!(all.lines().last(), told_twice.lines().last(), "the counts are of all");
}

// Where the result goes.

#[test]
fn the_ending_of_the_output_file_tells_the_format() {
    let folder = Folder::new();
    for (name, format) in [
        ("a.csv", "csv"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.txt", "table"),
        ("a", "table"),
    ] {
        let output = folder.named(name);
        let run = run(&["cluster", WIRE, "-o", &output]).ends_with(0);
        assert_eq!(run.stdout, "", "{name}");
        let expected = support::command::run(&["cluster", WIRE, "--format", format, "--color", "never"]).stdout;
        assert_eq!(fs::read_to_string(&output).unwrap(), expected, "{name}");
    }
    let output = folder.named("told.csv");
    run(&["cluster", WIRE, "-o", &output, "--format", "jsonl"]).ends_with(0);
    assert!(fs::read_to_string(&output).unwrap().starts_with('{'), "--format wins over the ending");
}

#[test]
fn an_existing_output_file_is_replaced_as_a_whole() {
    let folder = Folder::new();
    let output = folder.with("stories.csv", "x".repeat(1 << 20));
    run(&["cluster", WIRE, "-o", &output]).ends_with(0);
    let written = fs::read_to_string(&output).unwrap();
    assert_eq!(written, run(&["cluster", WIRE, "--format", "csv"]).stdout);
    assert_eq!(folder.names(), ["stories.csv"], "no temporary file is left");
}

#[test]
fn an_output_file_never_holds_colours() {
    let folder = Folder::new();
    let output = folder.named("stories.txt");
    run(&["cluster", WIRE, "-o", &output, "--color", "always"]).ends_with(0);
    assert_harmless(&fs::read_to_string(&output).unwrap(), "the file");
}

#[test]
fn a_dash_as_output_is_standard_output() {
    assert_eq!(run(&["cluster", WIRE, "-o", "-"]).ends_with(0).stdout, run(&["cluster", WIRE]).stdout);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_that_names_it() {
    let folder = Folder::new();
    let missing = folder.named("no/such/stories.csv");
    let refused = run(&["cluster", WIRE, "-o", &missing]).ends_with(2);
    refused.says("error: cannot write").says("no/such/stories.csv").says("folder");
    assert_eq!(refused.stdout, "");
    assert_eq!(folder.names(), [""; 0]);

    let itself = folder.0.path().to_str().unwrap();
    run(&["cluster", WIRE, "-o", itself]).ends_with(2).says("it is a folder; name a file");
}

#[test]
fn an_output_that_is_an_input_is_refused_and_left_alone() {
    let folder = Folder::new();
    let input = folder.with("desks.jsonl", DESKS);
    let by_another_name = folder.named("./desks.jsonl");
    for output in [&input, &by_another_name] {
        let refused = run(&["cluster", &input, "-o", output]).ends_with(2);
        refused.says("is also an input").says("--output");
        assert_eq!(fs::read_to_string(&input).unwrap(), DESKS);
    }
}

#[test]
fn an_output_in_the_place_of_a_file_of_an_input_folder_is_refused() {
    let folder = Folder::new();
    let input = folder.with("desks.jsonl", DESKS);
    let refused = run(&["cluster", folder.0.path().to_str().unwrap(), "-o", &input]);
    assert_eq!(fs::read_to_string(&input).unwrap(), DESKS, "an input was written over");
    refused.ends_with(2).says("is also an input");
}

#[cfg(unix)]
#[test]
fn an_output_that_leads_to_an_input_by_a_link_is_refused() {
    let folder = Folder::new();
    let input = folder.with("desks.jsonl", DESKS);
    let link = folder.named("link.jsonl");
    std::os::unix::fs::symlink(&input, &link).unwrap();
    run(&["cluster", &input, "-o", &link]).ends_with(2).says("is also an input");
    assert_eq!(fs::read_to_string(&input).unwrap(), DESKS);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    for format in FORMATS {
        let mut child = piped(format);
        let mut first = Vec::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_until(b'\n', &mut first).unwrap();
        assert!(!first.is_empty(), "{format}");
        assert_ends_in_silence(child, format);
    }
}

#[test]
fn a_reader_that_is_gone_before_the_first_line_is_no_error() {
    for format in FORMATS {
        let mut child = piped(format);
        drop(child.stdout.take());
        assert_ends_in_silence(child, format);
    }
}

fn piped(format: &str) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin!("samestory"))
        .args(["cluster", "data/news", "--format", format])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[track_caller]
fn assert_ends_in_silence(child: Child, format: &str) {
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{format}");
}

// What is read.

#[test]
fn standard_input_is_read_by_name_or_when_it_is_piped() {
    let from_file = run(&["cluster", WIRE, "--format", "jsonl"]).ends_with(0).stdout;
    let expected = from_file.replace(&format!(r#""path":"{WIRE}""#), r#""path":"-""#);
    for arguments in [&["cluster", "--format", "jsonl", "-"][..], &["cluster", "--format", "jsonl"]] {
        let wire = fs::read(WIRE).unwrap();
        assert_eq!(finish(samestory(arguments).write_stdin(wire)).ends_with(0).stdout, expected);
    }
    run(&["cluster", "-", "-"]).ends_with(2).says("standard input is named twice");
}

#[test]
fn standard_input_and_files_go_together() {
    let arguments = ["cluster", WIRE, "-", "--format", "jsonl"];
    let documents = finish(samestory(&arguments).write_stdin(DESKS)).ends_with(0).documents();
    assert_eq!(documents.len(), 12);
    assert_eq!(documents["c1"]["origin"]["path"], "-");
}

#[test]
fn empty_standard_input_is_told_and_no_error() {
    for (format, expected) in [("jsonl", ""), ("table", "0 documents, 0 stories")] {
        let run = finish(samestory(&["cluster", "--format", format]).write_stdin("")).ends_with(0);
        assert!(run.stdout.starts_with(expected), "{}", run.stdout);
        run.says("-: the file is empty");
    }
    let none = finish(samestory(&["cluster", "--json"]).write_stdin("")).json();
    assert_eq!((&none["documents"], &none["stories"]), (&json!([]), &json!([])));
    let header = finish(samestory(&["cluster", "--format", "csv"]).write_stdin("")).stdout;
    assert_eq!(header.lines().count(), 1, "{header}");
}

#[test]
fn gzip_is_unpacked_from_files_of_any_name_and_from_standard_input() {
    let folder = Folder::new();
    let packed = gzip(DESKS.as_bytes());
    for name in ["desks.jsonl.gz", "desks.jsonl", "desks"] {
        let file = folder.with(name, &packed);
        assert_eq!(
            run(&["cluster", &file, "--format", "jsonl"]).ends_with(0).ids(),
            ["a1", "a2", "b1", "c1"],
            "{name}"
        );
    }
    let piped = finish(samestory(&["cluster", "--format", "jsonl"]).write_stdin(packed)).ends_with(0);
    assert_eq!(piped.ids(), ["a1", "a2", "b1", "c1"]);
}

#[test]
fn columns_are_read_under_the_names_that_the_user_gives() {
    let folder = Folder::new();
    let table = "Kennung;Kopf;Wortlaut\nk1;Brücke gesperrt;Die Brücke von Altenried ist bis Montag gesperrt.\n";
    let file = folder.with("desk.csv", table);
    run(&["cluster", &file]).ends_with(2).says("no column holds a title or a text").says("Kennung, Kopf, Wortlaut");
    let fields = ["--field", "id=Kennung", "--field", "title=Kopf", "--field", "text=Wortlaut"];
    let arguments = [&["cluster", &file, "--format", "jsonl"], &fields[..]].concat();
    let documents = run(&arguments).ends_with(0).documents();
    assert_eq!(documents["k1"]["title"], "Brücke gesperrt");
    assert_eq!(documents["k1"]["body"], "Die Brücke von Altenried ist bis Montag gesperrt.");
}

#[test]
fn a_mapping_that_means_nothing_is_refused() {
    let unknown = run(&["cluster", WIRE, "--field", "headline=Kopf"]).ends_with(2);
    unknown.says("unknown field `headline`").says("the fields are id, title, text");
    assert_eq!(unknown.stdout, "");
    for mapping in ["text", "=Kopf", "text="] {
        run(&["cluster", WIRE, "--field", mapping]).ends_with(2).says("write OURS=THEIRS");
    }
}

#[test]
fn an_encoding_can_be_named() {
    let folder = Folder::new();
    let story = "Burmistrz Łodzi otworzył ścieżkę\n\nŚcieżka prowadzi przez łąki aż do Żarek.\n";
    let (bytes, _, _) = encoding_rs::ISO_8859_2.encode(story);
    let file = folder.with("lodz.txt", bytes);
    let documents = run(&["cluster", &file, "--encoding", "iso-8859-2", "--format", "jsonl"]).ends_with(0).documents();
    let text = documents["lodz"].to_string();
    assert!(text.contains("Łodzi otworzył ścieżkę") && text.contains("aż do Żarek"), "{text}");
    run(&["cluster", &file, "--encoding", "martian"]).ends_with(2).says("unknown encoding `martian`").says("euc-kr");
}

#[test]
fn korean_encodings_are_told_without_a_name() {
    let folder = Folder::new();
    let text = fs::read_to_string("data/news/korean/yeongdong-hail-n9.txt").unwrap();
    let (bytes, _, _) = encoding_rs::EUC_KR.encode(&text);
    let file = folder.with("yeongdong-hail-n9.txt", bytes);
    let told = run(&["cluster", &file, "--format", "jsonl"]).ends_with(0).documents();
    let original = run(&["cluster", "data/news/korean/yeongdong-hail-n9.txt", "--format", "jsonl"]).documents();
    for field in ["title", "published", "body", "quotes", "story"] {
        assert_eq!(told["yeongdong-hail-n9"][field], original["yeongdong-hail-n9"][field], "{field}");
    }
}

#[test]
fn a_format_can_be_forced() {
    let folder = Folder::new();
    let table = "title,text\nTwo,\"Two lines, and a comma.\"\n";
    let file = folder.with("two.txt", table);
    let read_as = |format: &str| run(&["cluster", &file, "--input-format", format, "--format", "jsonl"]).documents();
    assert_eq!(read_as("csv").into_values().next().unwrap()["body"], "Two lines, and a comma.");
    assert!(read_as("page").into_values().next().unwrap()["body"].as_str().unwrap().contains("\"Two lines"));
}

#[test]
fn our_own_json_lines_read_back_the_same() {
    let folder = Folder::new();
    let written = folder.named("stories.jsonl");
    run(&["cluster", "data/news", "-o", &written]).ends_with(0);
    let again = run(&["cluster", &written, "--format", "jsonl"]).ends_with(0);
    assert_eq!(again.stderr, "", "nothing is wrong with what we wrote");
    let (again, original) = (again.documents(), run(&["cluster", "data/news", "--format", "jsonl"]).documents());
    assert!(again.keys().eq(original.keys()));
    let mut wrong = Vec::new();
    for (id, document) in &original {
        for (field, value) in document.as_object().unwrap().iter().filter(|(field, _)| *field != "origin") {
            if again[id][field] != *value {
                wrong.push(format!("{id}: {field}: was {value}\n    is {}", again[id][field]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} fields:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn our_own_json_lines_keep_their_stories_and_copies() {
    let original = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0);
    let again = finish(samestory(&["cluster", "-", "--format", "jsonl"]).write_stdin(original.stdout.as_str()));
    let (original, again) = (original.documents(), again.ends_with(0).documents());
    assert!(again.keys().eq(original.keys()));
    for (id, document) in &original {
        for field in ["story", "copies"] {
            assert_eq!(again[id][field], document[field], "{field} of {id}");
        }
    }
}

#[test]
fn fields_that_are_not_ours_are_passed_on_as_written() {
    let line = r#"{"id":"x1","title":"Owl in the organ","text":"An owl nests in the organ of St Brannock.","rank":1.50,"big":12345678901234567890123,"tags":["owl",{"deep":null}]}"#;
    let output = finish(samestory(&["cluster", "--format", "jsonl"]).write_stdin(line)).ends_with(0).stdout;
    let extra = r#""extra":{"rank":1.50,"big":12345678901234567890123,"tags":["owl",{"deep":null}]}"#;
    assert!(output.contains(extra), "{output}");
}

// Texts by strangers.

#[test]
fn a_hostile_title_harms_no_terminal_and_no_spreadsheet() {
    let page = "data/news/html/orchids-harbour-courier.html";
    for format in FORMATS {
        let output = run(&["cluster", page, "--format", format]).ends_with(0).stdout;
        assert_harmless(&output, format);
        assert!(output.contains("raid") && output.contains("at Wexcombe"), "the title is shown: {output}");
    }
    let title = run(&["cluster", page, "--json"]).json()["documents"][0]["title"].as_str().unwrap().to_owned();
    assert!(title.contains("<script>") && title.contains('\u{202e}'), "JSON keeps it as published: {title:?}");
    let coloured = run(&["cluster", page, "--color", "always"]).ends_with(0).stdout;
    assert!(!coloured.contains("\u{1b}[31m") && !coloured.contains('\u{202e}'), "{coloured:?}");
}

#[test]
fn hostile_fields_ids_names_and_messages_are_shown_not_obeyed() {
    let nasty = "\u{1b}]0;owned\u{7}\u{202e}\u{200b}\u{9b}2J\r\nforged";
    let record = json!({
        "id": format!("id-{nasty}"), "title": format!("Title {nasty}"), "text": format!("Text {nasty} of a story."),
        "source": nasty, "programme": nasty, "reporter": nasty, "place": nasty, "url": nasty, "language": "en",
        "published": format!("never {nasty}"),
    });
    let folder = Folder::new();
    let file = folder.with("wire\u{1b}[2J\u{202e}.jsonl", format!("{record}\n[\"{}\"]\n", "no record"));
    for format in FORMATS {
        let run = run(&["cluster", &file, "--format", format, "--verbose"]).ends_with(2);
        assert_harmless(&run.stdout, format);
        assert_harmless(&run.stderr, "standard error");
        run.says("is no date that can be read").says("an array, not an object");
    }
    let missing = folder.named("no\u{1b}[2Jsuch\u{202e}.csv");
    assert_harmless(&run(&["cluster", &missing]).ends_with(2).stderr, "standard error");
}

#[test]
fn cells_that_spreadsheets_would_run_are_defused() {
    let starts = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"];
    let record =
        |start: &str| json!({"id": format!("{start} {start:?}"), "title": start, "text": "A cell.", "source": start});
    let lines = starts.map(|start| record(start).to_string()).join("\n");
    let table = finish(samestory(&["cluster", "--format", "csv"]).write_stdin(lines)).ends_with(0).stdout;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let mut cells = 0;
    for row in rows.records() {
        for cell in &row.unwrap() {
            cells += 1;
            assert!(
                !cell.trim_start_matches([' ', '\t', '\r']).starts_with(['=', '+', '-', '@']) || cell == "-",
                "{cell:?}"
            );
        }
    }
    assert_eq!(cells, 7 * 14);
}

// Help and what is wrong with a command line.

#[test]
fn help_and_version_are_results() {
    for arguments in [&["--help"][..], &["help"], &["-h"], &["cluster", "--help"], &["help", "search"]] {
        samestory(arguments)
            .assert()
            .success()
            .stdout(predicate::str::contains("Usage: samestory"))
            .stderr(predicate::str::is_empty());
    }
    for command in ["cluster", "search", "explain", "completions", "man"] {
        let help = run(&["--help"]).stdout;
        assert!(help.contains(&format!("\n  {command} ")), "{command}:\n{help}");
    }
    samestory(&["--version"]).assert().success().stdout(format!("samestory {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_command_line_that_means_nothing_ends_with_two() {
    let lines: [&[&str]; 10] = [
        &[],
        &["no-such-command"],
        &["cluster", "--no-such-option"],
        &["cluster", WIRE, "--threads", "0"],
        &["cluster", WIRE, "--similarity", "1.5"],
        &["cluster", WIRE, "--containment", "0"],
        &["cluster", WIRE, "--window", "-1"],
        &["cluster", WIRE, "--window", "week"],
        &["cluster", WIRE, "--format", "xml"],
        &["explain", "only-one"],
    ];
    for arguments in lines {
        let run = finish(samestory(arguments).write_stdin("")).ends_with(2);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn completions_and_the_manual_page_are_text() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).ends_with(0).stdout;
        assert!(script.contains("samestory") && script.contains("explain"), "{shell}:\n{script}");
    }
    run(&["completions", "tcsh"]).ends_with(2).says("bash");
    let page = run(&["man"]).ends_with(0).stdout;
    for words in [".TH", "samestory", "index", "Exit codes"] {
        assert!(page.contains(words), "`{words}`");
    }
}

#[test]
fn matching_can_be_made_stricter() {
    let groups = |similarity: &str, containment: &str| -> Value {
        let arguments = ["cluster", WIRE, "--json", "--similarity", similarity, "--containment", containment];
        run(&arguments).ends_with(0).json()["counts"]["copy_groups"].clone()
    };
    assert_eq!((groups("0.7", "0.8"), groups("1", "1")), (json!(1), json!(0)));
}

#[test]
fn reports_further_apart_than_the_window_are_not_one_event() {
    let folder = Folder::new();
    let report = |id: &str, day: &str, words: &str| {
        let text = format!("{words} the ferry Haedoji ran onto the Gomsae reef off Geomundo with 214 people aboard");
        json!({"id": id, "published": day, "text": text}).to_string()
    };
    let first = report("first", "2025-03-01", "Rescued at dawn from a sinking ship were all who sailed when");
    let second = report("second", "2025-03-04", "Investigators now blame the radar of its captain for how");
    let input = folder.with("ferry.jsonl", [first, second].join("\n"));
    let stories = |options: &[&str]| -> Value {
        let arguments = [&["cluster", &input, "--json"], options].concat();
        run(&arguments).ends_with(0).json()["counts"]["stories"].clone()
    };
    assert_eq!(stories(&[]), json!(1));
    assert_eq!(stories(&["--window", "30"]), json!(1));
    assert_eq!(stories(&["--window", "1.5"]), json!(2), "two days lie between the two");
}

#[test]
fn an_index_that_cannot_be_written_is_an_error() {
    let folder = Folder::new();
    folder.with("holiday.jpg", "a picture");
    let foreign = folder.0.path().to_str().unwrap();
    run(&["cluster", WIRE, "--index", foreign]).ends_with(2).says("holiday.jpg").says("nothing was written");
    assert_eq!(folder.names(), ["holiday.jpg"]);
    let file = folder.named("holiday.jpg");
    run(&["cluster", WIRE, "--index", &file]).ends_with(2).says("is a file, not a folder");
    assert_eq!(fs::read_to_string(Path::new(&file)).unwrap(), "a picture");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_or_a_pipe_is_written_to_and_not_replaced() {
    let (folder, source) = (Folder::new(), Folder::new());
    let input = source.with("desks.jsonl", DESKS);
    let (target, link, pipe) = (folder.named("target.csv"), folder.named("link.csv"), folder.named("pipe.csv"));
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    run(&["cluster", &input, "-o", &link]).ends_with(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let written = fs::read_to_string(&target).unwrap();
    assert!(written.starts_with("story,"), "{written}");

    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    run(&["cluster", &input, "-o", &pipe]).ends_with(0);
    assert_eq!(reader.join().unwrap(), written);
}

#[test]
fn an_ending_that_tells_no_format_is_refused_before_the_work() {
    let folder = Folder::new();
    let output = folder.named("stories.sqlite");
    run(&["cluster", WIRE, "-o", &output]).ends_with(2).says("`.sqlite`").says("--format");
    run(&["cluster", WIRE, "-o", &output, "--format", "csv"]).ends_with(0);
    let upper = folder.named("STORIES.JSON");
    run(&["cluster", WIRE, "-o", &upper]).ends_with(0);
    assert!(fs::read_to_string(upper).unwrap().starts_with("{\"schema\":\"samestory.clustering/1\""));
}

#[test]
fn where_nothing_can_be_read_nothing_is_replaced() {
    let folder = Folder::new();
    let (index, output) = (folder.named("index"), folder.named("stories.csv"));
    run(&["cluster", WIRE, "--index", &index, "-o", &output]).ends_with(0);
    let before = fs::read_to_string(&output).unwrap();
    let failed = run(&["cluster", "no-such-folder", "--index", &index, "-o", &output]).ends_with(2);
    failed.says("no-such-folder").says("nothing was written");
    assert_eq!(fs::read_to_string(&output).unwrap(), before);
    run(&["search", "--index", &index]).ends_with(0);
}

#[test]
fn an_index_inside_an_input_folder_is_no_input() {
    let folder = Folder::new();
    folder.with("desks.jsonl", DESKS);
    let (input, index) = (folder.named(""), folder.named("index"));
    let first = run(&["cluster", &input, "--index", &index]).ends_with(0).stdout;
    assert_eq!(run(&["cluster", &input, "--index", &index]).ends_with(0).stdout, first);
}

#[test]
fn more_threads_than_any_machine_has_are_refused() {
    run(&["cluster", WIRE, "--threads", "100000000"]).ends_with(2).says("from 1 to 256");
    run(&["cluster", WIRE, "--threads", "0"]).ends_with(2).says("from 1 to 256");
}
