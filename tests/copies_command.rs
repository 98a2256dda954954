//! `samestory copies`: groups, pairs, documents and what is kept, its inputs, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
    pub(crate) mod hostile;
}

use std::fmt::Write as _;
use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use predicates::prelude::*;
use serde_json::Value;
use support::command::{run, samestory};
use support::folder::Folder;
use support::hostile::assert_harmless;

/// Three versions of one report (the third with a paragraph more), a part of it, a headline sent twice, and a stranger.
const WIRE: &str = r#"{"id":"w1","published":"2031-05-02T08:00:00Z","rank":3,"text":"The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour master said. Nobody was hurt. The captain told reporters that a light on the reef had gone out."}
{"id":"w2","published":"2031-05-02T09:00:00Z","rank":9,"text":"The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour master said. Nobody was hurt. The captain told reporters that a light on the reef had gone dark."}
{"id":"w3","published":"2031-05-01T22:00:00Z","rank":1,"text":"The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour master said. Nobody was hurt. The captain told reporters that a light on the reef had gone out. Divers look at the hull today."}
{"id":"part","text":"The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and all ninety-one passengers were taken off by fishing boats before the tide turned."}
{"id":7,"title":"Bridge closed","text":""}
{"id":8,"title":"BRIDGE CLOSED"}
{"id":"orchard","text":"Growers in the Ostrava valley expect the smallest apple harvest in thirty years after late frost killed most of the blossom in April, and the cooperative has asked the province for help."}
"#;

/// The lines of standard output, as JSON.
fn lines(arguments: &[&str]) -> Vec<Value> {
    let output = samestory(&[]).arg("copies").args(arguments).args(["--format", "jsonl"]).assert().success();
    let output = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["id"].to_string().trim_matches('"').to_owned()).collect()
}

fn groups(arguments: &[&str]) -> Vec<Vec<String>> {
    let members = |line: &Value| {
        line["documents"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    lines(arguments).iter().map(members).collect()
}

#[test]
fn groups_hold_versions_parts_and_repeated_headlines() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    assert_eq!(groups(&[&wire]), [vec!["w1", "w2", "w3", "part"], vec!["7", "8"]]);
    assert_eq!(groups(&[&wire, "--similarity", "0.7"]), [vec!["w1", "w2", "w3"], vec!["7", "8"]]);
    assert_eq!(groups(&[&wire, "--containment", "0.9"]), [vec!["w1", "w2", "w3", "part"], vec!["7", "8"]]);
    assert_eq!(groups(&[&wire, "--similarity", "0.97"]), [["7", "8"]]);
}

#[test]
fn the_rule_says_which_of_a_group_is_kept() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    for (rule, kept) in [
        ("first", "w1"),
        ("longest", "w3"),
        ("oldest", "w3"),
        ("newest", "w2"),
        ("least:rank", "w3"),
        ("greatest:rank", "w2"),
        ("least:id", "w1"),
        ("least:nothing", "w1"),
    ] {
        let found = ids(&lines(&[&wire, "--similarity", "0.7", "--list", "kept", "--keep", rule]));
        assert_eq!(found, [kept, "part", "7", "orchard"], "{rule}");
    }
}

#[test]
fn a_field_that_no_document_has_is_told() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    let told = |rule: &str| {
        let run = samestory(&[]).args(["copies", &wire, "--keep", rule]).assert().success();
        String::from_utf8(run.get_output().stderr.clone()).unwrap()
    };
    assert!(told("least:rnak").contains("`rnak`"));
    assert!(!told("least:rank").contains("rank"));
}

