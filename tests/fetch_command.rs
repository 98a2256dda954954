//! `samestory fetch`: what its user sees, and what a build without it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
    #[cfg(feature = "fetch")]
    pub(crate) mod publisher;
}

use support::command::run;
use support::folder::Folder;

#[cfg(not(feature = "fetch"))]
#[test]
fn a_build_without_it_says_how_to_get_it() {
    let folder = Folder::new();
    let list = folder.with("feeds.txt", "https://example.org/\n");
    run(&["fetch", &list, "-o", &folder.named("feeds")]).ends_with(2).says("--features fetch");
}

#[test]
fn usage_is_checked() {
    run(&["fetch"]).ends_with(2).says("--output");
    run(&["fetch", "x", "-o", "y", "--timeout", "0"]).ends_with(2).says("more than 0 seconds");
    run(&["fetch", "x", "-o", "y", "--max-size", "much"]).ends_with(2).says("16MiB");
    run(&["fetch", "x", "-o", "y", "--allow-address", "localhost:80"]).ends_with(2).says("--allow-address");
    run(&["fetch", "x", "-o", "y", "--contact", "a", "--user-agent", "b"]).ends_with(2).says("cannot be used with");
}

#[cfg(feature = "fetch")]
mod with {
    use std::fs;
    use std::path::Path;

    use super::support::command::Run;
    use super::support::publisher::{Server, answer};
    use super::*;

    const FEED: &[u8] = b"<rss>\xc7\xcf\xb9\xf6 \x1b[31m</rss>";

    /// A newsroom: a feed that knows its tag, one that wants to be left alone, nothing else.
    fn newsroom() -> Server {
        Server::new(|request, stream| {
            let knows = request.headers.get("if-none-match").is_some_and(|etag| etag == "\"1\"");
            let reply = match request.path.as_str() {
                "/rss" if knows => answer("304 Not Modified", &[], b""),
                "/rss" => answer("200 OK", &["ETag: \"1\"", "Content-Type: text/xml; charset=euc-kr"], FEED),
                "/busy" => answer("503 Service Unavailable", &["Retry-After: 3600"], b""),
                _ => answer("404 Not Found", &[], b""),
            };
            let _ = std::io::Write::write_all(stream, &reply);
        })
    }

    fn fetch(server: &Server, arguments: &[&str]) -> Run {
        let allowed = server.address.to_string();
        let own = ["fetch", "--allow-address", &allowed, "--per-host-interval", "0"];
        run(&[&own, arguments].concat())
    }

