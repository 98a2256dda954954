//! Parquet in and out, and what a build without it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
}

use std::fs;

use support::command::run;
use support::folder::Folder;

const FERRY: &str = "The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and all \
     ninety-one passengers were taken off by fishing boats before the tide turned, the harbour master said. Nobody was hurt. \
     The captain told reporters that a light on the reef had gone ";
const ORCHARD: &str = "Growers in the Ostrava valley expect the smallest apple harvest in thirty years after late frost killed \
     most of the blossom in April, and the cooperative has asked the province for help.";

/// Two versions of one report and a stranger, as JSON Lines.
fn wire() -> String {
    let lines = [("w1", format!("{FERRY}out.")), ("w2", format!("{FERRY}dark.")), ("orchard", ORCHARD.to_owned())];
    let lines = lines.map(|(id, text)| serde_json::json!({"id": id, "text": text}).to_string());
    lines.join("\n")
}

#[cfg(not(feature = "parquet"))]
mod without {
    use super::*;

    #[test]
    fn a_parquet_file_is_refused_with_the_cure_and_the_rest_is_read() {
        let folder = Folder::new();
        let news = folder.with("news.parquet", b"PAR1\x15\x04\x15\0PAR1");
        let wire = folder.with("wire.jsonl", wire());
        for command in ["copies", "cluster"] {
            let run = run(&[command, &news, &wire, "--format", "jsonl"]).ends_with(2);
            run.says("news.parquet: the file is a Parquet file, which this build of samestory does not read");
            run.says("--features parquet");
            assert!(run.stdout.contains("w1"), "{}", run.stdout);
        }
        run(&["copies", &folder.named("")]).ends_with(2).says("--features parquet");
    }

    #[test]
    fn parquet_is_not_written() {
        let folder = Folder::new();
        let (wire, out) = (folder.with("wire.jsonl", wire()), folder.named("out.parquet"));
        for command in ["copies", "cluster"] {
            run(&[command, &wire, "--format", "parquet"]).ends_with(2).says("--features parquet");
            run(&[command, &wire, "-o", &out]).ends_with(2).says("--features parquet");
        }
        assert!(!fs::exists(out).unwrap());
    }
}

#[cfg(feature = "parquet")]
mod with {
    use std::path::Path;
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::record::Field;
    use parquet::schema::parser::parse_message_type;
    use samestory::problem::{Position, Severity};
    use samestory::read::{Collection, ReadSettings, read_bytes};
    use serde_json::{Value, json};

    use super::*;

