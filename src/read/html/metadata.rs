//! What a web page says about its article: JSON-LD, `OpenGraph`, `<meta>`, `<time>`, `<title>`.
//!
//! The surest statement wins: schema.org data in JSON-LD (<https://schema.org/NewsArticle>), then the `OpenGraph` and
//! `article:` properties (<https://ogp.me>), then the names that content systems use, then the markup. Broken JSON-LD is
//! mended where that is easy and left aside where it is not.

use dom_query::Document;
use serde_json::{Map, Value};

use super::text::inline_text;
use crate::moment::Moment;
use crate::read::dates;
use crate::read::records::record::without_by;
use crate::text::language;

/// JSON-LD is followed no deeper.
const DEEPEST: usize = 8;

/// What a page says about its article.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<Moment>,
    pub(crate) updated: Option<Moment>,
    pub(crate) language: Option<String>,
    pub(crate) reporter: Option<String>,
    pub(crate) url: Option<String>,
    /// The text of the article in JSON-LD.
    pub(crate) body: Option<String>,
    /// Whether the page says that it is an article.
    pub(crate) is_article: bool,
}

/// Reads what a page says about its article.
pub(crate) fn read(page: &Document) -> Metadata {
    let metas = Metas::of(page);
    let nodes = json_ld(page);
    let url = link(page, "link[rel=canonical]").or_else(|| metas.first(&["og:url"])).filter(|url| is_address(url));
    let article = article_of(&nodes, url.as_deref(), metas.first(&["og:title"]).as_deref());
    let field = |name: &str| article.and_then(|article| article.get(name));
    let string = |name: &str| field(name).and_then(Value::as_str).map(inline_text).filter(|text| !text.is_empty());
    let date = |text: Option<String>| text.and_then(|text| dates::parse(&text, None));
    let url = url.or_else(|| string("url").or_else(|| string("mainEntityOfPage")).filter(|url| is_address(url)));

    let published = date(string("datePublished"))
        .or_else(|| metas.first_that(PUBLISHED, |text| dates::parse(text, None)))
        .or_else(|| date(time(page)))
        .or_else(|| date(string("dateCreated")));
    let updated = date(string("dateModified")).or_else(|| metas.first_that(UPDATED, |text| dates::parse(text, None)));
    let site = field("publisher").and_then(|publisher| name_of(publisher, &nodes)).or_else(|| metas.first_name(SITE));
    let host = url.as_deref().and_then(host);
    let heading = Some(page.select("h1")).filter(|headings| headings.length() == 1).map(|one| inline_text(&one.text()));
    let page_title = first_text(page, "title");
    let headlines = [string("headline"), metas.first(&["og:title"]), heading.clone()];
    let site = site.or_else(|| outlet_behind(page_title.as_deref()?, &headlines));
    let reporter = field("author")
        .and_then(|author| name_of(author, &nodes))
        .or_else(|| metas.first_name(REPORTER))
        .or_else(|| first_text(page, "[itemprop=author], [rel=author], .byline a, .byline, .author-name"))
        // Some bylines go on with the date.
        .map(|name| without_by(name.split(['·', '|', '•']).next().unwrap_or_default()).trim().to_owned())
        .filter(|name| !name.is_empty() && name.chars().count() <= 120 && Some(name) != site.as_ref());
    let title = string("headline")
        .or_else(|| metas.first(&["og:title", "twitter:title", "dc.title", "title"]))
        .or(heading)
        .filter(|title| !title.is_empty())
        .or(page_title);
    let mut outlets: Vec<String> = site.iter().chain(&host).cloned().collect();
    outlets.extend(metas.first(&["og:site_name"]));
    Metadata {
        title: title.map(|title| without_outlet(&title, &outlets).to_owned()),
        language: page
            .select("html")
            .attr("lang")
            .map(|lang| lang.to_string())
            .or_else(|| string("inLanguage"))
            .or_else(|| metas.first(&["og:locale", "content-language", "language", "dc.language"]))
            .and_then(|tag| language::primary_subtag(&tag)),
        body: field("articleBody").and_then(Value::as_str).map(str::to_owned),
        is_article: article.is_some()
            || metas.first(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article")),
        source: site.or(host),
        published,
        updated,
        reporter,
        url,
    }
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "article.published",
    "article:created",
    "date",
    "pdate",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "date_modified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "revised",
];
const SITE: &[&str] = &["og:site_name", "publisher", "dc.publisher", "article:publisher", "application-name"];
const REPORTER: &[&str] = &[
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "og:article:author",
    "dable:author",
];

/// The `<meta>` elements of a page: lower-case name, property or itemprop, and content, in page order.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(page: &Document) -> Self {
        let mut metas = Vec::new();
        for meta in &page.select("meta[content]") {
            let content = inline_text(&meta.attr_or("content", ""));
            if content.is_empty() {
                continue;
            }
            for attribute in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = meta.attr(attribute) {
                    metas.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Self(metas)
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        self.first_that(names, |content| Some(content.to_owned()))
    }

    /// The first content that is a name and no address (`article:author` often holds a profile page).
    fn first_name(&self, names: &[&str]) -> Option<String> {
        self.first_that(names, |content| {
            (!is_address(content) && !content.starts_with('@')).then(|| content.to_owned())
        })
    }

    fn first_that<T>(&self, names: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
        names
            .iter()
            .find_map(|name| self.0.iter().filter(|(own, _)| own == name).find_map(|(_, content)| read(content)))
    }
}

fn link(page: &Document, selector: &str) -> Option<String> {
    page.select(selector).attr("href").map(|address| address.trim().to_owned())
}

fn first_text(page: &Document, selector: &str) -> Option<String> {
    let text = inline_text(&page.select_single(selector).text());
    if text.is_empty() { None } else { Some(text) }
}

/// The time of publication by markup: microdata, or the first `<time>` that is an article's.
fn time(page: &Document) -> Option<String> {
    ["[itemprop=datePublished]", "time[pubdate]", "article time[datetime]", "main time[datetime]", "time[datetime]"]
        .into_iter()
        .find_map(|selector| {
            let element = page.select_single(selector);
            let stated = element.attr("datetime").or_else(|| element.attr("content"));
            stated.or_else(|| Some(element.text())).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        })
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if host.is_empty() { None } else { Some(host.to_owned()) }
}

/// The outlet that a page's title names behind a headline known from elsewhere.
fn outlet_behind(page_title: &str, headlines: &[Option<String>]) -> Option<String> {
    const MOST_WORDS: usize = 5;
    let tail = headlines.iter().flatten().filter(|headline| !headline.is_empty()).find_map(|headline| {
        page_title.strip_prefix(headline.as_str()).filter(|tail| tail.trim_start().starts_with(is_title_sign))
    })?;
    let outlet = tail.rsplit(is_title_sign).next()?.trim();
    let is_name = !outlet.is_empty() && outlet.split_whitespace().count() <= MOST_WORDS;
    is_name.then(|| outlet.to_owned())
}

fn is_title_sign(character: char) -> bool {
    "-–—|:·«»<>•".contains(character)
}

/// A title without the name of its outlet behind ` - `, ` | ` and the like.
fn without_outlet<'a>(title: &'a str, outlets: &[String]) -> &'a str {
    let plain = |text: &str| -> String {
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let outlets: Vec<String> = outlets.iter().map(|outlet| plain(outlet)).collect();
    let is_outlet = |part: &str| !plain(part).is_empty() && outlets.contains(&plain(part));
    let mut title = title.trim();
    loop {
        let parted = title.char_indices().rev().find(|(_, character)| is_title_sign(*character));
        let Some((at, character)) = parted else { return title };
        let (head, tail) = title.split_at(at);
        let tail = tail.get(character.len_utf8()..).unwrap_or_default();
        let head = head.trim_end_matches(|character: char| character.is_whitespace() || is_title_sign(character));
        if head.is_empty() || !is_outlet(tail) {
            return title;
        }
        title = head;
    }
}

