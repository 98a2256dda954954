//! Golden comparisons: what people found in two documents, as TOML files tell it (`docs/comparison.md`).

use std::path::{Component, Path};

use serde::Deserialize;

use crate::compare::figures::Relation;
use crate::compare::quotes::Extent;
use crate::compare::speakers::Attribution;

/// What people found in two documents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldComparison {
    /// Path of the first document, below the folder that is evaluated.
    pub first: String,
    /// Path of the second.
    pub second: String,
    /// Which part of the set it belongs to.
    #[serde(default)]
    pub half: Half,
    /// Sentences that tell the same.
    #[serde(default)]
    pub aligned: Vec<GoldAligned>,
    /// Speeches that both have.
    #[serde(default)]
    pub quotes: Vec<GoldQuote>,
    /// Figures of one thing.
    #[serde(default)]
    pub figures: Vec<GoldFigure>,
    /// Names that one version has.
    #[serde(default)]
    pub only: Vec<GoldOnly>,
}

/// Parts of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// Not said.
    #[default]
    All,
    /// Looked at while the rules were written.
    Tuned,
    /// For measuring only.
    Held,
}

/// A piece of each sentence: one to one, one to many or many to one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldAligned {
    /// Of the first document.
    pub first: Vec<String>,
    /// Of the second.
    pub second: Vec<String>,
}

/// A piece of a speech in each document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldQuote {
    /// In the first document.
    pub first: String,
    /// In the second.
    pub second: String,
    /// Who has more of it.
    #[serde(with = "GoldExtent")]
    pub extent: Extent,
    /// Whether both name one speaker.
    #[serde(with = "GoldAttribution")]
    pub attribution: Attribution,
}

/// A figure in each document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldFigure {
    /// In the first document.
    pub first: String,
    /// In the second.
    pub second: String,
    /// How they relate.
    #[serde(with = "GoldRelation")]
    pub relation: Relation,
}

/// A name that one document has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldOnly {
    /// Which.
    pub r#in: Side,
    /// The name.
    pub name: String,
    /// Of what.
    pub kind: OnlyKind,
}

/// One of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first.
    First,
    /// The second.
    Second,
}

/// What a name may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlyKind {
    /// A person.
    Person,
    /// A company, a body, a party, a team.
    Organisation,
    /// A place.
    Place,
    /// A credited source.
    Source,
}

/// How the files call the extents.
#[derive(Deserialize)]
#[serde(remote = "Extent")]
enum GoldExtent {
    #[serde(rename = "equal")]
    Equal,
    #[serde(rename = "first")]
    FirstLonger,
    #[serde(rename = "second")]
    SecondLonger,
    #[serde(rename = "overlapping")]
    Overlapping,
}

/// How the files call the attributions.
#[derive(Deserialize)]
#[serde(remote = "Attribution")]
enum GoldAttribution {
    #[serde(rename = "same")]
    Same,
    #[serde(rename = "different")]
    Different,
}

/// How the files call the relations.
#[derive(Deserialize)]
#[serde(remote = "Relation")]
enum GoldRelation {
    #[serde(rename = "agreeing")]
    Agreeing,
    #[serde(rename = "first finer")]
    FirstFiner,
    #[serde(rename = "second finer")]
    SecondFiner,
    #[serde(rename = "conflicting")]
    Conflicting,
}

/// Why a golden comparison can expect nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// It is not written as it should be.
    #[error("{0}")]
    Toml(String),
    /// A document that is not below the folder that is evaluated.
    #[error("`{0}` does not lie below the folder that is evaluated; write its path from there")]
    Outside(String),
    /// Both documents are one.
    #[error("`first` and `second` are one document; name two")]
    OneDocument,
    /// A piece or a name without a letter.
    #[error("a piece or a name of `{0}` is empty; write words of the sentence")]
    Empty(&'static str),
    /// A row without sentences on one side, or with several on both.
    #[error(
        "an `aligned` names {0} sentences of the first and {1} of the second; write one to one, one to many or many to one"
    )]
    Aligned(usize, usize),
    /// Nothing is expected.
    #[error("it expects nothing: it has no `aligned`, `quotes`, `figures` or `only`")]
    Nothing,
}

