//! What was written, without what could do harm to its readers: links that run programs, and controls that turn the
//! direction of writing around beyond the text that they stand in.
//!
//! Links are looked for wherever an address may stand: in attributes and elements, or members of JSON at any depth, that
//! have the name of one, and in any other element of XML that holds nothing but such a link. What stands within a text, or
//! an item's title, is left to others: nothing is taken out of markup, where what is left could come together to more.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::escape;
use super::json::quoted;
use crate::feed::edits::Edits;
use crate::feed::json::members::Object;
use crate::feed::links::{is_harmful_text, is_unseen, runs_program};
use crate::feed::model::RawElement;
use crate::feed::namespaces::Space;
use crate::feed::plain::is_harmless;
use crate::feed::tree::{Content, Id, Tree};

/// What stands in place of a link that was taken out of an attribute.
const REMOVED: &str = "urn:samestory:removed";

/// The element without what could do harm; `None` if the element itself is a link that runs a program. Linear in its
/// length.
pub(super) fn element(raw: &RawElement) -> Option<Cow<'_, RawElement>> {
    if !may_do_harm(&raw.text) {
        return Some(Cow::Borrowed(raw));
    }
    let Ok(tree) = Tree::parse(&raw.text, &raw.bindings) else { return Some(Cow::Borrowed(raw)) };
    let mut edits = Edits::default();
    let mut ids: Vec<Id> = tree.root().into_iter().collect();
    while let Some(id) = ids.pop() {
        let node = tree.node(id);
        let mut has_harmful = false;
        for attribute in &node.attributes {
            let local = attribute.name.rsplit(':').next().unwrap_or_default();
            let is_followed = is_address(local) && harms_followed(node.local, &attribute.value);
            if harms(local, &attribute.value) || is_followed || is_program(&attribute.value) {
                has_harmful = true;
                edits.replace(attribute.range.clone(), REMOVED);
            } else if let Some(value) = straight(&attribute.value) {
                edits.replace(attribute.range.clone(), escape::attribute(&value));
            }
        }
        let text = own_text(&tree, id);
        if node.space == Space::Xhtml && tree.has_elements(id) {
            continue;
        }
        if has_harmful && is_link(node.local) || is_harmful_leaf(node.local, node.space, &text) {
            if id == 0 {
                return None;
            }
            edits.withdraw(&node.range);
            edits.remove(node.range.clone());
        } else if tree.has_elements(id) {
            ids.extend(tree.children(id));
        } else if !is_left_to_others(&tree, id)
            && let Some(text) = straight(&text)
        {
            edits.replace(node.inner.clone(), escape::text(&text).into_owned());
        }
    }
    if edits.len() == 0 {
        return Some(Cow::Borrowed(raw));
    }
    Some(Cow::Owned(RawElement { text: edits.apply(&raw.text).text.into_owned(), ..raw.clone() }))
}

/// What stands between the tags of an element, and in none within.
fn own_text<'t>(tree: &'t Tree<'_>, id: Id) -> Cow<'t, str> {
    match tree.node(id).content.as_slice() {
        [Content::Text(text)] => Cow::Borrowed(text),
        content => content
            .iter()
            .filter_map(|content| match content {
                Content::Text(text) => Some(text.as_ref()),
                Content::Element(_) => None,
            })
            .collect::<String>()
            .into(),
    }
}

/// Whether an element is nothing without its address.
fn is_link(local: &str) -> bool {
    local.eq_ignore_ascii_case("source") || is_address(local)
}

/// Whether an element is the body of an item, or its title.
fn is_left_to_others(tree: &Tree<'_>, id: Id) -> bool {
    let node = tree.node(id);
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(node.local));
    is(BODIES) || is(&["title"]) && node.parent == Some(0)
}

/// A text whose controls of direction stand as U+FFFD, if they would reach beyond it.
fn straight(text: &str) -> Option<String> {
    let is_control = |character: char| matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (!is_harmless(text)).then(|| text.replace(is_control, "\u{FFFD}"))
}

