//! The web site of `samestory serve` in a real browser: searched, browsed and read as an editor would, at three widths, on
//! light and dark screens, without scripts, and with documents that mean harm.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::run;
use crate::pages::{HOSTILE, documents, hostile};
use crate::server::{Server, encoded};
use crate::webdriver::{Browser, Medium};
use crate::{SCREENS, assert_none, inspect, picture};

/// Longest that a page may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(1);

const FERRY: &str = "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; coast guard \
     cutters took everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar.";

/// An archive and its server.
struct Site {
    server: Server,
    _folder: TempDir,
}

impl Site {
    /// The site of the sample, of an article that was revised twice, and of what more is added.
    fn of(name: &str, more: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("Newsroom");
        let archive = archive.to_str().unwrap();
        let version = |hour: usize, minutes: &str| {
            json!({
                "id": "haedoji", "title": "Ferry runs onto reef off Geomundo", "source": "Quay Post",
                "published": format!("2025-12-05T{hour:02}:00:00Z"), "url": "https://quay.example/haedoji",
                "text": FERRY.replace("ninety minutes", minutes),
            })
        };
        run(&["archive", "add", archive, "data/news", &documents(&format!("{name}-0"), more)]).ends_with(0);
        for (hour, minutes) in [(6, "ninety minutes"), (8, "two hours"), (15, "two hours and a half")] {
            let file = documents(&format!("{name}-{hour}"), &[version(hour, minutes)]);
            run(&["archive", "add", archive, &file]).ends_with(0);
        }
        Self { server: Server::of(archive), _folder: folder }
    }

    fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address)
    }

    /// What a program is told.
    fn told(&self, path: &str) -> Value {
        self.server.get(path).is(200).json()
    }

    /// A story of so many documents.
    fn story_of(&self, least: usize) -> String {
        let stories = self.told(&format!("/api/stories?min_documents={least}"));
        stories["stories"][0]["story"].as_str().unwrap().to_owned()
    }
}

/// What any page of the site must keep, as it stands in the browser; pictures are left of it.
fn look_at_open(browser: &Browser, name: &str) {
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true;");
    assert_none(&inspect!(browser, "outline"), &format!("{name}, outline"));
    assert_none(&inspect!(browser, "strangers"), &format!("{name}, strangers"));
    for [width, height] in SCREENS {
        browser.show_on(Medium::Light);
        browser.resize([width, height]);
        assert_none(&inspect!(browser, "overflow"), &format!("{name}, {width} wide"));
        picture(browser, &format!("serve-{name}-{width}"), width);
    }
    for medium in [Medium::Light, Medium::Dark] {
        browser.show_on(medium);
        let contrast = inspect!(browser, "contrast");
        assert!(contrast["seen"].as_u64().unwrap() > 1, "{name}: {contrast}");
        assert_none(&contrast["faults"], &format!("{name}, contrast, {medium:?}"));
    }
    picture(browser, &format!("serve-{name}-dark"), SCREENS[2][0]);
    browser.resize(SCREENS[0]);
    picture(browser, &format!("serve-{name}-dark-360"), SCREENS[0][0]);
    browser.resize(SCREENS[2]);
    browser.show_on(Medium::Light);
}

/// Nothing was complained of, no policy broken, and nothing asked for but of the site.
fn assert_quiet(browser: &Browser, site: &Site) {
    let log = browser.log("browser");
    assert!(log.iter().all(|entry| entry["level"] != "SEVERE" && entry["level"] != "WARNING"), "{log:#?}");
    let own = site.address("/");
    let asked = browser.requests();
    // Chromium draws its own calendar sign by an address that holds the picture.
    let is_fine = |address: &String| address.starts_with(&own) || address.starts_with("data:image/svg+xml;");
    assert!(asked.len() > 1 && asked.iter().all(is_fine), "{asked:?}");
}

/// Waits until a page is there whose address holds this.
#[track_caller]
fn arrives(browser: &Browser, part: &str) {
    waits(browser, &format!("location.href.includes('{part}')"));
}

/// Waits until a page is there that shows this.
#[track_caller]
fn shows(browser: &Browser, selector: &str) {
    waits(browser, &format!("!!document.querySelector('{selector}')"));
}

