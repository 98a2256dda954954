//! Texts that are sent to be compared with the archive: read as `samestory archive similar` reads files.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::parameters::Parameters;
use crate::document::Document;
use crate::read::{Format, ReadSettings, read_bytes};

/// Most documents in one request; each is as much work as all else that is asked for.
const MOST_DOCUMENTS: usize = 8;
/// Most bytes that a packed text may unpack to, in sizes of a body.
const UNPACKED: u64 = 4;

/// The fields of the form.
pub(super) const FIELDS: [&str; 4] = ["text", "title", "published", "source"];

/// Reads what a program sent. JSON, web pages and text are told by their content, and by the content type where it says
/// more; most programs that send text say nothing of use.
pub(super) fn read(bytes: Vec<u8>, content_type: Option<&str>) -> Result<Vec<Document>, Failure> {
    let kind = content_type.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let (name, format) = match kind.as_deref() {
        Some("application/json") => ("draft.json", None),
        Some("application/x-ndjson" | "application/jsonl") => ("draft.jsonl", Some(Format::JsonLines)),
        Some("text/html") => ("draft.html", Some(Format::Html)),
        _ => ("draft.txt", None),
    };
    documents(name, bytes, format)
}

/// Reads the form: a text alone as a file of it would be read, and one with a title or a date as a record.
pub(super) fn of_form(form: &Parameters) -> Result<Vec<Document>, Failure> {
    let fields = FIELDS.into_iter().filter_map(|name| Some((name.to_owned(), Value::from(form.text(name)?.trim()))));
    let record: Map<String, Value> = fields.collect();
    match record.get("text").and_then(Value::as_str) {
        None => Err(nothing()),
        Some(text) if record.len() == 1 => documents("draft.txt", text.as_bytes().to_vec(), Some(Format::Page)),
        Some(_) => documents("draft.json", Value::Object(record).to_string().into_bytes(), Some(Format::Json)),
    }
}

fn documents(name: &str, bytes: Vec<u8>, format: Option<Format>) -> Result<Vec<Document>, Failure> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(nothing());
    }
    let max_file_bytes = UNPACKED * bytes.len().max(1 << 16) as u64;
    let settings = ReadSettings { format, max_file_bytes, ..ReadSettings::default() };
    let read = read_bytes(name, bytes, &settings).map_err(|error| Failure::unclear(error.to_string(), "send text"))?;
    let count = read.documents.len();
    match read.problems.into_iter().next() {
        _ if count > MOST_DOCUMENTS => {
            let what =
                format!("{count} documents were sent, more than the {MOST_DOCUMENTS} that are looked for at once");
            Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, what, "send them a few at a time"))
        }
        Some(problem) if count == 0 => Err(Failure::unclear(problem.message, problem.cure)),
        _ if count == 0 => Err(nothing()),
        _ => Ok(read.documents),
    }
}

fn nothing() -> Failure {
    Failure::unclear("there is no text to look for", "paste the text of an article, or of a draft")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard.";

    #[test]
    fn text_and_records_are_read_whatever_the_content_type_says() {
        for kind in [None, Some("text/plain; charset=utf-8"), Some("application/x-www-form-urlencoded")] {
            let read = read(TEXT.as_bytes().to_vec(), kind).unwrap();
            assert!(read[0].evidence_text().contains("Gomsae"), "{kind:?}");
        }
        let record = serde_json::json!({"id": "one", "text": TEXT}).to_string();
        for kind in [None, Some("application/json"), Some("text/plain")] {
            assert_eq!(read(record.clone().into_bytes(), kind).unwrap()[0].id, "one", "{kind:?}");
        }
    }

    #[test]
    fn a_form_with_a_date_is_a_record() {
        let text = TEXT.replace(' ', "+");
        let form = Parameters::read(&format!("text={text}&title=Ferry&published=2025-03-02&source="), &FIELDS).unwrap();
        let read = of_form(&form).unwrap();
        assert_eq!(
            (read[0].title.as_deref(), read[0].published.unwrap().to_string().as_str()),
            (Some("Ferry"), "2025-03-02")
        );
        let bare = of_form(&Parameters::read(&format!("text={text}&title="), &FIELDS).unwrap()).unwrap();
        assert!(bare[0].evidence_text().contains("Gomsae"));
    }

    #[test]
    fn nothing_too_much_and_bytes_are_refused() {
        assert_eq!(read(b" \n".to_vec(), None).unwrap_err().status, StatusCode::BAD_REQUEST);
        assert_eq!(read(vec![0, 159, 146, 150], None).unwrap_err().status, StatusCode::BAD_REQUEST);
        let record = |id: usize| format!("{{\"id\": \"{id}\", \"text\": \"{TEXT} {id}\"}}");
        let many = (0..20).map(record).collect::<Vec<_>>().join("\n");
        assert_eq!(read(many.into_bytes(), None).unwrap_err().status, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