/// The value of a member of JSON without what could do harm; `None` if it is a link that runs a program. Its nesting is
/// bounded where it is read.
pub(super) fn member<'r>(name: &str, raw: &'r RawValue) -> Option<Cow<'r, str>> {
    value(name, raw.get())
}

fn value<'r>(name: &str, raw: &'r str) -> Option<Cow<'r, str>> {
    if !may_do_harm(raw) {
        return Some(raw.into());
    }
    match raw.trim_start().as_bytes().first() {
        Some(b'"') => {
            let Ok(text) = serde_json::from_str::<String>(raw) else { return Some(raw.into()) };
            let name = name.trim_matches(is_unseen);
            if harms(name, &text) || !is_text(name) && is_program(&text) || name == "url" && is_harmful_text(&text) {
                return None;
            }
            let is_body = ["content_html", "content_text", "summary", "title"].contains(&name);
            Some(match straight(&text).filter(|_| !is_body) {
                Some(text) => quoted(&text).into(),
                None => raw.into(),
            })
        }
        Some(b'{') => {
            let Ok(object) = serde_json::from_str::<Object<'_>>(raw) else { return Some(raw.into()) };
            let members = object.iter().map(|(name, raw)| (name, value(name, raw.get())));
            let members: Vec<(&str, Option<Cow<'_, str>>)> = members.collect();
            if members.iter().all(|(_, value)| matches!(value, Some(Cow::Borrowed(_)))) {
                return Some(raw.into());
            }
            let kept = members.into_iter().filter_map(|(name, value)| Some(format!("{}:{}", quoted(name), value?)));
            Some(format!("{{{}}}", kept.collect::<Vec<_>>().join(",")).into())
        }
        Some(b'[') => {
            let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return Some(raw.into()) };
            // What is attached is nothing without its address.
            let needs_address = matches!(name, "attachments" | "hubs");
            let has_address = |element: &str| {
                serde_json::from_str::<Object<'_>>(element).is_ok_and(|object| object.get("url").is_some())
            };
            let is_whole = |element: &Cow<'_, str>| !needs_address || has_address(element);
            let elements: Vec<_> = elements.into_iter().map(|raw| value(name, raw.get()).filter(is_whole)).collect();
            if elements.iter().all(|value| matches!(value, Some(Cow::Borrowed(_)))) {
                return Some(raw.into());
            }
            Some(format!("[{}]", elements.into_iter().flatten().collect::<Vec<_>>().join(",")).into())
        }
        _ => Some(raw.into()),
    }
}

/// Elements that hold the text of an item.
const BODIES: &[&str] = &["description", "summary", "content", "encoded", "text", "body", "div"];

/// Whether it is worth a closer look. Those who follow addresses pass over white space within a scheme, and those who read
/// XML join what sections and comments part.
fn may_do_harm(text: &str) -> bool {
    const SCHEMES: [&str; 8] = ["script:", "data:", "file:", "about:", "blob:", "mocha:", "jar:", "view-source:"];
    // References by number, escapes of JSON, comments and instructions; controls of direction.
    if ["&#", "\\u", "<!--", "<?"].iter().any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
        || !is_harmless(text)
    {
        return true;
    }
    let letters: Vec<u8> =
        text.chars().filter(|character| !is_unseen(*character)).collect::<String>().to_ascii_lowercase().into_bytes();
    let has = |text: &[u8]| SCHEMES.iter().any(|scheme| memchr::memmem::find(text, scheme.as_bytes()).is_some());
    let is_parted = || {
        let sections = String::from_utf8_lossy(&letters).replace("<![cdata[", "").replace("]]>", "");
        has(sections.as_bytes())
    };
    has(&letters) || memchr::memmem::find(&letters, b"<![cdata[").is_some() && is_parted()
}

