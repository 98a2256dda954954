//! The names that records give their fields, and which field of ours each one means.
//!
//! Names are compared without case, `_`, `-`, `.`, `:` and white space: `pubDate`, `pub_date` and `dc:PubDate` differ only
//! in their words. Where a record has several names for one field, the one that stands first in [`NAMES`] wins; what the
//! user maps with `--field` wins over all of them.

use std::sync::LazyLock;

use ahash::AHashMap;

use crate::read::ReadError;

/// A field of a record that samestory knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Id,
    Title,
    Text,
    Lead,
    Source,
    Programme,
    Published,
    Updated,
    Language,
    Reporter,
    Place,
    Url,
    Sections,
    Quotes,
}

/// Per field its own name, whether a user can map it, and its usual names, the surest first.
const NAMES: [(Field, &str, bool, &[&str]); 14] = [
    (
        Field::Id,
        "id",
        true,
        &["id", "docid", "documentid", "articleid", "newsid", "uuid", "guid", "identifier", "뉴스식별자"],
    ),
    (Field::Title, "title", true, &["title", "headline", "heading", "subject", "ogtitle", "제목", "name"]),
    (
        Field::Text,
        "text",
        true,
        &[
            "text",
            "body",
            "articlebody",
            "fulltext",
            "maintext",
            "bodytext",
            "plaintext",
            "articletext",
            "newstext",
            "content",
            "contenttext",
            "contentencoded",
            "contenthtml",
            "bodyhtml",
            "article",
            "transcript",
            "paragraphs",
            "본문",
        ],
    ),
    (
        Field::Lead,
        "lead",
        true,
        &["lead", "lede", "standfirst", "summary", "description", "abstract", "excerpt", "teaser", "snippet"],
    ),
    (
        Field::Source,
        "source",
        true,
        &[
            "source",
            "outlet",
            "publisher",
            "publication",
            "newspaper",
            "sourcename",
            "publishername",
            "sitename",
            "ogsitename",
            "provider",
            "media",
            "언론사",
            "site",
            "sourcedomain",
            "domain",
            "hostname",
        ],
    ),
    (Field::Programme, "programme", true, &["programme", "program", "show"]),
    (
        Field::Published,
        "published",
        true,
        &[
            "published",
            "publishedat",
            "publishedtime",
            "publisheddate",
            "publishedon",
            "datepublished",
            "pubdate",
            "publishdate",
            "publicationdate",
            "articlepublishedtime",
            "firstpublished",
            "date",
            "datetime",
            "timestamp",
            "time",
            "issued",
            "created",
            "createdat",
            "datecreated",
            "posted",
            "postedat",
            "일자",
        ],
    ),
    (
        Field::Updated,
        "updated",
        true,
        &[
            "updated",
            "updatedat",
            "modified",
            "modifiedat",
            "datemodified",
            "modifiedtime",
            "lastmodified",
            "lastupdated",
        ],
    ),
    (Field::Language, "language", true, &["language", "lang", "languagecode", "inlanguage", "locale"]),
    (
        Field::Reporter,
        "reporter",
        true,
        &[
            "reporter",
            "byline",
            "author",
            "authors",
            "authorname",
            "journalist",
            "writer",
            "dccreator",
            "creator",
            "기고자",
        ],
    ),
    (Field::Place, "place", true, &["place", "location"]),
    (
        Field::Url,
        "url",
        true,
        &["url", "link", "permalink", "canonicalurl", "articleurl", "weburl", "sourceurl", "uri", "href", "webpage"],
    ),
    (Field::Sections, "sections", false, &["sections"]),
    (Field::Quotes, "quotes", false, &["quotes"]),
];

/// How sure a name is of its field; less is surer.
pub(crate) type Rank = u32;

/// Rank of the first usual name: names that the user maps come before it.
const FIRST_USUAL: Rank = 1_000;

static USUAL: LazyLock<AHashMap<&'static str, (Field, Rank)>> = LazyLock::new(|| {
    let ranked = NAMES
        .iter()
        .flat_map(|(field, _, _, names)| names.iter().zip(FIRST_USUAL..).map(|(name, rank)| (*name, (*field, rank))));
    ranked.collect()
});

/// Which names mean which fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldNames {
    /// What the user maps: the field, the name in plain form, the name as typed.
    mapped: Vec<(Field, String, String)>,
}

impl FieldNames {
    /// The usual names, with the user's `(ours, theirs)` before them.
    pub(crate) fn new(mapped: &[(String, String)]) -> Result<Self, ReadError> {
        let field_of = |ours: &str| {
            let plain = plain_name(ours);
            let wanted = if plain == "body" { "text" } else { plain.as_str() };
            NAMES.iter().find(|(_, name, is_mappable, _)| *is_mappable && *name == wanted).map(|(field, ..)| *field)
        };
        let mapped = mapped.iter().map(|(ours, theirs)| match field_of(ours) {
            Some(field) => Ok((field, plain_name(theirs), theirs.clone())),
            None => Err(ReadError::UnknownField { name: ours.clone(), known: mappable() }),
        });
        Ok(Self { mapped: mapped.collect::<Result<_, _>>()? })
    }

