//! The query language: what a user types, as a tree.
//!
//! ```text
//! flood warning            both words, anywhere in title, text or speakers' names
//! "flood warning"          the words side by side
//! -drill  -"press kit"     without (also NOT)
//! flood OR landslide       either; OR joins the words beside it: a b OR c is a and (b or c)
//! (a b) OR c               brackets group
//! title:flood              in a field: title, body (lead and text), quote, speaker (name or role), source, programme
//! speaker:"jane doe"       a phrase in a field; title:(flood OR storm) also works
//! story:… copies:… id:… url:… language:ko       the whole value
//! published:2025-06-12     a day as printed; also 2025-06, 2025, 2025-06-01..2025-06-30, ..2025-06-30
//! *                        everything
//! ```
//!
//! Matching is without regard to case; how a word matches a word is told in [`analyzer`](super::analyzer). `OR`, `AND`
//! and `NOT` are operators in capitals only. Reading is lenient: a quote that is not closed runs to the end, stray
//! brackets and operators are passed over, a colon behind anything but a field's name is punctuation. What is read
//! otherwise than it may be meant is told in a notice. Refused are only queries without a word, without end, or with a
//! date that is none.

use super::analyzer::{exact_terms, phrase_terms};
use super::error::IndexError;
use super::period::Period;
use crate::text::words::{Unspaced, for_each_word, is_unspaced};

/// Longest query in bytes.
const LONGEST_QUERY: usize = 32 << 10;
/// Most words and phrases in a query.
const MOST_PARTS: usize = 256;
/// Most terms in a query: a word of an unspaced script or of Korean holds several.
const MOST_TERMS: usize = 4096;
/// Deepest brackets.
const DEEPEST: usize = 32;

/// A field whose text is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// The headline.
    Title,
    /// Lead and body.
    Body,
    /// What people say on air.
    Quote,
    /// Who says it: name or role.
    Speaker,
    /// The outlet.
    Source,
    /// The programme.
    Programme,
}

/// A field whose whole value must be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExactField {
    Story,
    Copies,
    Id,
    Url,
    Language,
}

/// Where a part of a query is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AnyField {
    Text(TextField),
    Exact(ExactField),
    Published,
}

/// Where words without a field are looked for.
pub(super) const DEFAULT_FIELDS: [TextField; 3] = [TextField::Title, TextField::Body, TextField::Speaker];

/// A word or a phrase: the terms that a text must hold at their offsets from some position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Where to look; [`DEFAULT_FIELDS`] if `None`.
    pub(super) field: Option<TextField>,
    /// Not empty.
    pub(super) terms: Vec<(usize, String)>,
    /// Terms that raise the score where they also stand.
    pub(super) exact: Vec<String>,
}

impl Phrase {
    /// The fields it is looked for in.
    pub(super) fn fields(&self) -> &[TextField] {
        self.field.as_ref().map_or(&DEFAULT_FIELDS, std::slice::from_ref)
    }
}

/// A query as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Everything,
    Phrase(Phrase),
    Exact(ExactField, String),
    Published(Period),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl Node {
    /// The words and phrases that a document may match, those behind a `-` left out.
    pub(super) fn wanted(&self) -> Vec<&Phrase> {
        match self {
            Self::Phrase(phrase) => vec![phrase],
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().flat_map(Self::wanted).collect(),
            Self::Everything | Self::Exact(..) | Self::Published(_) | Self::Not(_) => Vec::new(),
        }
    }
}

/// A query and what is to be said about how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedQuery {
    pub(super) root: Node,
    pub(super) notices: Vec<String>,
}