/// The objects of all JSON-LD scripts of a page, those inside others too.
fn json_ld(page: &Document) -> Vec<Map<String, Value>> {
    let mut nodes = Vec::new();
    for script in &page.select("script[type='application/ld+json']") {
        if let Some(value) = lenient_json(&script.text()) {
            gather(value, 0, &mut nodes);
        }
    }
    nodes
}

/// JSON as pages hold it: in a comment or CDATA section, with line ends inside strings, with a comma or semicolon too
/// many.
fn lenient_json(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let start = text.find(['{', '['])?;
    let end = text.rfind(['}', ']'])?;
    let inner = text.get(start..=end)?;
    let plain: String = inner.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let mut mended = String::with_capacity(plain.len());
    let (mut is_string, mut is_escaped) = (false, false);
    for character in plain.chars() {
        if is_string {
            is_string = character != '"' || is_escaped;
            is_escaped = character == '\\' && !is_escaped;
        } else if character == '"' {
            is_string = true;
        } else if matches!(character, '}' | ']') {
            let kept = mended.trim_end().strip_suffix(',').map(str::len);
            if let Some(kept) = kept {
                mended.truncate(kept);
            }
        }
        mended.push(character);
    }
    serde_json::from_str(&mended).ok()
}

fn gather(value: Value, depth: usize, nodes: &mut Vec<Map<String, Value>>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| gather(item, depth + 1, nodes)),
        Value::Object(node) => {
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = node.get(name) {
                    gather(inner.clone(), depth + 1, nodes);
                }
            }
            nodes.push(node);
        }
        _ => {}
    }
}