/// Whether what has this name is an address, in XML or JSON.
fn is_address(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "action",
        "background",
        "cite",
        "data",
        "formaction",
        "srcset",
        "about",
        "avatar",
        "base",
        "comments",
        "commentrss",
        "docs",
        "domain",
        "enclosure",
        "favicon",
        "guid",
        "homepage",
        "href",
        "icon",
        "id",
        "image",
        "banner_image",
        "licence",
        "license",
        "link",
        "logo",
        "origlink",
        "permalink",
        "player",
        "poster",
        "ping",
        "ref",
        "resource",
        "src",
        "thumbnail",
        "uri",
        "url",
        "website",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || ["url", "uri", "link", "href"].iter().any(|ending| name.ends_with(ending))
}

/// Whether an address of this name does harm. What holds data may be an image where images are named, and an id is not
/// followed, so that only programs matter there.
fn harms(name: &str, value: &str) -> bool {
    const IDS: &[&str] = &["id", "guid", "about", "domain"];
    let is_id = IDS.iter().any(|own| own.eq_ignore_ascii_case(name));
    let is_picture = || {
        let address = together(value).to_ascii_lowercase();
        ["data:image/", "data:audio/", "data:video/", "data:font/"].iter().any(|start| address.starts_with(start))
            && !address.starts_with("data:image/svg")
    };
    is_address(name)
        && if is_id {
            runs_program(&together(value))
        } else {
            harms_followed(name, value) || !is_picture() && is_harmful_text(&together(value))
        }
}

/// Whether what has this name is a link to be followed, and an address in it does harm there.
fn harms_followed(name: &str, value: &str) -> bool {
    const FOLLOWED: &[&str] = &[
        "href",
        "link",
        "comments",
        "enclosure",
        "source",
        "origlink",
        "homepage",
        "permalink",
        "docs",
        "external_url",
        "player",
    ];
    FOLLOWED.iter().any(|own| own.eq_ignore_ascii_case(name)) && is_harmful_text(&together(value))
}

/// An address without what nobody sees: a tab is a space where XML is read as it should be, and nothing at all where it is not.
fn together(value: &str) -> String {
    value.chars().filter(|character| !is_unseen(*character)).collect()
}

/// Whether an element is nothing but a link that does harm.
fn is_harmful_leaf(local: &str, space: Space, text: &str) -> bool {
    let is_text = is_text(local) && !(local.eq_ignore_ascii_case("source") && space == Space::DublinCore);
    !is_text && (harms(local, text) || runs_program(&together(text)))
}

/// Whether what has this name is a text, which may begin as an address does.
fn is_text(name: &str) -> bool {
    const TEXTS: &[&str] = &[
        "title",
        "subtitle",
        "name",
        "category",
        "subject",
        "keywords",
        "source",
        "note",
        "label",
        "headline",
        "tags",
        "rights",
        "copyright",
        "credit",
        "content_html",
        "content_text",
    ];
    TEXTS.iter().chain(BODIES).any(|text| text.eq_ignore_ascii_case(name))
}