    fn feeds(folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_web_page_does_not_take_the_place_of_a_feed() {
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let server = Server::new(move |_, stream| {
            let is_first = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            let sent: &[u8] =
                if is_first { b"<rss><channel/></rss>" } else { b"<!DOCTYPE html><html><p>Log in</p></html>" };
            let _ = std::io::Write::write_all(stream, &answer("200 OK", &[], sent));
        });
        let folder = Folder::new();
        let (url, out) = (server.url("/rss"), folder.named("feeds"));
        fetch(&server, &[&url, "-o", &out]).ends_with(0);
        fetch(&server, &[&url, "-o", &out]).ends_with(2).says("this is a web page");
        let file = Path::new(&out).join(&feeds(&out)[0]);
        assert_eq!(fs::read(file).unwrap(), b"<rss><channel/></rss>");
    }

    #[test]
    fn a_feed_is_stored_as_sent_and_stays_when_nothing_is_new() {
        let (server, folder) = (newsroom(), Folder::new());
        let (url, out) = (server.url("/rss"), folder.named("feeds"));
        fetch(&server, &[&url, "-o", &out]).ends_with(0).says("1 feeds: 1 sent");
        let names = feeds(&out);
        assert!(names[0].starts_with("127.0.0.1-") && names[0].contains(".feed"), "{names:?}");
        let file = Path::new(&out).join(&names[0]);
        assert_eq!(fs::read(&file).unwrap(), FEED);

        fetch(&server, &[&url, "-o", &out]).ends_with(0).says("0 sent, 1 not modified");
        assert_eq!((fs::read(&file).unwrap().as_slice(), feeds(&out)), (FEED, names));

        fs::remove_file(&file).unwrap();
        fetch(&server, &[&url, "-o", &out]).ends_with(0).says("1 sent");
        assert!(file.is_file(), "what was deleted is fetched again");
    }

    #[test]
    fn a_dead_feed_costs_the_exit_code_and_nothing_else() {
        let (server, folder) = (newsroom(), Folder::new());
        let out = folder.named("feeds");
        let list =
            format!("# all\n{} \"~Harbour\"\n{}\n{}\n", server.url("/gone"), server.url("/rss"), server.url("/busy"));
        let list = folder.with("feeds.txt", list);
        let run = fetch(&server, &[&list, "-o", &out, "--format", "json"]);
        let run = run.ends_with(2);
        run.says("3 feeds: 1 sent, 0 not modified, 1 to be asked later, 1 failed");
        run.says("the server answered 404").says("hint: ");
        let listing: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(listing["schema"], "samestory.fetch/1");
        let outcomes: Vec<&str> =
            listing["feeds"].as_array().unwrap().iter().map(|feed| feed["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["failed", "fresh", "retry_later"]);
        assert_eq!(listing["feeds"][1]["charset"], "euc-kr");
        assert!(listing["feeds"][1]["file"].as_str().unwrap().contains(".feed"));
        assert_eq!(feeds(&out).len(), 1);

        let asked = server.heard().len();
        fetch(&server, &[&list, "-o", &out]).ends_with(2).says("2 failures in a row");
        assert_eq!(server.heard().len(), asked + 2, "who wants to be left alone is, in the next run too");
    }

    #[test]
    fn this_machine_is_not_asked_unless_that_is_allowed() {
        let (server, folder) = (newsroom(), Folder::new());
        let (url, out) = (server.url("/rss"), folder.named("feeds"));
        run(&["fetch", &url, "-o", &out]).ends_with(2).says("an address of this machine").says("--allow-address");
        assert!(server.heard().is_empty());
        run(&["fetch", &url, "-o", &out, "--allow-private"]).ends_with(0);
    }

    #[test]
    fn passwords_are_shown_nowhere() {
        let (server, folder) = (newsroom(), Folder::new());
        let out = folder.named("feeds");
        let with = |path: &str| format!("http://reader:secret@{}{path}", server.address);
        let run = fetch(&server, &[&with("/rss"), &with("/gone"), "-o", &out, "--json", "-v"]);
        let run = run.ends_with(2);
        let memory = fs::read_to_string(Path::new(&out).join(".samestory-fetch.json")).unwrap();
        assert!(![&run.stdout, &run.stderr, &memory].iter().any(|text| text.contains("secret")));
    }

    #[test]
    fn memory_is_kept_where_it_is_wanted_and_damage_is_told() {
        let (server, folder) = (newsroom(), Folder::new());
        let (url, out, state) = (server.url("/rss"), folder.named("feeds"), folder.named("state"));
        let arguments = [url.as_str(), "-o", &out, "--state", &state];
        fetch(&server, &arguments).ends_with(0);
        let memory = Path::new(&state).join(".samestory-fetch.json");
        fs::write(&memory, "{").unwrap();
        fetch(&server, &arguments).ends_with(0).says("given up").says("1 sent");
        fs::write(&memory, "{\"format\": \"samestory.fetch\", \"version\": 99}").unwrap();
        fetch(&server, &arguments).ends_with(2).says("later samestory");
    }

    #[test]
    fn lists_without_feeds_are_told() {
        let (server, folder) = (newsroom(), Folder::new());
        let out = folder.named("feeds");
        let empty = folder.with("empty.txt", "# nothing\n");
        fetch(&server, &[&empty, "-o", &out]).ends_with(2).says("lists no feeds");
        fetch(&server, &[&folder.named("missing"), "-o", &out]).ends_with(2).says("cannot be read");
        fetch(&server, &["feed://example.org/", "-o", &out]).ends_with(2).says("`feed` is not fetched");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let (server, folder) = (newsroom(), Folder::new());
        let file = folder.with("file", "");
        fetch(&server, &[&server.url("/rss"), "-o", &file]).ends_with(2).says("--output");
    }
}
