//! The namespaces that feeds use: what an element belongs to, whatever its prefix.

/// Atom 1.0 (RFC 4287).
pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Namespaces in XML 1.0, section 3.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Namespaces in XML 1.0, section 3.
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// RSS 1.0 module "content".
pub(super) const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Dublin Core elements 1.1.
pub(super) const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

/// What an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// No namespace: RSS 0.91 to 2.0.
    None,
    /// A namespace that versions of RSS have.
    Rss,
    Rdf,
    /// Atom 1.0 and 0.3.
    Atom,
    Content,
    DublinCore,
    DublinTerms,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// Prefixes as they are usual, with the names they stand for and what that is.
const KNOWN: &[(&str, &str, Space)] = &[
    ("", "", Space::None),
    ("atom", ATOM, Space::Atom),
    ("atom03", "http://purl.org/atom/ns#", Space::Atom),
    ("atomdraft", "http://purl.org/net/echo/ns#", Space::Atom),
    ("content", CONTENT, Space::Content),
    ("dc", DUBLIN_CORE, Space::DublinCore),
    ("dc10", "http://purl.org/dc/elements/1.0/", Space::DublinCore),
    ("dcterms", "http://purl.org/dc/terms/", Space::DublinTerms),
    ("media", "http://search.yahoo.com/mrss/", Space::Media),
    ("media_", "http://search.yahoo.com/mrss", Space::Media),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("itunes_", "http://www.itunes.com/DTDs/Podcast-1.0.dtd", Space::Itunes),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", Space::Rdf),
    ("xhtml", "http://www.w3.org/1999/xhtml", Space::Xhtml),
    ("rss1", "http://purl.org/rss/1.0/", Space::Rss),
    ("rss09", "http://my.netscape.com/rdf/simple/0.9/", Space::Rss),
    ("rss090", "http://channel.netscape.com/rdf/simple/0.9/", Space::Rss),
    ("rss2", "http://backend.userland.com/rss2", Space::Rss),
    ("rss2_", "http://backend.userland.com/RSS2", Space::Rss),
    ("rss2h", "http://blogs.law.harvard.edu/tech/rss", Space::Rss),
    ("rss20", "http://purl.org/rss/2.0/", Space::Rss),
    ("rss91", "http://my.netscape.com/publish/formats/rss-0.91.dtd", Space::Rss),
    ("slash", "http://purl.org/rss/1.0/modules/slash/", Space::Other),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/", Space::Other),
    ("wfw", "http://wellformedweb.org/CommentAPI/", Space::Other),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0", Space::Other),
    ("georss", "http://www.georss.org/georss", Space::Other),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#", Space::Other),
    ("gml", "http://www.opengis.net/gml", Space::Other),
    ("thr", "http://purl.org/syndication/thread/1.0", Space::Other),
    ("opensearch", "http://a9.com/-/spec/opensearch/1.1/", Space::Other),
    ("openSearch", "http://a9.com/-/spec/opensearchrss/1.0/", Space::Other),
    ("podcast", "https://podcastindex.org/namespace/1.0", Space::Other),
    ("googleplay", "http://www.google.com/schemas/play-podcasts/1.0", Space::Other),
    ("gd", "http://schemas.google.com/g/2005", Space::Other),
    ("yt", "http://www.youtube.com/xml/schemas/2015", Space::Other),
    ("cc", "http://web.resource.org/cc/", Space::Other),
    ("creativeCommons", "http://backend.userland.com/creativeCommonsRssModule", Space::Other),
    ("xlink", "http://www.w3.org/1999/xlink", Space::Other),
    ("app", "http://www.w3.org/2007/app", Space::Other),
    ("svg", "http://www.w3.org/2000/svg", Space::Other),
];

/// What a namespace is.
pub(super) fn space(name: &str) -> Space {
    KNOWN.iter().find(|(_, known, _)| *known == name).map_or(Space::Other, |(_, _, space)| *space)
}

/// The namespace that a prefix usually stands for; for a prefix that nobody knows, a name of our own.
pub(super) fn usual(prefix: &str) -> String {
    let known = KNOWN.iter().find(|(known, ..)| *known == prefix && !prefix.is_empty());
    known.map_or_else(|| format!("urn:samestory:unbound:{prefix}"), |(_, name, _)| (*name).to_owned())
}