#[track_caller]
fn waits(browser: &Browser, for_what: &str) {
    let begun = Instant::now();
    while browser.run(&format!("return document.readyState === 'complete' && {for_what}")) != true {
        assert!(begun.elapsed() < PATIENCE, "{for_what} is not so of {}", browser.address());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn text(browser: &Browser, selector: &str) -> String {
    let shown = browser.run(&format!("return document.querySelector('{selector}')?.innerText ?? ''"));
    shown.as_str().unwrap().to_owned()
}

#[test]
#[ignore = "opens Chromium"]
fn an_editor_searches_browses_and_opens_a_comparison() {
    let site = Site::of("editor", &[]);
    let browser = Browser::start();
    browser.resize(SCREENS[2]);
    browser.visit(&site.address("/"));
    assert_eq!(text(&browser, "h1"), "Newsroom");
    look_at_open(&browser, "home");

    browser.write("#seek", "ferry fog\n");
    arrives(&browser, "/search?q=ferry+fog");
    assert!(
        text(&browser, "mark").to_lowercase().contains("ferry") && text(&browser, "main .told").contains("stories")
    );
    look_at_open(&browser, "search");

    browser.click(".results .title");
    arrives(&browser, "/stories/story-");
    look_at_open(&browser, "story");
    browser.click(".documents li:nth-child(1) input");
    browser.click(".documents li:nth-child(2) input");
    browser.click(".compare button");
    arrives(&browser, "/comparison?document=");
    assert!(text(&browser, "main").contains("At a glance"));
    look_at_open(&browser, "comparison");
    browser.click(".back a");
    arrives(&browser, "/stories/story-");
    browser.click(".documents .title");
    arrives(&browser, "/documents/");
    look_at_open(&browser, "document");

    browser.click("a[href=\"/days\"]");
    arrives(&browser, "/days");
    look_at_open(&browser, "days");
    browser.click("a[href=\"/days/2025-06-18\"]");
    arrives(&browser, "/days/2025-06-18");
    assert_eq!(text(&browser, "h1"), "Wednesday, 18 June 2025");
    look_at_open(&browser, "day");
    browser.click(".pager a:last-child");
    arrives(&browser, "/days/2025-06-2");

    browser.click("a[href=\"/help\"]");
    arrives(&browser, "/help");
    look_at_open(&browser, "help");
    browser.click("a[href=\"/similar\"]");
    arrives(&browser, "/similar");
    look_at_open(&browser, "similar");
    browser.write("#text", FERRY);
    browser.click(".ask button");
    shows(&browser, ".verdict");
    assert!(text(&browser, ".verdict").starts_with("Yes:"), "{}", text(&browser, "main"));
    look_at_open(&browser, "similar-found");

    browser.visit(&site.address("/documents/haedoji"));
    let told = text(&browser, "main");
    assert!(told.contains("2 earlier versions"), "{told}");
    look_at_open(&browser, "revised");
    browser
        .visit(&site.address(&format!("/stories/{}", site.told("/api/documents/haedoji")["story"].as_str().unwrap())));
    look_at_open(&browser, "revised-story");
    assert_quiet(&browser, &site);
}

#[test]
#[ignore = "opens Chromium"]
fn failures_are_pages_that_lead_on() {
    let site = Site::of("failures", &[]);
    let browser = Browser::start();
    for (name, path, heading) in [
        ("not-found", "/stories/story-58465a000000", "Not found"),
        ("unreadable", "/search?q=published:yesterday", "That cannot be read"),
        ("nothing", "/search?q=zeppelin", "Search: zeppelin"),
    ] {
        browser.visit(&site.address(path));
        assert_eq!(text(&browser, "h1"), heading);
        look_at_open(&browser, name);
    }
    browser.visit(&site.address("/stories/story-58465a000000"));
    browser.click(".near a");
    shows(&browser, ".documents");
    assert!(text(&browser, ".documents").contains("Pico Tordal"), "{}", text(&browser, "main"));
}

#[test]
#[ignore = "opens Chromium"]
fn everything_works_without_scripts() {
    let site = Site::of("scriptless", &[]);
    let browser = Browser::start();
    browser.forbid_scripts();
    browser.visit(&site.address("/"));
    browser.write("#seek", "ferry fog\n");
    arrives(&browser, "/search?q=ferry+fog");
    browser.click(".results .title");
    arrives(&browser, "/stories/");
    browser.click(".compare button");
    arrives(&browser, "/comparison");
    assert!(text(&browser, "main").contains("At a glance"));
    browser.visit(&site.address("/similar"));
    browser.write("#text", FERRY);
    browser.click(".ask button");
    shows(&browser, ".verdict");
    assert!(text(&browser, ".verdict").starts_with("Yes:"));
    assert_quiet(&browser, &site);
}

#[test]
#[ignore = "opens Chromium"]
fn strangers_who_mean_harm_are_only_read() {
    let site = Site::of("strangers", &hostile());
    let browser = Browser::start();
    let id = format!("{}1", HOSTILE[0]);
    let [encoded, script] = [id.as_str(), HOSTILE[0]].map(encoded);
    let story = site.told(&format!("/api/documents/{encoded}"))["story"].as_str().unwrap().to_owned();
    for (name, path) in [
        ("harm-day", "/days/2025-03-04".to_owned()),
        ("harm-story", format!("/stories/{story}")),
        ("harm-document", format!("/documents/{encoded}")),
        ("harm-comparison", format!("/stories/{story}/comparison")),
        ("harm-search", "/search?q=lindholm".to_owned()),
        ("harm-query", format!("/search?q={script}")),
        ("harm-unknown", format!("/documents/{script}")),
    ] {
        browser.visit(&site.address(&path));
        look_at_open(&browser, name);
        let told = text(&browser, "body");
        assert!(told.contains(HOSTILE[0]), "`{}` is not on {path}: {told}", HOSTILE[0]);
    }
}

#[test]
#[ignore = "opens Chromium"]
fn the_keyboard_reaches_the_content_and_the_forms() {
    use crate::webdriver::{ENTER, TAB};
    let site = Site::of("keys", &[]);
    let browser = Browser::start();
    browser.resize(SCREENS[2]);
    browser.visit(&site.address(&format!("/stories/{}", site.story_of(2))));
    browser.press(TAB);
    browser.press(ENTER);
    assert!(browser.address().ends_with("#main"));
    let mut stops = Vec::new();
    for _ in 0..12 {
        browser.press(TAB);
        let stop = browser.run(
            "const one = document.activeElement, style = getComputedStyle(one);
             return { tag: one.localName, type: one.type ?? '', inMain: !!one.closest('main'),
               outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth) };",
        );
        if stop["inMain"] == false {
            break;
        }
        assert!(stop["outline"].as_f64().unwrap() >= 1.0, "the focus is not seen: {stop}");
        stops.push(stop);
    }
    assert!(
        stops.iter().any(|stop| stop["tag"] == "button") && stops.iter().any(|stop| stop["type"] == "checkbox"),
        "{stops:#?}"
    );
}