/// Reads a query. An empty one means everything.
pub(super) fn parse(text: &str) -> Result<ParsedQuery, IndexError> {
    if text.len() > LONGEST_QUERY {
        return Err(IndexError::query(
            format!("the query is {} bytes long, more than the {LONGEST_QUERY} that are read", text.len()),
            "search for a few distinctive words of it",
        ));
    }
    if text.trim().is_empty() {
        return Ok(ParsedQuery { root: Node::Everything, notices: Vec::new() });
    }
    let mut parser = Parser { text, at: 0, depth: 0, parts: 0, terms: 0, notices: Vec::new() };
    match parser.sequence(None)? {
        Some(root) => Ok(ParsedQuery { root, notices: parser.notices }),
        None => Err(IndexError::query(
            "the query holds no word to search for",
            "write words, or nothing at all (or `*`) to list everything",
        )),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Byte offset of what is not read yet.
    at: usize,
    depth: usize,
    parts: usize,
    terms: usize,
    notices: Vec<String>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, character: char) {
        self.at += character.len_utf8();
    }

    /// Parts up to the closing bracket or the end, all of which must match. `None` if there are none.
    fn sequence(&mut self, scope: Option<AnyField>) -> Result<Option<Node>, IndexError> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut is_negated = false;
        let mut is_alternative = false;
        while let Some(next) = self.peek() {
            match next {
                ')' => {
                    self.skip(next);
                    if self.depth > 0 {
                        break;
                    }
                    continue;
                }
                '-' => {
                    self.skip(next);
                    is_negated = self.peek().is_some_and(|character| !character.is_whitespace());
                    continue;
                }
                _ if next.is_whitespace() || next == '+' => {
                    self.skip(next);
                    continue;
                }
                _ => {}
            }
            match self.operator() {
                Some("OR") => is_alternative = !nodes.is_empty(),
                Some("NOT") => is_negated = true,
                Some(_) => {}
                None => {
                    let was_negated = std::mem::take(&mut is_negated);
                    let Some(mut node) = self.part(scope)? else { continue };
                    if was_negated {
                        node = Node::Not(Box::new(node));
                    }
                    match nodes.pop() {
                        Some(before) if std::mem::take(&mut is_alternative) => nodes.push(either(before, node)),
                        before => nodes.extend(before.into_iter().chain([node])),
                    }
                }
            }
        }
        Ok(match nodes.len() {
            0 | 1 => nodes.pop(),
            _ => Some(Node::And(nodes)),
        })
    }

    /// Reads past an operator in capitals that stands alone.
    fn operator(&mut self) -> Option<&'static str> {
        let rest = self.rest();
        let operator = ["OR", "AND", "NOT"].into_iter().find(|operator| {
            rest.strip_prefix(operator).is_some_and(|behind| !behind.starts_with(|next| !ends_word(next)))
        })?;
        self.at += operator.len();
        Some(operator)
    }

    /// A bracket, a phrase, a word, or one of them in a field. `None` if it holds no word.
    fn part(&mut self, scope: Option<AnyField>) -> Result<Option<Node>, IndexError> {
        match self.peek() {
            Some('(') => self.group(scope),
            Some(quote) if is_quote(quote) => {
                let phrase = self.quoted();
                self.value(scope, phrase, true)
            }
            _ => {
                let word = self.word();
                match word.split_once(':') {
                    Some((name, value)) if field(name).is_some() => self.in_field(name, value),
                    Some((name, value)) => {
                        self.notice_unknown_field(name, value);
                        self.value(scope, word, false)
                    }
                    None if word == "*" && scope.is_none() => {
                        self.count(0)?;
                        Ok(Some(Node::Everything))
                    }
                    None => self.value(scope, word, false),
                }
            }
        }
    }

    fn in_field(&mut self, name: &str, value: &str) -> Result<Option<Node>, IndexError> {
        let scope = field(name);
        if !value.is_empty() {
            return self.value(scope, value, false);
        }
        match self.peek() {
            Some('(') => self.group(scope),
            Some(quote) if is_quote(quote) => {
                let phrase = self.quoted();
                self.value(scope, phrase, true)
            }
            _ => {
                self.notices.push(format!(
                    "`{name}:` was passed over, since nothing stands behind it; write {name}:word without a space"
                ));
                Ok(None)
            }
        }
    }

    fn group(&mut self, scope: Option<AnyField>) -> Result<Option<Node>, IndexError> {
        self.skip('(');
        if self.depth == DEEPEST {
            return Err(IndexError::query(
                format!("the query has brackets in brackets, more than {DEEPEST} deep"),
                "leave out brackets; words next to each other must all match without them",
            ));
        }
        self.depth += 1;
        let node = self.sequence(scope);
        self.depth -= 1;
        node
    }

    /// Reads past a phrase in quotes; one that is not closed runs to the end.
    fn quoted(&mut self) -> &'a str {
        let Some(open) = self.peek() else { return "" };
        self.skip(open);
        let rest = self.rest();
        if let Some(length) = rest.find(is_quote) {
            self.at += length;
            if let Some(close) = self.peek() {
                self.skip(close);
            }
            &rest[..length]
        } else {
            self.at = self.text.len();
            if !rest.trim().is_empty() {
                self.notices.push("the last quote is not closed; it was read to the end of the query".to_owned());
            }
            rest
        }
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(ends_word).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// What a word or phrase stands for in its field.
    fn value(&mut self, scope: Option<AnyField>, text: &str, is_quoted: bool) -> Result<Option<Node>, IndexError> {
        let field = match scope {
            Some(AnyField::Published) => {
                self.count(0)?;
                return Period::parse(text).map(|period| Some(Node::Published(period)));
            }
            Some(AnyField::Exact(field)) => {
                self.count(0)?;
                return Ok((!text.trim().is_empty()).then(|| Node::Exact(field, text.to_owned())));
            }
            Some(AnyField::Text(field)) => Some(field),
            None => None,
        };
        let texts = if is_quoted { vec![text] } else { pieces(text) };
        let mut nodes = Vec::new();
        for text in texts {
            let terms = phrase_terms(text);
            if !terms.is_empty() {
                self.count(terms.len())?;
                nodes.push(Node::Phrase(Phrase { field, terms, exact: exact_terms(text) }));
            }
        }
        Ok(match nodes.len() {
            0 | 1 => nodes.pop(),
            _ => Some(Node::And(nodes)),
        })
    }

    fn count(&mut self, terms: usize) -> Result<(), IndexError> {
        self.parts += 1;
        self.terms += terms;
        if self.parts > MOST_PARTS || self.terms > MOST_TERMS {
            return Err(IndexError::query(
                format!("the query holds more than {MOST_PARTS} words"),
                "search for a few distinctive ones",
            ));
        }
        Ok(())
    }

    fn notice_unknown_field(&mut self, name: &str, value: &str) {
        let looks_like_field = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        if looks_like_field && !value.starts_with("//") {
            self.notices.push(format!(
                "`{name}` is no field, so `{name}:` was read as a word; fields are title, body, quote, speaker, source, \
                 programme, published, language, story, copies, id and url"
            ));
        }
    }
}