/// A brief of twenty words under one outlet's long notice and under another's short one.
#[test]
fn titles_count_by_what_is_left_of_a_text() {
    let folder = Folder::new();
    let notices = [
        "Printed by the Harbour Courier.",
        "Subscribe to the Inland Gazette, the only paper that goes to every \
        valley of the province before breakfast, rain or shine, by bus, boat and mule, since our grandmothers were young.",
    ];
    let mut lines = String::new();
    for number in 0..20 {
        let brief: Vec<String> = (0..20).map(|word| format!("w{}", number * 100 + word)).collect();
        for (source, notice) in ["Courier", "Gazette"].into_iter().zip(notices) {
            let text = format!("{}.\\n{notice}", brief.join(" "));
            writeln!(lines, "{{\"source\":\"{source}\",\"title\":\"Brief {number} of today\",\"text\":\"{text}\"}}")
                .unwrap();
        }
    }
    let wire = folder.with("wire.jsonl", &lines);
    assert_eq!(groups(&[&wire]).len(), 20);
    assert_eq!(groups(&[&wire, "--keep-boilerplate"]).len(), 0);
    // The same, read as documents.
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    assert_eq!(groups(&[&folder.with("wire.json", array)]).len(), 20);
}

#[test]
fn boilerplate_of_other_languages_is_learned_too() {
    let folder = Folder::new();
    let words = ["der", "die", "und", "nicht", "wurde", "einer", "nach", "werden", "zwischen", "über", "haben", "auch"];
    let mut records = String::new();
    for number in 0..16 {
        let text: Vec<String> = (0..60)
            .map(|at| {
                if at % 2 == 0 {
                    words[(at * 7 + number) % words.len()].to_owned()
                } else {
                    format!("w{}", number * 977 + at)
                }
            })
            .collect();
        let notice = "Abonnieren Sie den Boten und lesen Sie jeden Morgen, was die anderen nicht haben.";
        writeln!(records, "{{\"source\":\"Bote\",\"text\":\"{}.\\n{notice}\"}}", text.join(" ")).unwrap();
    }
    let wire = folder.with("bote.jsonl", &records);
    assert_eq!(lines(&[&wire, "--list", "boilerplate"]).len(), 1);
    // Without a source nothing can be learned, and that is told.
    let nameless = folder.with("nameless.jsonl", records.replace("\"source\"", "\"feed_name\""));
    let run = samestory(&[]).args(["copies", &nameless, "--list", "boilerplate"]).assert().success();
    run.stderr(predicate::str::contains("--field source="));
}

#[test]
fn records_without_ids_are_told_apart_by_file_and_line() {
    let folder = Folder::new();
    fs::create_dir_all(folder.named("a")).unwrap();
    fs::create_dir_all(folder.named("b")).unwrap();
    let record = "{\"text\":\"Tea on the quay\"}\n";
    for name in ["a/wire.jsonl", "b/wire.jsonl", "b/other.jsonl"] {
        folder.with(name, record);
    }
    let (a, b) = (folder.named("a"), folder.named("b"));
    assert_eq!(groups(&[&a, &b]), [[format!("{a}/wire.jsonl#1"), "other#1".into(), format!("{b}/wire.jsonl#1")]]);
}

#[test]
fn what_is_kept_passes_through_byte_by_byte() {
    let folder = Folder::new();
    let odd = "  {\"id\": 1,  \"x\":1.50, \"text\":\"caf\\u00e9 on the quay \"}\r\n\n{\"text\":\"Tea on the quay\",\"y\":{ }}\n";
    let file = folder.with("odd.jsonl", odd);
    samestory(&[]).args(["copies", &file, "--list", "kept"]).assert().success().stdout(
        "{\"id\": 1,  \"x\":1.50, \"text\":\"caf\\u00e9 on the quay \"}\n{\"text\":\"Tea on the quay\",\"y\":{ }}\n",
    );
}

#[test]
fn rows_without_ids_are_in_the_order_of_their_table() {
    let folder = Folder::new();
    let row = |number: usize| {
        format!("{}\n", format!("w{number} ").repeat(3) + "the ferry ran aground on the reef before two")
    };
    let rows: String = (0..12).map(|number| if number == 10 { row(2) } else { row(number) }).collect();
    let table = folder.with("rows.csv", format!("text\n{rows}"));
    let fates = lines(&[&table, "--list", "documents"]);
    let dropped: Vec<&Value> = fates.iter().filter(|row| row["kept"] == false).collect();
    assert_eq!((dropped.len(), &dropped[0]["id"], &dropped[0]["copy_of"]), (1, &"rows#11".into(), &"rows#3".into()));
    assert_eq!(fates[9]["id"], "rows#10", "not as a text");
}

