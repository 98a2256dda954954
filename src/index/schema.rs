//! The fields of the index and how a record fills them.
//!
//! The whole record is stored as JSON; everything else is there to be searched. Names of places and times are exact
//! (case and compatibility forms aside), texts go through the [analyzer](super::analyzer).

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::analyzer::ANALYZER_NAME;
use crate::document::Quote;
use crate::moment::Moment;
use crate::record::DocumentRecord;

/// Longest exact value in bytes; the end of a longer one is replaced by its hash.
const LONGEST_KEY: usize = 1024;

/// Names of the columns that search reads by name.
pub(crate) const STORY: &str = "story";
pub(crate) const ID: &str = "id";
pub(crate) const PUBLISHED: &str = "published";
pub(crate) const DAY: &str = "day";
/// The documents are sorted by this column, a hash of the id, so that an index does not depend on the order in which
/// its documents came.
pub(crate) const ORDER: &str = "order";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) title: Field,
    /// Lead and body.
    pub(crate) body: Field,
    /// What people say on air, one value a quote.
    pub(crate) quote: Field,
    /// Names and roles of those who say it, one value each.
    pub(crate) speaker: Field,
    pub(crate) source: Field,
    pub(crate) source_exact: Field,
    pub(crate) programme: Field,
    pub(crate) programme_exact: Field,
    /// The first instant that the moment may mean, in microseconds since 1970.
    pub(crate) published: Field,
    /// The calendar date as printed, see [`day_number`].
    pub(crate) day: Field,
    pub(crate) story: Field,
    pub(crate) copies: Field,
    pub(crate) id: Field,
    pub(crate) url: Field,
    pub(crate) language: Field,
    pub(crate) order: Field,
    pub(crate) record: Field,
}

/// The schema of an index of this version.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields::add_to(&mut builder);
    (builder.build(), fields)
}

impl Fields {
    /// Adds the fields to a schema, which may have others besides.
    pub(crate) fn add_to(builder: &mut SchemaBuilder) -> Self {
        let text = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(ANALYZER_NAME)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        Self {
            title: builder.add_text_field("title", text.clone()),
            body: builder.add_text_field("body", text.clone()),
            quote: builder.add_text_field("quote", text.clone()),
            speaker: builder.add_text_field("speaker", text.clone()),
            source: builder.add_text_field("source", text.clone()),
            source_exact: builder.add_text_field("source_exact", STRING),
            programme: builder.add_text_field("programme", text),
            programme_exact: builder.add_text_field("programme_exact", STRING),
            published: builder.add_i64_field(PUBLISHED, INDEXED | FAST),
            day: builder.add_i64_field(DAY, INDEXED | FAST),
            story: builder.add_text_field(STORY, STRING | FAST),
            copies: builder.add_text_field("copies", STRING),
            id: builder.add_text_field(ID, STRING | FAST),
            url: builder.add_text_field("url", STRING),
            language: builder.add_text_field("language", STRING),
            order: builder.add_u64_field(ORDER, FAST),
            record: builder.add_text_field("record", TextOptions::default() | STORED),
        }
    }

    /// The index entry of a record.
    pub(crate) fn entry(&self, record: &DocumentRecord) -> serde_json::Result<TantivyDocument> {
        let mut entry = TantivyDocument::default();
        if let Some(title) = &record.title {
            entry.add_text(self.title, title);
        }
        entry.add_text(self.body, body_text(record));
        for quote in &record.quotes {
            entry.add_text(self.quote, &quote.text);
            for name in speaker_texts(quote) {
                entry.add_text(self.speaker, name);
            }
        }
        if let Some(source) = &record.source {
            entry.add_text(self.source, source);
            entry.add_text(self.source_exact, folded_key(source));
        }
        if let Some(programme) = &record.programme {
            entry.add_text(self.programme, programme);
            entry.add_text(self.programme_exact, folded_key(programme));
        }
        if let Some(published) = &record.published {
            entry.add_i64(self.published, microseconds(published));
            entry.add_i64(self.day, day_number(published.date()));
        }
        entry.add_text(self.story, key(&record.story));
        entry.add_text(self.copies, key(&record.copies));
        entry.add_text(self.id, key(&record.id));
        if let Some(url) = &record.url {
            entry.add_text(self.url, key(url));
        }
        if let Some(language) = &record.language {
            entry.add_text(self.language, folded_key(language));
        }
        entry.add_u64(self.order, xxh3_64(record.id.as_bytes()));
        entry.add_text(self.record, serde_json::to_string(record)?);
        Ok(entry)
    }
}

/// Lead and body as one text.
pub(crate) fn body_text(record: &DocumentRecord) -> String {
    match (record.lead.is_empty(), record.body.is_empty()) {
        (true, _) => record.body.clone(),
        (_, true) => record.lead.clone(),
        _ => format!("{}\n\n{}", record.lead, record.body),
    }
}

/// The name and the role of a speaker, as far as printed.
pub(crate) fn speaker_texts(quote: &Quote) -> impl Iterator<Item = &str> {
    [&quote.speaker, &quote.role].into_iter().filter_map(|text| text.as_deref())
}

/// An exact value as it is indexed: surrounding space dropped, a value too long for a term cut and hashed.
pub(crate) fn key(text: &str) -> String {
    let text = text.trim();
    if text.len() <= LONGEST_KEY {
        return text.to_owned();
    }
    format!("{}#{:016x}", &text[..text.floor_char_boundary(LONGEST_KEY)], xxh3_64(text.as_bytes()))
}

/// An exact value that is the same in upper and lower case and in all compatibility forms.
pub(crate) fn folded_key(text: &str) -> String {
    key(&text.nfkc().flat_map(char::to_lowercase).collect::<String>())
}

/// The first instant that the moment may mean, in microseconds since 1970.
pub(crate) fn microseconds(moment: &Moment) -> i64 {
    moment.earliest().as_microsecond()
}

/// A calendar date as a number that sorts like it: 20250612.
pub(crate) fn day_number(date: jiff::civil::Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endless_values_are_told_apart() {
        let (one, other) = ("가".repeat(5_000), format!("{}나", "가".repeat(4_999)));
        assert_ne!(key(&one), key(&other));
        assert!(key(&one).len() < LONGEST_KEY + 20);
        assert_eq!(key(&one), key(&one));
    }

    #[test]
    fn folding_knows_full_width_letters() {
        assert_eq!(folded_key(" ＫＢＳ "), "kbs");
    }

    #[test]
    fn days_sort_as_dates_do() {
        let day = |text: &str| day_number(text.parse::<Moment>().unwrap().date());
        assert!(day("2024-12-31") < day("2025-01-01") && day("2025-01-31") < day("2025-02-01"));
        assert_eq!(day("2025-06-12T00:30:00+09:00"), 20_250_612);
    }
}
