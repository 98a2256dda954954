//! The pages that are looked at, each written by the command.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::command::{finish, samestory};

/// What a document of strangers may hold: markup, letters that turn or hide, a word without end, marks without letters.
pub(crate) const HOSTILE: [&str; 6] = [
    "<script>window.pwned=1</script>",
    "\"><img src=x onerror=window.pwned=1>",
    "</bdi></title></style><svg onload=window.pwned=1>",
    "\u{202e}exe.gnp\u{2066}\u{200b}e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}",
    "وزارة الطاقة تعلن 14 محطة",
    "바다 위의 섬 노을도",
];

/// The folder of the pages and of the pictures of them.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the command, which writes a page.
pub(crate) fn page(name: &str, arguments: &[&str]) -> PathBuf {
    let page = folder().join(format!("{name}.html"));
    let mut command = samestory(&[arguments, &["-o", page.to_str().unwrap()]].concat());
    // Two hundred stories take a build for tests a while.
    finish(command.timeout(Duration::from_mins(8))).ends_with(0);
    page
}

/// Writes documents as JSON Lines.
pub(crate) fn documents(name: &str, documents: &[Value]) -> String {
    let file = folder().join(format!("{name}.jsonl"));
    let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
    fs::write(&file, lines.join("\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A comparison of files of the sample.
pub(crate) fn comparison(name: &str, files: &[&str]) -> PathBuf {
    let files: Vec<String> = files.iter().map(|file| format!("data/comparisons/{file}.txt")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    page(name, &[&["compare"], &files[..]].concat())
}

/// Versions of one event, each with its outlet, that share most of their words.
pub(crate) fn versions(name: &str, count: usize) -> PathBuf {
    let mut seed = Seed(count as u64);
    let words = seed.words(40);
    let shared = seed.text(&words, 8);
    let version = |number: usize| {
        json!({
            "id": format!("{name}-{number}"), "title": format!("{} in {number} words", words[0]),
            "source": format!("The {} Courier {number}", words[number]),
            "published": format!("2025-03-04T{:02}:10:00Z", number + 6),
            "updated": format!("2025-03-05T{:02}:40:00Z", number + 6), "text": format!("{shared}{}", seed.text(&words, 8)),
        })
    };
    let written: Vec<Value> = (1..=count).map(version).collect();
    let ids: Vec<String> = (1..=count).map(|number| format!("{name}-{number}")).collect();
    let file = documents(name, &written);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    page(name, &[&["compare"], &ids[..], &["--in", &file]].concat())
}

/// Stories of two reports each, with their event.
pub(crate) fn stories(count: usize, sentences: usize) -> Vec<Value> {
    let mut seed = Seed(17);
    let story = |number: usize| -> Vec<Value> {
        let words = seed.words(40);
        let mut report = |outlet: usize| {
            let source = ["Quay Post", "Hill Courier"][outlet];
            json!({
                "id": format!("{number}-{outlet}"), "event": format!("event {number}"), "title": words[..6].join(" "),
                "source": source,
                "published": format!("2025-03-{:02}T0{outlet}:10:00Z", 1 + number % 28),
                "text": seed.text(&words, sentences),
            })
        };
        [0, 1].map(&mut report).to_vec()
    };
    (0..count).flat_map(story).collect()
}

/// Two documents in which everything is hostile.
pub(crate) fn hostile() -> Vec<Value> {
    let long = "wideword".repeat(625);
    // Markup in titles and texts is read as markup and left out; written like this it is text.
    let escaped = HOSTILE.map(|text| text.replace('<', "&lt;").replace('>', "&gt;"));
    // What each tells in its own words, for copies are not compared in a report.
    let mut seed = Seed(3);
    let words = seed.words(40);
    let document = |number: usize| {
        let own = seed.text(&words, 10);
        let [script, image, drawing, turned, arabic, korean] = HOSTILE;
        let [script_text, image_text, drawing_text, ..] = &escaped;
        json!({
            "id": format!("{script}{number}"), "event": format!("{drawing} {long}"),
            "title": format!("{script_text} {turned} {image_text} {drawing_text} {long}"), "source": format!("{arabic} {number}"),
            "author": image, "published": format!("2025-03-04T0{number}:00:00Z"), "url": "javascript:window.pwned=1",
            "text": format!(
                "{script_text} said Mayor Han Do-yun of Lindholm. {image_text} fell on {} of 11 boats. {arabic}. {long} \
                 \"{drawing_text} was here in Lindholm on Monday,\" Han said. {korean}. {turned} was seen at 9:{number}0 a.m. \
                 The boats of Lindholm lay at the quay of Corvane. Only {number} told of Ostrand. {own}",
                number + 4
            ),
        })
    };
    [1, 2].map(document).to_vec()
}

/// Numbers that look like chance and are the same each time (`SplitMix64`).
struct Seed(u64);

impl Seed {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }

    /// Invented words.
    fn words(&mut self, count: usize) -> Vec<String> {
        const SYLLABLES: [&str; 16] =
            ["ba", "dor", "fen", "gal", "hul", "ke", "lo", "mi", "nu", "pra", "ra", "se", "ti", "vo", "wes", "za"];
        (0..count).map(|_| (0..3).map(|_| SYLLABLES[self.next(SYLLABLES.len())]).collect()).collect()
    }

    /// Sentences of some fifteen words, most of them of the story.
    fn text(&mut self, words: &[String], sentences: usize) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            let [one, two, three, four, five, six] = [0; 6].map(|_| words[self.next(words.len())].as_str());
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "The {one} of Mount {two} was seen by {} people near the {three} when the {four} reached {five} and {six}. ",
                2 + self.next(90)
            );
        }
        text
    }
}