fn either(before: Node, node: Node) -> Node {
    match before {
        Node::Or(mut nodes) => {
            nodes.push(node);
            Node::Or(nodes)
        }
        before => Node::Or(vec![before, node]),
    }
}

/// An unquoted word as the parts that must all match: a stretch of an unspaced script is cut into dictionary words, of
/// which nobody knows that they are meant to be neighbours; everything else stays together.
fn pieces(text: &str) -> Vec<&str> {
    if !text.contains(is_unspaced) {
        return vec![text];
    }
    let mut pieces: Vec<&str> = Vec::new();
    let mut rest_start = 0;
    for_each_word(text, Unspaced::Dictionary, |word| {
        if word.original.contains(is_unspaced) {
            pieces.extend(text.get(rest_start..word.start));
            rest_start = word.start + word.original.len();
            pieces.extend(text.get(word.start..rest_start));
        }
    });
    pieces.extend(text.get(rest_start..));
    pieces
}

fn field(name: &str) -> Option<AnyField> {
    Some(match name.to_ascii_lowercase().as_str() {
        "title" => AnyField::Text(TextField::Title),
        "body" => AnyField::Text(TextField::Body),
        "quote" => AnyField::Text(TextField::Quote),
        "speaker" => AnyField::Text(TextField::Speaker),
        "source" => AnyField::Text(TextField::Source),
        "programme" | "program" => AnyField::Text(TextField::Programme),
        "story" => AnyField::Exact(ExactField::Story),
        "copies" => AnyField::Exact(ExactField::Copies),
        "id" => AnyField::Exact(ExactField::Id),
        "url" => AnyField::Exact(ExactField::Url),
        "language" => AnyField::Exact(ExactField::Language),
        "published" => AnyField::Published,
        _ => return None,
    })
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{FF02}')
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')') || is_quote(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A query as it was read, in brackets.
    fn read(text: &str) -> String {
        show(&parse(text).unwrap().root)
    }

    fn show(node: &Node) -> String {
        let join = |nodes: &[Node], with: &str| format!("({})", nodes.iter().map(show).collect::<Vec<_>>().join(with));
        match node {
            Node::Everything => "*".to_owned(),
            Node::Phrase(phrase) => {
                let terms: Vec<&str> = phrase.terms.iter().map(|(_, term)| term.as_str()).collect();
                let field = phrase.field.map_or(String::new(), |field| format!("{field:?}:"));
                format!("{field}{}", terms.join("_")).replace('\u{1}', "+")
            }
            Node::Exact(field, value) => format!("{field:?}={value}"),
            Node::Published(period) => format!("{:?}..{:?}", period.first_day, period.last_day),
            Node::And(nodes) => join(nodes, " & "),
            Node::Or(nodes) => join(nodes, " | "),
            Node::Not(node) => format!("!{}", show(node)),
        }
    }

    #[test]
    fn words_must_all_match_and_or_joins_its_neighbours() {
        assert_eq!(read("Flood warning"), "(flood & warning)");
        assert_eq!(read("a1 b1 OR c1"), "(a1 & (b1 | c1))");
        assert_eq!(read("(a1 b1) OR c1 OR d1"), "((a1 & b1) | c1 | d1)");
        assert_eq!(read("a1 or b1 AND c1"), "(a1 & or & b1 & c1)");
    }

    #[test]
    fn phrases_negations_and_fields() {
        assert_eq!(read("\"flood warning\" -drill"), "(flood_warning & !drill)");
        assert_eq!(read("-\"press kit\" NOT x1"), "(!press_kit & !x1)");
        assert_eq!(read("speaker:\"Jane Doe\" TITLE:storm"), "(Speaker:jane_doe & Title:storm)");
        assert_eq!(read("title:(flood OR storm)"), "(Title:flood | Title:storm)");
        assert_eq!(read("id:News-9/1 url:https://n.example/a?b=c"), "(Id=News-9/1 & Url=https://n.example/a?b=c)");
        assert_eq!(read("published:2025-06-12"), "Some(20250612)..Some(20250612)");
        assert_eq!(read("“curly quotes” cross-border"), "(curly_quotes & cross_border)");
    }

    #[test]
    fn unspaced_words_are_cut_by_the_dictionary_and_phrases_are_not() {
        assert_eq!(read("国会预算"), "(国会 & 预算)");
        assert_eq!(read("\"国会预算\""), "国会_会预_预算");
        assert_eq!(read("하늘시가"), "+늘시_+하늘");
    }

    #[test]
    fn nothing_and_a_star_mean_everything() {
        assert_eq!(read("  "), "*");
        assert_eq!(read("*"), "*");
        assert_eq!(read("* flood"), "(* & flood)");
    }

    #[test]
    fn malformed_queries_are_read_leniently() {
        assert_eq!(read("\"unclosed phrase"), "unclosed_phrase");
        assert_eq!(read("((flood) warning"), "(flood & warning)");
        assert_eq!(read(")) flood ) -"), "flood");
        assert_eq!(read("OR flood OR"), "flood");
        assert_eq!(read("-& flood"), "flood");
        assert_eq!(read("at 10:30"), "(at & 10_30)");
        let parsed = parse("aa:b:c").unwrap();
        assert_eq!(show(&parsed.root), "aa_b_c");
        assert!(parsed.notices[0].contains("`aa` is no field"));
        assert!(parse("flood title: x1").unwrap().notices[0].contains("title:word"));
    }

    #[test]
    fn queries_without_a_word_or_an_end_are_refused() {
        for text in ["((", "\"", "!!!", "-", "OR", "title:", &"\"".repeat(10_000), &"-(".repeat(30)] {
            assert!(parse(text).unwrap_err().to_string().contains("no word"), "{text}");
        }
        assert!(parse(&"(".repeat(10_000)).unwrap_err().to_string().contains("deep"));
        assert!(parse(&"word ".repeat(1_000)).unwrap_err().to_string().contains("more than"));
        assert!(parse(&('가'..'힣').take(9_000).collect::<String>()).unwrap_err().to_string().contains("more than"));
        assert!(parse(&"x".repeat(40_000)).unwrap_err().to_string().contains("bytes long"));
        assert!(parse("published:soon").unwrap_err().to_string().contains("names no date"));
    }

    #[test]
    fn only_wanted_words_are_marked() {
        let parsed = parse("flood -drill (storm OR title:rain)").unwrap();
        assert_eq!(parsed.root.wanted().len(), 3);
    }
}