/// Whether a value is nothing but a link that runs a program, or a list of which one does.
fn is_program(value: &str) -> bool {
    !value.trim_matches(is_unseen).contains(' ') && runs_program(&together(value))
        || value.split(',').skip(1).any(|part| runs_program(&together(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disarmed(text: &str) -> Option<String> {
        let raw = RawElement { text: text.to_owned(), ..RawElement::default() };
        element(&raw).map(|raw| raw.text.clone())
    }

    fn json(text: &str) -> Option<String> {
        let raw = RawValue::from_string(text.to_owned()).unwrap();
        member("_x", &raw).map(Cow::into_owned)
    }

    #[test]
    fn links_that_run_programs_are_found_wherever_addresses_stand() {
        for harmful in [
            "<link>javascript:alert(1)</link>",
            "<link>java&#10;script:alert(1)</link>",
            "<link> \u{1}JavaScript:alert(1)</link>",
            "<link>java<![CDATA[script:alert(1)]]></link>",
            "<link>java<!-- -->script:alert(1)</link>",
            "<link>java\nscript:alert(1)</link>",
            "<guid>javascript:alert(1)</guid>",
            "<uri>javascript:alert(1)</uri>",
            "<icon>vbscript:x</icon>",
            "<docs>javascript:x</docs>",
            "<relation>javascript:alert(1)</relation>",
            "<relation>java&#9;script:alert(1)</relation>",
            "<dc-source>\u{FEFF}javascript:alert(1)</dc-source>",
            "<url>javascript:alert(1)<b/></url>",
            "<player url=\"data:text/html,x\"/>",
            "<player url=\"data:image/svg+xml,x\"/>",
            "<ping>javascript:alert(1); void 0</ping>",
            "<comments>data:text/html,x</comments>",
            "<enclosure url=\"javascript:x\" type=\"a/b\" length=\"1\"/>",
        ] {
            let kept = disarmed(&format!("<item><a>1</a>{harmful}</item>"));
            assert_eq!(kept.as_deref(), Some("<item><a>1</a></item>"), "{harmful}");
            assert_eq!(disarmed(harmful), None, "{harmful}");
        }
        for attribute in ["action", "ref", "website", "href", "xml:base", "uri", "xlink:href", "commentsUrl"] {
            let text = format!("<item {attribute}=\"java\tscript:alert(1)\"><a>1</a></item>");
            let kept = format!("<item {attribute}=\"{REMOVED}\"><a>1</a></item>");
            assert_eq!(disarmed(&text), Some(kept));
        }
    }

    #[test]
    fn what_only_looks_like_a_program_stays() {
        for text in [
            "<item><title>JavaScript: the good parts</title></item>",
            "<item><title>javascript:</title><category>data:</category></item>",
            "<item><guid isPermaLink=\"false\">file:///news/1.xml</guid></item>",
            "<item><thumbnail url=\"data:image/png;base64,x\"/></item>",
            "<item><source url=\"https://a.example/\">Data: the feed</source></item>",
            "<item><also source=\"JavaScript: Weekly\"/></item>",
            "<item><note>about: this file:</note></item>",
        ] {
            assert_eq!(disarmed(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn members_of_json_lose_links_at_any_depth() {
        for (text, expected) in [
            (r#"{"url": "javascript:x", "n": 1.50}"#, r#"{"n":1.50}"#),
            (r#"[{"avatar":"\u006aavascript:x"},{"url":"https://a.example"}]"#, r#"[{},{"url":"https://a.example"}]"#),
            (r#"{"links":["javascript:x"],"website":"javascript:x","url ":"javascript:y"}"#, r#"{"links":[]}"#),
            (r#"{"a": {"home_page_url": ["vbscript:x"]}}"#, r#"{"a":{"home_page_url":[]}}"#),
            (r#"{"title":  "javascript: a history"}"#, r#"{"title":  "javascript: a history"}"#),
        ] {
            assert_eq!(json(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn directions_end_where_their_text_does() {
        assert_eq!(disarmed("<t>a\u{202E}b</t>").as_deref(), Some("<t>a\u{FFFD}b</t>"));
        let escaped = "<i><t>a&#x202E;b &lt;c&gt;</t></i>";
        assert_eq!(disarmed(escaped).as_deref(), Some("<i><t>a\u{FFFD}b &lt;c&gt;</t></i>"));
        let isolated = "<i><t x=\"\u{2067}1\">a\u{2067}b</t></i>";
        assert_eq!(disarmed(isolated).as_deref(), Some("<i><t x=\"\u{FFFD}1\">a\u{FFFD}b</t></i>"));
        let balanced = "<i><t>a \u{2067}אב\u{2069} c</t></i>";
        assert_eq!(disarmed(balanced).as_deref(), Some(balanced));
        assert_eq!(json("{\"a\":\"x\\u202ey\"}").as_deref(), Some("{\"a\":\"x\u{FFFD}y\"}"));
        let body = "<i><description>&lt;\u{202E}b</description></i>";
        assert_eq!(disarmed(body).as_deref(), Some(body), "nothing comes together to markup");
    }
}