impl Half {
    /// Its name; empty for none.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Tuned => "tuned",
            Self::Held => "held",
        }
    }
}

impl GoldComparison {
    /// Reads a golden comparison and looks whether what it expects can be met.
    ///
    /// # Errors
    ///
    /// If it is no TOML of this shape, or expects what cannot be.
    pub fn read(text: &str) -> Result<Self, GoldError> {
        let gold: Self = toml::from_str(text).map_err(|error| GoldError::Toml(shortened(&error.to_string())))?;
        let is_inside = |path: &&String| {
            let mut parts = Path::new(path.as_str()).components().peekable();
            parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        };
        if let Some(outside) = [&gold.first, &gold.second].into_iter().find(|path| !is_inside(path)) {
            return Err(GoldError::Outside(outside.clone()));
        }
        if gold.first == gold.second {
            return Err(GoldError::OneDocument);
        }
        for aligned in &gold.aligned {
            let counts = (aligned.first.len(), aligned.second.len());
            if counts.0.min(counts.1) != 1 {
                return Err(GoldError::Aligned(counts.0, counts.1));
            }
        }
        let pieces = gold.pieces();
        if let Some((list, _)) = pieces.iter().find(|(_, piece)| !piece.contains(char::is_alphanumeric)) {
            return Err(GoldError::Empty(list));
        }
        if pieces.is_empty() {
            return Err(GoldError::Nothing);
        }
        Ok(gold)
    }

    /// All pieces and names, each with the list that it stands in.
    fn pieces(&self) -> Vec<(&'static str, &str)> {
        let aligned = self.aligned.iter().flat_map(|it| it.first.iter().chain(&it.second)).map(|it| ("aligned", it));
        let quotes = self.quotes.iter().flat_map(|it| [("quotes", &it.first), ("quotes", &it.second)]);
        let figures = self.figures.iter().flat_map(|it| [("figures", &it.first), ("figures", &it.second)]);
        let only = self.only.iter().map(|it| ("only", &it.name));
        aligned.chain(quotes).chain(figures).chain(only).map(|(list, piece)| (list, piece.as_str())).collect()
    }
}

/// A message without the end of very long lines, which it repeats from the file.
fn shortened(message: &str) -> String {
    /// Characters of a line.
    const LONGEST_LINE: usize = 200;
    let lines = message.trim_end().lines().map(|line| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, reason: &str) {
        let error = GoldComparison::read(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
        assert!(error.len() < 2_000);
    }

    #[test]
    fn what_cannot_be_met_is_refused() {
        let head = "first = \"a.txt\"\nsecond = \"b.txt\"\n";
        let figure = "[[figures]]\nfirst = \"9 boats\"\nsecond = \"nine boats\"\nrelation = ";
        let gold = GoldComparison::read(&format!("{head}{figure}\"first finer\"")).unwrap();
        assert_eq!((gold.half, gold.figures[0].relation), (Half::All, Relation::FirstFiner));
        refused(&format!("{head}{figure}\"confliting\""), "conflicting");
        refused(&format!("half = \"teund\"\n{head}{figure}\"agreeing\""), "tuned");
        refused(&format!("{head}[[only]]\nin = \"secnd\"\nname = \"Axios\"\nkind = \"source\""), "second");
        refused(&format!("{head}[[only]]\nin = \"second\"\nname = \" \"\nkind = \"source\""), "empty");
        refused(&format!("{head}[[aligned]]\nfirst = []\nsecond = [\"x\"]"), "0 sentences");
        refused(&format!("{head}[[aligned]]\nfirst = [\"a\", \"b\"]\nsecond = [\"x\", \"y\"]"), "one to many");
        refused(head, "expects nothing");
        refused(&format!("{head}colour = 1"), "colour");
        for outside in ["/etc/passwd", "../a.txt", "x/../../a.txt", ""] {
            let text = format!("first = \"{outside}\"\nsecond = \"b.txt\"\n{figure}\"agreeing\"");
            refused(&text, "below the folder");
        }
        refused(&format!("first = \"b.txt\"\nsecond = \"b.txt\"\n{figure}\"agreeing\""), "one document");
        refused(&format!("x = {}", "[".repeat(100_000)), "TOML parse error");
    }
}