#[test]
fn ids_that_several_documents_have_are_told_with_their_places() {
    let folder = Folder::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
    let first = folder.with(
        "a.jsonl",
        line("1", "the ferry ran aground on the reef") + &line("2", "the bridge is closed for a week"),
    );
    let second =
        folder.with("b.jsonl", line("1", "the bridge is closed for a week") + &line("3", "growers expect little"));
    let notice = predicate::str::contains("several documents have one id (1 such ids)");
    let shared = folder.with("c.jsonl", line("2", "growers expect little"));
    let run = samestory(&["copies", &first, &second, &shared, "--format", "jsonl"]).assert().success();
    let groups = run.stderr(notice.clone()).get_output().stdout.clone();
    let groups: Vec<Value> =
        String::from_utf8(groups).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places = |group: &Value| {
        group["places"].as_array().map(|places| {
            places
                .iter()
                .map(|place| place.as_str().unwrap().rsplit('/').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(
        groups.iter().map(places).collect::<Vec<_>>(),
        [
            Some(vec!["a.jsonl:2".to_owned(), "b.jsonl:1".to_owned()]),
            Some(vec!["b.jsonl:2".to_owned(), "c.jsonl:1".to_owned()])
        ]
    );
    let pairs = lines(&[&first, &second, &shared, "--list", "pairs"]);
    assert!(pairs.iter().all(|pair| pair["places"].as_array().map(Vec::len) == Some(2)), "{pairs:?}");
    let alone = samestory(&["copies", &first, &second, "--format", "jsonl"]).assert().success();
    alone.stderr(predicate::str::contains("several documents").not()).stdout(predicate::str::contains("places").not());
}

#[test]
fn what_has_no_date_is_told_where_dates_decide() {
    let folder = Folder::new();
    let text = "the ferry ran aground on the reef before two";
    let dated = format!(
        "{{\"id\":\"a\",\"date\":\"12/06/2025x\",\"text\":\"{text}\"}}\n{{\"id\":\"b\",\"date\":\"2025-06-12\",\"text\":\"{text}\"}}\n"
    );
    let dated = folder.with("dated.jsonl", dated);
    let run = samestory(&["copies", &dated, "--list", "kept", "--keep", "oldest"]).assert().success();
    run.stdout(predicate::str::contains("\"b\""))
        .stderr(predicate::str::contains("1 of the documents that have copies"));
    let run = samestory(&["copies", &dated, "--list", "kept"]).assert().success();
    run.stderr(predicate::str::contains("no date").not());
}

#[test]
fn templates_of_which_only_some_pairs_are_compared_are_told() {
    let folder = Folder::new();
    let words: Vec<String> = (0..120).map(|number| format!("word{number}")).collect();
    let line = |revision: usize| {
        let mut words = words.clone();
        words[revision % 115] = format!("changed{revision}");
        format!("{{\"text\":\"{}\"}}\n", words.join(" "))
    };
    let template = folder.with("template.jsonl", (0..600).map(line).collect::<String>());
    let run = samestory(&["copies", &template]).assert().success();
    run.stderr(predicate::str::contains("more than 256 texts each"));
}

#[test]
fn a_file_of_lines_may_be_larger_than_a_file_that_is_kept_in_memory_but_no_line_may() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    let limit = ["--max-file-bytes", "1000"];
    assert!(WIRE.len() > 1000);
    assert_eq!(groups(&[&[wire.as_str()][..], &limit].concat()), groups(&[&wire]));
    let table = folder.with("wire.csv", format!("id,text\n1,{}\n", "word ".repeat(300)));
    let refused = samestory(&["copies", &table]).args(limit).assert().code(2);
    refused.stderr(predicate::str::contains("more than 1000 bytes").and(predicate::str::contains("--max-file-bytes")));

    // A line without end is not gathered for ever.
    let endless = format!("{WIRE}{{\"text\":\"{}\"}}\n{WIRE}", "word ".repeat(5_000_000));
    let endless = folder.with("endless.jsonl", &endless);
    let run = samestory(&["copies", &endless, "--format", "jsonl"]).args(limit).assert().code(2);
    let message = "endless.jsonl:8: cannot be read further: the line has more than 1000 bytes";
    run.stdout(predicate::str::contains("w1")).stderr(predicate::str::contains(message));
}

#[test]
fn pairs_carry_exact_figures() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    let pairs = lines(&[&wire, "--list", "pairs"]);
    let find = |first: &str, second: &str| {
        pairs
            .iter()
            .find(|pair| pair["first"] == first && pair["second"] == second)
            .unwrap_or_else(|| panic!("{pairs:?}"))
    };
    // 49 shingles each; the last word of each stands in one of them.
    assert_eq!(find("w1", "w2")["jaccard"].as_f64().unwrap().to_bits(), (48.0_f64 / 50.0).to_bits());
    assert_eq!(find("w1", "w3")["first_in_second"], 1.0);
    assert_eq!(find("w1", "part")["second_in_first"], 1.0);
    assert_eq!(find("7", "8")["jaccard"], 1.0);
    assert!(pairs.iter().all(|pair| pair["first"] != "orchard" && pair["second"] != "orchard"));
}

#[test]
fn every_document_is_told_its_fate() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    let documents = lines(&[&wire, "--list", "documents", "--keep", "longest"]);
    assert_eq!(documents.len(), 7);
    assert_eq!(documents[0]["copy_of"], "w3");
    assert_eq!((&documents[2]["kept"], &documents[2]["copy_of"]), (&Value::Bool(true), &Value::Null));
    assert_eq!((&documents[5]["line"], &documents[5]["copy_of"]), (&Value::from(6), &Value::from("7")));
    let csv = samestory(&[]).args(["copies", &wire, "--list", "documents", "--format", "csv"]).assert().success();
    let csv = String::from_utf8(csv.get_output().stdout.clone()).unwrap();
    assert!(csv.starts_with("id,path,line,kept,copy_of\n"), "{csv}");
    assert_eq!(csv.lines().count(), 8);
}

#[test]
fn against_an_archive_only_what_it_has_is_dropped() {
    let folder = Folder::new();
    let lines_of_wire: Vec<&str> = WIRE.lines().collect();
    let archive =
        folder.with("archive.jsonl", format!("{}\n{}\n", lines_of_wire[0].replace("w1", "old"), lines_of_wire[6]));
    let today = folder.with("today.jsonl", WIRE.replace("\"id\":\"orchard\"", "\"id\":\"again\""));
    let arguments = [today.as_str(), "--against", archive.as_str(), "--similarity", "0.7"];
    let kept = ids(&lines(&[&arguments[..], &["--list", "kept"]].concat()));
    assert_eq!(kept, ["part", "7", "8"], "copies among the input stay");
    let pairs = lines(&[&arguments[..], &["--list", "pairs"]].concat());
    let has = |first: &str, second: &str| pairs.iter().any(|pair| pair["first"] == first && pair["second"] == second);
    assert!(has("w1", "old") && has("w2", "old") && has("again", "orchard"), "{pairs:?}");
    assert!(!has("w1", "w2"));
    let documents = lines(&[&arguments[..], &["--list", "documents"]].concat());
    assert_eq!((documents.len(), &documents[1]["copy_of"]), (7, &Value::from("old")));
}

#[test]
fn against_an_archive_there_are_no_groups() {
    let folder = Folder::new();
    let (today, archive) = (folder.with("today.jsonl", WIRE), folder.with("archive.jsonl", WIRE));
    let documents = lines(&[&today, "--against", &archive]);
    assert!(documents.len() == 7 && documents.iter().all(|document| document["kept"] == false), "{documents:?}");
    samestory(&["copies", &today, "--against", &archive, "--list", "groups"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("--list"));
}

/// The second shares most with both others, which share half with each other.
#[test]
fn whatever_is_dropped_is_a_copy_of_what_is_kept() {
    let folder = Folder::new();
    let words: Vec<String> = (0..150).map(|number| format!("word{number}")).collect();
    let record = |id: &str, from: usize| format!(r#"{{"id":"{id}","text":"{}"}}"#, words[from..from + 100].join(" "));
    let file = folder.with("three.jsonl", [record("a", 0), record("b", 16), record("c", 32)].join("\n"));
    let arguments = [file.as_str(), "--similarity", "0.7"];
    let group = &lines(&arguments)[0];
    assert_eq!(
        (&group["documents"], &group["kept"]),
        (&serde_json::json!(["a", "b", "c"]), &serde_json::json!(["a", "c"]))
    );
    assert_eq!(ids(&lines(&[&arguments[..], &["--list", "kept"]].concat())), ["a", "c"]);
    let by_group = [&arguments[..], &["--list", "kept", "--group", "components"]].concat();
    assert_eq!(ids(&lines(&by_group)), ["a"], "who wants components wants one of each");
}

#[test]
fn fields_of_tables_decide_what_is_kept_too() {
    let folder = Folder::new();
    let text = "The ferry ran aground on the reef before two in the morning and nobody was hurt";
    let file = folder.with("desk.csv", format!("id,priority,text\na,10,{text}\nb,9,{text}\n"));
    for (rule, kept) in [("least:priority", "b"), ("greatest:priority", "a")] {
        assert_eq!(ids(&lines(&[&file, "--list", "kept", "--keep", rule])), [kept], "{rule}");
    }
}

#[test]
fn other_encodings_are_read_and_stray_bytes_are_told() {
    let folder = Folder::new();
    let text = |tail: &str| format!("Паром сел на мель у северного рифа ночью и никто не пострадал {tail}");
    let records = ["в порту", "в море"].map(|tail| format!(r#"{{"id":"{tail}","text":"{}"}}"#, text(tail))).join("\n");
    let (encoded, _, _) = encoding_rs::WINDOWS_1251.encode(&records);
    let file = folder.with("wire.jsonl", &encoded);
    let pairs = lines(&[&file, "--list", "pairs", "--similarity", "0.5"]);
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0]["first"], "в порту", "in the order of the file");
    let guessed = samestory(&["copies", &file]).assert().success();
    guessed.stderr(predicate::str::contains("read as windows-1251, which is a guess"));
    assert!(pairs[0]["jaccard"].as_f64() < Some(1.0));

    // The stray byte stands behind what the encoding is told by.
    let mut late = "{\"text\":\"A line of plain words and nothing else in it\"}\n".repeat(9000).into_bytes();
    late.extend_from_slice(b"{\"id\":\"stray\",\"text\":\"caf\xe9 on the quay\"}\n");
    let file = folder.with("late.jsonl", late);
    let output = samestory(&["copies", &file, "--list", "kept"]).assert().success();
    let errors = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(errors.contains("late.jsonl:9001") && errors.contains("UTF-8"), "{errors}");
}

#[test]
fn packed_piped_and_other_formats_give_the_same_groups() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    let expected = groups(&[&wire]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(WIRE.as_bytes()).unwrap();
    assert_eq!(groups(&[&folder.with("wire.jsonl.gz", gzip.finish().unwrap())]), expected);
    let array = format!("[{}]", WIRE.trim_end().replace('\n', ","));
    let sorted = |mut groups: Vec<Vec<String>>| {
        for group in &mut groups {
            group.sort();
        }
        groups.sort();
        groups
    };
    assert_eq!(sorted(groups(&[&folder.with("wire.json", array)])), sorted(expected.clone()));
    let piped = samestory(&[]).args(["copies", "-", "--format", "jsonl"]).write_stdin(WIRE).assert().success();
    let piped = String::from_utf8(piped.get_output().stdout.clone()).unwrap();
    assert_eq!(piped.lines().count(), expected.len());
    for threads in ["1", "2", "7"] {
        assert_eq!(groups(&[&wire, "--threads", threads]), expected);
    }
}

/// Markup, entities, summaries, arrays and numbers make a record no plain one; its text is what `cluster` reads.
#[test]
fn records_that_are_not_plain_are_compared_by_the_text_of_their_document() {
    let folder = Folder::new();
    let text = "Growers in the Ostrava valley expect the smallest apple harvest in thirty years after late frost";
    let records = [
        format!(r#"{{"id":"plain","text":"{text}"}}"#),
        format!(r#"{{"id":"markup","text":"<p>{}</p>"}}"#, text.replace(" valley", "&nbsp;<b>valley</b>")),
        format!(r#"{{"id":"array","body":["{}","{}"]}}"#, &text[..29], &text[30..]),
        format!(r#"{{"id":"nested","content":{{"rendered":"{text}"}}}}"#),
        format!(r#"{{"id":"summary","text":"{text}","summary":"{}"}}"#, &text[..29]),
    ];
    let file = folder.with("mixed.jsonl", records.join("\n"));
    assert_eq!(groups(&[&file]), [["plain", "markup", "array", "nested", "summary"]]);
}

#[test]
fn broken_records_are_named_and_the_rest_is_compared() {
    let folder = Folder::new();
    let mut lines: Vec<&str> = WIRE.lines().collect();
    lines.insert(1, "{\"id\": \"broken\", \"text\": ");
    lines.insert(3, "{\"nothing\": 1}");
    let file = folder.with("wire.jsonl", lines.join("\n"));
    samestory(&[])
        .args(["copies", &file, "--format", "jsonl"])
        .assert()
        .code(2)
        .stdout(predicate::str::contains("\"w1\",\"w2\",\"w3\",\"part\""))
        .stderr(predicate::str::contains("wire.jsonl:2").and(predicate::str::contains("wire.jsonl:4")));
    samestory(&[])
        .args(["copies", &file, "--strict"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("wire.jsonl:2"));
    samestory(&[])
        .args(["copies", &folder.named("none.jsonl")])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("none.jsonl").and(predicate::str::contains("spelling")));
}

#[test]
fn the_criterion_decides_what_a_chain_becomes() {
    let folder = Folder::new();
    let words: Vec<String> = (0..220).map(|number| format!("word{number}")).collect();
    // Each shares 80 of its 96 shingles with the next, and the ends share nothing.
    let chain: Vec<String> = (0..7)
        .map(|step| format!(r#"{{"id":"c{step}","text":"{}"}}"#, words[step * 16..step * 16 + 100].join(" ")))
        .collect();
    let file = folder.with("chain.jsonl", chain.join("\n"));
    let sizes = |criterion: &str| -> Vec<usize> {
        groups(&[&file, "--similarity", "0.7", "--group", criterion]).iter().map(Vec::len).collect()
    };
    assert_eq!(sizes("components"), [7]);
    assert_eq!(sizes("complete"), [2, 2, 2]);
    assert!(sizes("stars").iter().all(|&size| size <= 3) && sizes("average").iter().all(|&size| size < 7));
}

#[test]
fn bands_are_explained_without_reading_anything() {
    let explained = |arguments: &[&str]| {
        let output = samestory(&[]).args(["copies", "--explain-bands"]).args(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    assert!(explained(&[]).starts_with("32 bands of 4 of 128 slots, 2 of them equal; at similarity 0.7"));
    assert!(
        explained(&["--bands", "16x8", "--similarity", "0.8"]).starts_with("16 bands of 8 of 128 slots, 1 of them")
    );
    let stated = explained(&["--similarity", "0.9", "--recall", "0.999"]);
    assert!(stated.contains("0.90   0.999"), "{stated}");
    samestory(&[]).args(["copies", "--explain-bands", "--containment", "0.8"]).assert().code(2);
    let json: Value = serde_json::from_str(&explained(&["--json"])).unwrap();
    assert_eq!((json["bands"].as_u64(), json["required"].as_u64()), (Some(32), Some(2)));
    assert_eq!(json["curve"].as_array().unwrap().len(), 21);
}

#[test]
fn wrong_usage_is_told_with_its_cure() {
    let folder = Folder::new();
    let wire = folder.with("wire.jsonl", WIRE);
    for (arguments, cure) in [
        (&["--bands", "16x9"][..], "128 slots"),
        (&["--bands", "many"], "16x8"),
        (&["--keep", "best"], "greatest:FIELD"),
        (&["--similarity", "0"], "above 0"),
        (&["--words", "0"], "1.."),
        (&["-o", "out.parquetx"], "--format"),
        (&["--list", "kept", "--format", "csv"], "--list documents"),
        (&["--recall", "1"], "below 1"),
        (&["--bands", "16x8", "--recall", "0.9"], "--recall"),
        (&["--against", &wire], "both input and reference"),
        (&["-o", &wire], "also an input"),
    ] {
        samestory(&[]).args(["copies", &wire]).args(arguments).assert().code(2).stderr(predicate::str::contains(cure));
    }
    assert_eq!(fs::read_to_string(&wire).unwrap(), WIRE);
}

#[test]
fn nothing_from_outside_reaches_the_terminal_or_a_spreadsheet() {
    let folder = Folder::new();
    let text = "The ferry ran aground on the reef before two in the morning and nobody was hurt at all";
    let evil = "=1+1\\u001b]0;owned\\u0007\\u202e";
    let records = format!(r#"{{"id":"{evil}","title":"{evil}","text":"{text}"}}"#)
        + "\n"
        + &format!(r#"{{"id":"b{evil}","title":"{evil}","text":"{text}"}}"#);
    let file = folder.with("evil.jsonl", records);
    for list in ["groups", "pairs", "documents"] {
        for format in ["table", "jsonl", "csv"] {
            let output = samestory(&[]).args(["copies", &file, "--list", list, "--format", format]).assert().success();
            let output = String::from_utf8(output.get_output().stdout.clone()).unwrap();
            assert!(output.contains("owned"), "{list} as {format}: {output}");
            assert_harmless(&output, list);
            assert!(
                format != "csv" || !output.lines().any(|line| line.starts_with('=') || line.contains(",=")),
                "{output}"
            );
        }
    }
}

/// Ten briefs of an outlet, each under the same three lines; the outlet stands in a field of the given form.
fn briefs(outlet: &str, evil: &str) -> String {
    let brief = |number: u8| {
        let letter = char::from(b'a' + number);
        let own =
            ["quollash", "quollbek", "quollcor", "quolldun"].map(|stem| format!("{stem}{letter}")).join(" went to ");
        let blocks = "This notice is made by a machine out of what the harbour offices send it, and nobody has read it \
            before it went out to all who asked for it.\\nWho relies on it does so at their own peril, and the office \
            answers for nothing that comes of it, be it to ships or to people.";
        format!(r#"{{"id":"{letter}",{outlet},"text":"On that day {own} again, as was told.\n{blocks}\n{evil}"}}"#)
    };
    (0..10).map(brief).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_an_outlet_repeats_is_left_out_listed_and_kept_on_demand() {
    let folder = Folder::new();
    for (name, outlet) in [
        ("plain.jsonl", r#""source":"Gull &amp; Tern""#),
        ("object.jsonl", r#""publisher":{"name":"Gull & Tern","url":"gull.example"}"#),
        ("ranked.jsonl", r#""domain":"gull.example","outlet":" Gull  & Tern ","source":null"#),
        ("markup.jsonl", r#""title":"<b>Gull</b>","source":"Gull & Tern""#),
    ] {
        let file = folder.with(name, briefs(outlet, "Read more"));
        assert!(groups(&[&file]).is_empty(), "{name}");
        let listed = lines(&[&file, "--list", "boilerplate"]);
        assert_eq!(listed.len(), 3, "{name}: {listed:?}");
        assert_eq!(listed[0]["source"], "Gull & Tern", "{name}");
        assert_eq!(
            (&listed[0]["passage"], &listed[0]["texts"]),
            (&Value::from("Read more"), &Value::from(10)),
            "{name}"
        );
        assert_eq!(groups(&[&file, "--keep-boilerplate"]).concat().len(), 10, "{name}");
    }
    let nameless = folder.with("nameless.jsonl", briefs(r#""rank":1"#, "Read more"));
    assert_eq!(groups(&[&nameless]).concat().len(), 10);
    assert!(lines(&[&nameless, "--list", "boilerplate"]).is_empty());
    let mapped = lines(&[&nameless, "--list", "boilerplate", "--field", "source=rank"]);
    assert_eq!((mapped.len(), &mapped[0]["source"]), (3, &Value::from("1")));

    let file = folder.named("plain.jsonl");
    let verbose = samestory(&[]).args(["copies", &file, "-v"]).assert().success();
    let verbose = String::from_utf8(verbose.get_output().stderr.clone()).unwrap();
    assert!(verbose.contains("3 passages of 1 sources, left out of 10 texts"), "{verbose}");
    let kept = samestory(&[]).args(["copies", &file, "--list", "kept"]).assert().success();
    assert_eq!(kept.get_output().stdout, format!("{}\n", fs::read_to_string(&file).unwrap()).into_bytes());
    let refused = ["copies", &file, "--list", "boilerplate", "--keep-boilerplate"];
    samestory(&[]).args(refused).assert().code(2).stderr(predicate::str::contains("--keep-boilerplate"));

    let copies_of = |arguments: &[&str]| {
        let output = samestory(&[]).args(["cluster", &file, "--format", "jsonl"]).args(arguments).assert().success();
        let output = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        let copies = |line: &str| serde_json::from_str::<Value>(line).unwrap()["copies"].to_string();
        output.lines().map(copies).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!((copies_of(&[]), copies_of(&["--keep-boilerplate"])), (10, 1));
}

/// A reference and an input that are too small apart are enough together.
#[test]
fn input_and_reference_are_learned_from_together() {
    let folder = Folder::new();
    let all = briefs(r#""source":"Gull""#, "Read more");
    let (head, tail) = all.split_at(all.match_indices('\n').nth(4).unwrap().0);
    let (today, archive) = (folder.with("today.jsonl", head), folder.with("archive.jsonl", tail));
    let arguments = [today.as_str(), "--against", archive.as_str()];
    assert_eq!(lines(&[&arguments[..], &["--list", "boilerplate"]].concat()).len(), 3);
    assert_eq!(ids(&lines(&[&arguments[..], &["--list", "kept"]].concat())).len(), 5);
}

#[test]
fn no_passage_reaches_the_terminal_or_a_spreadsheet() {
    let folder = Folder::new();
    let evil = "=1+1\\u001b]0;owned\\u0007\\u202e";
    let file = folder.with("evil.jsonl", briefs(&format!(r#""source":"{evil}""#), evil));
    for format in ["table", "jsonl", "csv"] {
        let arguments = ["copies", &file, "--list", "boilerplate", "--format", format];
        let output = samestory(&[]).args(arguments).assert().success();
        let output = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        assert!(output.matches("owned").count() >= 2, "{format}: {output}");
        assert_harmless(&output, format);
        assert!(
            format != "csv" || !output.lines().any(|line| line.starts_with('=') || line.contains(",=")),
            "{output}"
        );
    }
}

#[test]
fn an_empty_input_gives_an_empty_result() {
    let folder = Folder::new();
    let empty = folder.with("empty.jsonl", "");
    let run = run(&["copies", &empty, "--format", "jsonl"]).ends_with(0);
    assert_eq!(run.stdout, "");
}