    const SCHEMA: &str = "message wire {
        required binary id (STRING);
        optional binary text (STRING);
        optional int64 rank;
        required group tags (LIST) { repeated group list { required binary element (STRING); } }
    }";

    type Row<'a> = (&'a str, Option<&'a [u8]>, Option<i64>, &'a [&'a str]);

    /// A table of so many row groups, uncompressed.
    fn table(groups: &[&[Row<'_>]]) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let ids: Vec<ByteArray> = rows.iter().map(|row| row.0.into()).collect();
            column.typed::<ByteArrayType>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let texts: Vec<ByteArray> = rows.iter().filter_map(|row| row.1.map(|text| text.to_vec().into())).collect();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.1.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let ranks: Vec<i64> = rows.iter().filter_map(|row| row.2).collect();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
            column.typed::<Int64Type>().write_batch(&ranks, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let (mut tags, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
            for row in *rows {
                tags.extend(row.3.iter().map(|tag| ByteArray::from(*tag)));
                definitions.extend(vec![i16::from(!row.3.is_empty()); row.3.len().max(1)]);
                repetitions.push(0);
                repetitions.extend(vec![1; row.3.len().saturating_sub(1)]);
            }
            column.typed::<ByteArrayType>().write_batch(&tags, Some(&definitions), Some(&repetitions)).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    /// The reports of [`wire`] and a row of nothing, in two row groups.
    fn news() -> Vec<u8> {
        let (first, second) = (format!("{FERRY}out."), format!("{FERRY}dark."));
        table(&[
            &[("w1", Some(first.as_bytes()), Some(3), &["sea", "reef"]), ("w2", Some(second.as_bytes()), Some(9), &[])],
            &[("orchard", Some(ORCHARD.as_bytes()), None, &["land"]), ("empty", None, Some(1), &[])],
        ])
    }

    /// The rows of a file, by another way than samestory reads them.
    fn rows(path: &str) -> Vec<Value> {
        fn value(field: &Field) -> Value {
            match field {
                Field::Null => Value::Null,
                Field::Bool(it) => json!(it),
                Field::Long(it) => json!(it),
                Field::Double(it) => json!(it),
                Field::Str(it) => json!(it),
                Field::ListInternal(list) => list.elements().iter().map(value).collect(),
                other => panic!("{other}"),
            }
        }
        let reader = SerializedFileReader::try_from(Path::new(path)).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| {
            let fields = row.unwrap().into_columns();
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), value(field))).collect())
        })
        .collect()
    }

    /// Reals less the last bits, which are lost where JSON is parsed.
    fn rounded(mut rows: Vec<Value>) -> Vec<Value> {
        for field in rows.iter_mut().filter_map(Value::as_object_mut).flat_map(serde_json::Map::values_mut) {
            if field.is_f64() {
                *field = json!(format!("{:.12}", field.as_f64().unwrap()));
            }
        }
        rows
    }

    fn fixture(name: &str) -> String {
        format!("{}/tests/tables/{name}.parquet", env!("CARGO_MANIFEST_DIR"))
    }

    fn read(bytes: Vec<u8>) -> Collection {
        read_bytes("news.parquet", bytes, &ReadSettings::default()).unwrap()
    }

    #[test]
    fn rows_are_documents_as_records_are() {
        let folder = Folder::new();
        let news = folder.with("news.parquet", news());
        let run = run(&["cluster", &news, "--format", "jsonl"]).ends_with(2);
        run.says("news.parquet: record 4: the record has neither a title nor a text");
        let documents = run.documents();
        assert_eq!(documents.keys().collect::<Vec<_>>(), ["orchard", "w1", "w2"]);
        assert_eq!(documents["w1"]["story"], documents["w2"]["story"]);
        assert_eq!(documents["w1"]["extra"], json!({"rank": 3, "tags": ["sea", "reef"]}));
        assert_eq!(documents["orchard"]["extra"], json!({"rank": null, "tags": ["land"]}));
        assert_eq!(documents["orchard"]["origin"]["ordinal"], 3);
    }

    #[test]
    fn every_kind_of_column_is_read() {
        let run = run(&["cluster", &fixture("types"), "--format", "jsonl"]).ends_with(0);
        run.says("column `raw` holds bytes that are no text: 1 values left out");
        let documents = run.documents();
        let first = &documents["w1"];
        assert_eq!(first["published"], "2031-05-02T08:00:00.123456Z");
        assert_eq!(first["updated"], "2031-05-02T08:00:00");
        assert_eq!(first["reporter"], "Ann Poe, Jo Lee");
        let extra = json!({
            "day": "2031-05-02", "rank": 3, "share": 0.5, "price": 12.50, "live": true, "tags": ["sea", "reef"],
            "meta": {"desk": "coast", "pages": [1, 2]}, "attributes": {"a": 1}, "raw": null, "kind": "wire", "t": "01:02:03"
        });
        assert_eq!(first["extra"], extra);
        let extra = json!({
            "day": "2031-05-02", "rank": null, "share": null, "price": null, "live": false, "tags": [], "meta": null,
            "attributes": {}, "raw": null, "kind": "wire", "t": null
        });
        assert_eq!(documents["w2"]["extra"], extra);
        assert_eq!(documents["orchard"]["extra"]["meta"], json!({"desk": null, "pages": null}));
        assert_eq!(documents["orchard"]["extra"]["raw"], "text");
    }

    #[test]
    fn what_other_programs_pack_is_unpacked_or_refused_by_name() {
        for name in ["zstd", "gzip", "lz4"] {
            let run = run(&["copies", &fixture(name), "--format", "jsonl"]).ends_with(0);
            assert_eq!(run.json_lines()[0]["documents"], json!(["w1", "w2"]), "{name}");
        }
        assert_eq!(run(&["copies", &fixture("delta"), "--format", "jsonl"]).ends_with(0).json_lines().len(), 1);
        run(&["copies", &fixture("brotli")]).ends_with(2).says("packed with BROTLI, which is not read");
    }

    #[test]
    fn fields_are_mapped_into_structures_and_a_table_without_text_names_its_columns() {
        let run_with = |field: &str| run(&["cluster", &fixture("types"), "--format", "jsonl", "--field", field]);
        assert_eq!(run_with("source=meta.desk").ends_with(0).documents()["w1"]["source"], "coast");
        run_with("source=nowhere").ends_with(0).says("has the field `nowhere` that --field names");
        let folder = Folder::new();
        let schema = Arc::new(parse_message_type("message m { required int64 rank; }").unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let ranks = folder.with("ranks.parquet", writer.into_inner().unwrap());
        run(&["cluster", &ranks]).ends_with(2).says("the columns are rank");
    }

    #[test]
    fn packed_files_and_standard_input_are_read_too() {
        use std::io::Write;
        let folder = Folder::new();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&news()).unwrap();
        let packed = folder.with("news.parquet.gz", gzip.finish().unwrap());
        let run = run(&["copies", &packed, "--list", "documents", "--format", "jsonl"]).ends_with(2);
        assert_eq!(run.json_lines().len(), 3);
        let mut command = support::command::samestory(&["copies", "-", "--list", "kept", "--format", "parquet"]);
        let output = command.write_stdin(news()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be read a second time"));
    }

    #[test]
    fn lists_have_the_columns_of_the_json_lines() {
        let folder = Folder::new();
        let wire = folder.with("wire.jsonl", wire());
        for list in ["groups", "pairs", "documents"] {
            let lines = run(&["copies", &wire, "--list", list, "--format", "jsonl"]).ends_with(0).json_lines();
            let (first, second) = (folder.named("first.parquet"), folder.named("second.parquet"));
            run(&["copies", &wire, "--list", list, "-o", &first]).ends_with(0);
            run(&["copies", &wire, "--list", list, "--threads", "1", "-o", &second]).ends_with(0);
            assert_eq!(rounded(rows(&first)), rounded(lines.clone()), "{list}");
            assert!(!lines.is_empty());
            assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap(), "{list}");
            let piped = support::command::samestory(&["copies", &wire, "--list", list, "--format", "parquet"]).output();
            assert_eq!(fs::read(&first).unwrap(), piped.unwrap().stdout, "{list}");
        }
    }

    #[test]
    fn boilerplate_has_the_columns_of_the_json_lines() {
        let folder = Folder::new();
        let notice = "Copyright of the Harbour Courier; no part may be printed elsewhere without its leave.";
        let mut lines = Vec::new();
        for number in 0..12 {
            let story: Vec<String> = (0..30).map(|word| format!("w{}", word * 97 + number * 7919)).collect();
            let text = format!("{}.\\n{notice}", story.join(" "));
            lines.push(format!("{{\"id\":{number},\"source\":\"Courier\",\"text\":\"{text}\"}}"));
        }
        let wire = folder.with("courier.jsonl", lines.join("\n"));
        let told = run(&["copies", &wire, "--list", "boilerplate", "--format", "jsonl"]).ends_with(0).json_lines();
        assert_eq!(told.len(), 1);
        let out = folder.named("boilerplate.parquet");
        run(&["copies", &wire, "--list", "boilerplate", "-o", &out]).ends_with(0);
        assert_eq!(rows(&out), told);
    }

    #[test]
    fn kept_rows_have_all_their_columns() {
        let folder = Folder::new();
        let (news, out) = (folder.with("news.parquet", news()), folder.named("kept.parquet"));
        run(&["copies", &news, "--list", "kept", "--keep", "greatest:rank", "-o", &out]).ends_with(2);
        let all = rows(&news);
        assert_eq!(rows(&out), [all[1].clone(), all[2].clone()]);
        // All of it again: nothing is dropped any more, and the bytes are the same.
        let again = folder.named("again.parquet");
        run(&["copies", &out, "--list", "kept", "-o", &again]).ends_with(0);
        assert_eq!(fs::read(&out).unwrap(), fs::read(&again).unwrap());
        // What samestory cannot name passes too: the columns' types, and what Arrow says of them.
        let typed = folder.named("types.parquet");
        run(&["copies", &fixture("types"), "--list", "kept", "-o", &typed]).ends_with(0);
        let of = |path: &str| SerializedFileReader::try_from(Path::new(path)).unwrap().metadata().clone();
        let (before, after) = (of(&fixture("types")), of(&typed));
        let (before, after) = (before.file_metadata(), after.file_metadata());
        assert_eq!((before.num_rows(), after.num_rows()), (3, 2));
        assert_eq!(before.schema(), after.schema());
        let arrow = |file: &parquet::file::metadata::FileMetaData| {
            file.key_value_metadata().unwrap().iter().find(|entry| entry.key == "ARROW:schema").cloned()
        };
        assert!(arrow(before).is_some());
        assert_eq!(arrow(before), arrow(after));
    }

    #[test]
    fn kept_rows_of_unlike_files_are_refused_with_the_cure() {
        let folder = Folder::new();
        let (news, wire) = (folder.with("news.parquet", news()), folder.with("wire.jsonl", wire()));
        let out = folder.named("kept.parquet");
        let run_on =
            |inputs: [&str; 2]| run(&["copies", inputs[0], inputs[1], "--list", "kept", "-o", &out]).ends_with(2);
        run_on([&news, &wire]).says("wire.jsonl` is no Parquet file").says(".jsonl");
        run_on([&news, &fixture("zstd")]).says("have different columns").says(".jsonl");
        assert!(!fs::exists(&out).unwrap());
    }

    #[test]
    fn a_clustering_is_a_table_that_reads_back() {
        let folder = Folder::new();
        let (wire, out) = (folder.with("wire.jsonl", wire()), folder.named("stories.parquet"));
        run(&["cluster", &wire, "-o", &out]).ends_with(0);
        let rows = rows(&out);
        let lines = run(&["cluster", &wire, "--format", "jsonl"]).ends_with(0).json_lines();
        assert_eq!(rows.len(), 3);
        for (row, line) in rows.iter().zip(&lines) {
            for (name, value) in line.as_object().unwrap() {
                let is_nested = ["origin", "quotes", "sections", "extra"].contains(&name.as_str());
                let expected = if is_nested { Value::String(value.to_string()) } else { value.clone() };
                assert_eq!(row[name], expected, "{name}");
            }
        }
        let again = run(&["cluster", &out, "--format", "jsonl"]).ends_with(0).json_lines();
        for (line, again) in lines.iter().zip(&again) {
            assert_eq!([&line["id"], &line["story"], &line["body"]], [&again["id"], &again["story"], &again["body"]]);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_told_by_row() {
        let collection =
            read(table(&[&[("a", Some(ORCHARD.as_bytes()), None, &[]), ("b", Some(b"Fr\xFFst."), None, &[])]]));
        assert_eq!(collection.documents.len(), 2);
        let problem = &collection.problems[0];
        assert_eq!((problem.severity, problem.position), (Severity::Notice, Position::Record(2)));
        assert!(problem.message.contains("column `text`, in rows: 2"), "{}", problem.message);
        assert_eq!(collection.documents[1].body(), "Fr\u{FFFD}st.");
    }

    #[test]
    fn a_broken_row_group_costs_its_rows_and_no_others() {
        let mut bytes = news();
        // The first page of the file: of the ids of the first row group.
        bytes[4..12].fill(0xFF);
        let collection = read(bytes);
        let ids: Vec<&str> = collection.documents.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["orchard"]);
        let problem = &collection.problems[0];
        assert_eq!((problem.severity, problem.position), (Severity::Error, Position::Record(1)));
        assert!(problem.message.contains("row group 1 cannot be read from row 1 on"), "{}", problem.message);
    }

    #[test]
    fn rows_and_pages_have_no_more_bytes_than_a_file_may() {
        let bytes = news();
        let most = |max_file_bytes| {
            let settings = ReadSettings { max_file_bytes, ..ReadSettings::default() };
            read_bytes("news.parquet", bytes.clone(), &settings).unwrap()
        };
        assert_eq!(most(1_000_000).documents.len(), 3);
        for max_file_bytes in [600, 900] {
            let collection = most(max_file_bytes);
            assert!(collection.documents.len() < 3, "{max_file_bytes}");
            let told = |problem: &samestory::problem::Problem| problem.message.contains("--max-file-bytes");
            assert!(collection.problems.iter().any(told), "{:?}", collection.problems);
        }
    }

    /// Whatever a file says, it gives documents or problems: no panic, no abort, no room made for what is not there.
    #[test]
    fn no_broken_file_ends_the_program() {
        let files = [news(), fs::read(fixture("zstd")).unwrap(), fs::read(fixture("delta")).unwrap()];
        for whole in files {
            for end in 4..whole.len() {
                assert!(!read(whole[..end].to_vec()).problems.is_empty(), "cut at {end}");
            }
            for at in 4..whole.len() {
                for change in [0x01, 0x10, 0x80, 0xFF] {
                    let mut bytes = whole.clone();
                    bytes[at] ^= change;
                    let collection = read(bytes);
                    assert!(collection.documents.len() <= 4, "{at} {change}");
                }
            }
        }
    }
}