    /// The field that a name means, and how surely; a rank below [`FIRST_USUAL`] is the position of a user's mapping.
    pub(crate) fn field(&self, name: &str) -> Option<(Field, Rank)> {
        let plain = plain_name(name);
        let position = self.mapped.iter().position(|(_, mapped, _)| *mapped == plain);
        if let Some((index, (field, ..))) = position.and_then(|index| Some((index, self.mapped.get(index)?))) {
            return Some((*field, Rank::try_from(index).unwrap_or(FIRST_USUAL - 1).min(FIRST_USUAL - 1)));
        }
        USUAL.get(plain.as_str()).copied()
    }

    /// The names mapped by the user that lead into an object (`meta.body`), with their field and rank.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (Field, Rank, &str)> {
        let ranked = self.mapped.iter().zip(0..);
        ranked
            .filter(|((_, _, typed), _)| typed.contains('.'))
            .map(|((field, _, typed), rank)| (*field, rank, typed.as_str()))
    }

    /// The names mapped by the user, as typed.
    pub(crate) fn mapped(&self) -> impl Iterator<Item = &str> {
        self.mapped.iter().map(|(_, _, typed)| typed.as_str())
    }

    /// Positions of the mappings that one of the names fits; a mapping into an object counts by its first part.
    pub(crate) fn mappings<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<usize> {
        if self.mapped.is_empty() {
            return Vec::new();
        }
        let names: Vec<String> = names.map(plain_name).collect();
        let fits = |(_, plain, typed): &(Field, String, String)| {
            let first = typed.split_once('.').map(|(first, _)| plain_name(first));
            names.iter().any(|name| name == plain || Some(name) == first.as_ref())
        };
        self.mapped.iter().enumerate().filter(|(_, mapping)| fits(mapping)).map(|(index, _)| index).collect()
    }

    /// How many names look like those of a news record: a title or a text must be among them, or this is zero.
    pub(crate) fn recognised<'n>(&self, names: impl Iterator<Item = &'n str>) -> usize {
        let fields: Vec<Field> = names.filter_map(|name| self.field(name)).map(|(field, _)| field).collect();
        let holds_words = fields.iter().any(|field| matches!(field, Field::Title | Field::Text | Field::Lead));
        if holds_words { fields.len() } else { 0 }
    }
}

/// A name without case and separators.
pub(crate) fn plain_name(name: &str) -> String {
    let is_separator =
        |character: char| character.is_whitespace() || matches!(character, '_' | '-' | '.' | ':' | '\u{FEFF}');
    name.chars().filter(|character| !is_separator(*character)).flat_map(char::to_lowercase).collect()
}

fn mappable() -> String {
    let names: Vec<&str> =
        NAMES.iter().filter(|(_, _, is_mappable, _)| *is_mappable).map(|(_, name, ..)| *name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Option<Field> {
        FieldNames::default().field(name).map(|(field, _)| field)
    }

    #[test]
    fn usual_names_are_known_in_any_dress() {
        for (name, expected) in [
            ("Headline", Field::Title),
            ("article_body", Field::Text),
            ("articleBody", Field::Text),
            ("content:encoded", Field::Text),
            ("pubDate", Field::Published),
            ("Published-At", Field::Published),
            ("source.name", Field::Source),
            ("\u{FEFF}id", Field::Id),
            ("dateModified", Field::Updated),
            ("By line", Field::Reporter),
        ] {
            assert_eq!(field(name), Some(expected), "{name}");
        }
        assert_eq!(field("reorder_at"), None);
        assert_eq!(field(""), None);
    }

    #[test]
    fn every_usual_name_is_in_plain_form_and_means_one_field() {
        let mut seen = std::collections::BTreeSet::new();
        for name in NAMES.iter().flat_map(|(_, _, _, names)| *names) {
            assert_eq!(*name, plain_name(name));
            assert!(seen.insert(name), "{name} twice");
        }
    }

    #[test]
    fn our_own_names_win_over_usual_ones_and_the_users_over_both() {
        let names = FieldNames::new(&[("text".into(), "Inhalt Roh".into())]).unwrap();
        let rank = |name: &str| names.field(name).unwrap().1;
        assert!(rank("inhalt_roh") < rank("text") && rank("text") < rank("body") && rank("body") < rank("content"));
    }

    #[test]
    fn an_unknown_target_is_refused_with_the_known_ones() {
        let error = FieldNames::new(&[("txet".into(), "body".into())]).unwrap_err().to_string();
        assert!(error.contains("`txet`") && error.contains("title, text, lead"), "{error}");
    }
}