/// The article among the objects: the one of this address or title if several are listed.
fn article_of<'n>(
    nodes: &'n [Map<String, Value>],
    url: Option<&str>,
    title: Option<&str>,
) -> Option<&'n Map<String, Value>> {
    let articles: Vec<&Map<String, Value>> = nodes.iter().filter(|node| is_article(node)).collect();
    let says = |node: &Map<String, Value>, name: &str, wanted: Option<&str>| {
        wanted.is_some() && node.get(name).and_then(Value::as_str).map(inline_text).as_deref() == wanted
    };
    let is_this = |node: &&&Map<String, Value>| {
        says(node, "url", url)
            || says(node, "mainEntityOfPage", url)
            || says(node, "@id", url)
            || says(node, "headline", title)
    };
    articles.iter().find(is_this).or_else(|| articles.first()).copied()
}

fn is_article(node: &Map<String, Value>) -> bool {
    let is_kind = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
            kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "Review")
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_kind),
        Some(kind) => is_kind(kind),
        None => false,
    }
}

/// The name of a person or organisation: a string, an object's name, a reference to another object, or several of them.
fn name_of(value: &Value, nodes: &[Map<String, Value>]) -> Option<String> {
    let own = |node: &Map<String, Value>| match node.get("name") {
        Some(Value::String(name)) => Some(inline_text(name)),
        Some(Value::Array(names)) => names.first().and_then(Value::as_str).map(inline_text),
        _ => None,
    };
    let name = match value {
        Value::String(name) if !is_address(name) => Some(inline_text(name)),
        Value::Object(node) => own(node).or_else(|| {
            let id = node.get("@id")?;
            nodes.iter().find(|other| other.get("@id") == Some(id) && other.contains_key("name")).and_then(own)
        }),
        Value::Array(items) => {
            let mut names: Vec<String> = Vec::new();
            for item in items.iter().filter(|item| !item.is_array()) {
                names.extend(name_of(item, nodes).filter(|name| !names.contains(name)));
            }
            Some(names.join(", "))
        }
        _ => None,
    };
    name.filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(markup: &str) -> Metadata {
        read(&Document::from(markup))
    }

    #[test]
    fn json_ld_wins_and_refers_within_its_graph() {
        let page = of(r##"<html lang="en-GB"><title>Crane falls | Quay Post</title>
            <link rel=canonical href="https://www.quaypost.example/a"><meta property="og:title" content="Crane falls"><script type="application/ld+json">
            {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "@id": "#o", "name": "Quay Post"},
            {"@type": ["WebPage"]}, {"@type": ["NewsArticle"], "headline": "Crane &amp; hook fall", "datePublished": "2025-05-06T18:05:00+01:00",
            "dateModified": "2025-05-06T21:40:00+01:00", "author": [{"@type": "Person", "name": "Nell Ash"}, {"name": "Jo Orr"}], "publisher": {"@id": "#o"}}]}
            </script>"##);
        assert_eq!(page.title.as_deref(), Some("Crane & hook fall"));
        assert_eq!(page.source.as_deref(), Some("Quay Post"));
        assert_eq!(page.reporter.as_deref(), Some("Nell Ash, Jo Orr"));
        assert_eq!(page.published.unwrap().to_string(), "2025-05-06T18:05:00+01:00");
        assert_eq!(page.updated.unwrap().to_string(), "2025-05-06T21:40:00+01:00");
        assert_eq!(page.language.as_deref(), Some("en"));
        assert_eq!(page.url.as_deref(), Some("https://www.quaypost.example/a"));
        assert!(page.is_article);
    }

    #[test]
    fn broken_json_ld_is_mended_or_left_aside() {
        let page = of(
            "<script type='application/ld+json'><!-- {\"@type\": \"NewsArticle\", \"headline\": \"Two\nlines\", } --></script>",
        );
        assert_eq!(page.title.as_deref(), Some("Two lines"));
        let page = of(
            "<title>Plain</title><script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\"</script>",
        );
        assert_eq!(page.title.as_deref(), Some("Plain"));
        let deep = format!("<title>Deep</title><script type='application/ld+json'>{}</script>", "[".repeat(100_000));
        assert_eq!(of(&deep).title.as_deref(), Some("Deep"));
    }

    #[test]
    fn the_article_of_several_is_the_one_of_this_page() {
        let page = of(r#"<link rel=canonical href="https://a.example/2"><script type="application/ld+json">
            [{"@type": "NewsArticle", "headline": "Other", "url": "https://a.example/1"}, {"@type": "NewsArticle", "headline": "This", "url": "https://a.example/2"}]</script>"#);
        assert_eq!(page.title.as_deref(), Some("This"));
    }

    #[test]
    fn meta_elements_serve_where_json_ld_is_missing() {
        let page = of(r#"<title>Storm ahead - The Post</title><meta property="og:site_name" content="The Post">
            <meta name="author" content="By Ann Poe"><meta property="article:author" content="https://social.example/ann">
            <meta property="article:published_time" content="not a date"><meta name="date" content="2025-03-10"><body>"#);
        assert_eq!(page.title.as_deref(), Some("Storm ahead"));
        assert_eq!(page.source.as_deref(), Some("The Post"));
        assert_eq!(page.reporter.as_deref(), Some("Ann Poe"));
        assert_eq!(page.published.unwrap().to_string(), "2025-03-10");
        assert!(page.updated.is_none() && page.url.is_none() && page.language.is_none());
    }

    #[test]
    fn the_host_is_the_last_resort_for_an_outlet() {
        let page = of(
            "<link rel=canonical href='https://www.post.example:8080/a'><title>A - b | post.example</title><article><time datetime='2025-03-10T08:00Z'>x</time></article>",
        );
        assert_eq!(page.source.as_deref(), Some("post.example"));
        assert_eq!(page.title.as_deref(), Some("A - b"));
        assert_eq!(page.published.unwrap().to_string(), "2025-03-10T08:00:00Z");
    }

    #[test]
    fn the_title_of_the_page_names_the_outlet_behind_the_headline() {
        let page = of(
            "<link rel=canonical href='https://ql.example/a'><title>Crane - falls | World | Quay Ledger</title><h1>Crane - falls</h1>",
        );
        assert_eq!((page.title.as_deref(), page.source.as_deref()), (Some("Crane - falls"), Some("Quay Ledger")));
        let page = of("<title>Crane - falls at dawn</title><h1>Other words</h1>");
        assert_eq!(page.source, None);
    }

    #[test]
    fn an_empty_page_says_nothing() {
        let page = of("");
        assert!(page.title.is_none() && page.source.is_none() && page.published.is_none() && !page.is_article);
    }
}
