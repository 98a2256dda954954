//! A headless Chromium, driven over the W3C `WebDriver` protocol.
//!
//! Contract: a browser has a profile of its own, waits for nothing longer than [`PATIENCE`], and ends with the value that
//! stands for it. What `WebDriver` has no word for (dark screens, paper, narrow screens) is asked of Chromium itself.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::Method;

const PATIENCE: Duration = Duration::from_mins(1);
const CURE: &str = "install Chromium and its driver: `apt-get install chromium chromium-driver`";

/// Keys that a test presses.
pub(crate) const TAB: char = '\u{e004}';
pub(crate) const ENTER: char = '\u{e007}';

/// A browser with one window.
pub(crate) struct Browser {
    agent: ureq::Agent,
    driver: Driver,
    /// Address of the session.
    session: String,
    /// Of the browser, should it not end when asked to.
    process: Option<u64>,
    // Removed when the browser has ended.
    _profile: TempDir,
}

/// The process that the browser is driven through.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    fn start() -> Self {
        let mut command = Command::new("chromedriver");
        let command = command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process =
            command.spawn().unwrap_or_else(|error| panic!("`chromedriver` does not start ({error}); {CURE}"));
        let output = process.stdout.take().unwrap();
        let (sender, port) = mpsc::channel();
        // Read to the end, so that the driver can always write.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let told = line.split_once("started successfully on port ");
                if let Some(port) = told.and_then(|(_, port)| port.trim_end_matches('.').parse::<u16>().ok()) {
                    let _ = sender.send(port);
                }
            }
        });
        // Before waiting, so that the process ends with this value even if it never tells its port.
        let mut driver = Self { process, address: String::new() };
        let port = port.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`chromedriver` told no port; {CURE}"));
        driver.address = format!("http://127.0.0.1:{port}");
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Browser({})", self.session)
    }
}

impl Browser {
    /// Starts a browser; fails, with the cure, if none is installed.
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": { "args": arguments },
        } } });
        let config =
            ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).proxy(None);
        let agent = config.build().new_agent();
        let driver = Driver::start();
        let begun = call(&agent, &Method::POST, &format!("{}/session", driver.address), &wanted)
            .unwrap_or_else(|error| panic!("the browser does not start: {error}; {CURE}"));
        let session = format!("{}/session/{}", driver.address, begun["sessionId"].as_str().unwrap());
        let process = begun["capabilities"]["goog:processID"].as_u64();
        Self { agent, driver, session, process, _profile: profile }
    }

    #[track_caller]
    fn call(&self, method: &Method, command: &str, body: &Value) -> Value {
        let address = format!("{}/{command}", self.session);
        call(&self.agent, method, &address, body).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    #[track_caller]
    fn post(&self, command: &str, body: &Value) -> Value {
        self.call(&Method::POST, command, body)
    }

    /// Asks something of Chromium that `WebDriver` has no word for.
    #[track_caller]
    fn chromium(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Opens a page of the disk and gives how long that took.
    #[track_caller]
    pub(crate) fn open(&self, page: &Path) -> Duration {
        self.visit(&format!("file://{}", page.display()))
    }

    /// Opens a page by its address and gives how long that took.
    #[track_caller]
    pub(crate) fn visit(&self, address: &str) -> Duration {
        let start = Instant::now();
        self.post("url", &json!({ "url": address }));
        start.elapsed()
    }

    /// The address of the page that is open.
    #[track_caller]
    #[cfg(feature = "serve")]
    pub(crate) fn address(&self) -> String {
        self.run("return location.href").as_str().unwrap().to_owned()
    }

    /// What a selector finds.
    #[cfg(feature = "serve")]
    fn find(&self, selector: &str) -> String {
        let found = self.post("element", &json!({ "using": "css selector", "value": selector }));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    /// Clicks on what a selector finds, as a reader does.
    #[track_caller]
    #[cfg(feature = "serve")]
    pub(crate) fn click(&self, selector: &str) {
        let element = self.find(selector);
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    /// Writes into what a selector finds.
    #[track_caller]
    #[cfg(feature = "serve")]
    pub(crate) fn write(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        self.post(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Lets pages run no script from the next one on.
    #[track_caller]
    #[cfg(feature = "serve")]
    pub(crate) fn forbid_scripts(&self) {
        self.chromium("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Makes the screen as wide and high, in CSS pixels; narrower than any window can be made.
    #[track_caller]
    pub(crate) fn resize(&self, [width, height]: [u32; 2]) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.chromium("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// Shows the page as on a dark or light screen, or as on paper.
    #[track_caller]
    pub(crate) fn show_on(&self, medium: Medium) {
        // Empty is the screen, and paper while the page is printed.
        let media = if medium == Medium::Paper { "print" } else { "" };
        let scheme = if medium == Medium::Dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.chromium("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
    }

    /// Gives what the body of a function returns in the page.
    #[track_caller]
    pub(crate) fn run(&self, body: &str) -> Value {
        self.post("execute/sync", &json!({ "script": body, "args": [] }))
    }

    /// Presses a key and lets it go.
    #[track_caller]
    pub(crate) fn press(&self, key: char) {
        let presses = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        self.post("actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": presses }] }));
    }

    /// Messages of a log since it was last asked for.
    #[track_caller]
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        self.post("se/log", &json!({ "type": kind })).as_array().unwrap().clone()
    }

    /// Addresses that were asked for since this was last asked.
    #[track_caller]
    pub(crate) fn requests(&self) -> Vec<String> {
        let message = |entry: Value| serde_json::from_str::<Value>(entry["message"].as_str()?).ok();
        let messages = self.log("performance").into_iter().filter_map(message).map(|mut told| told["message"].take());
        let sent =
            messages.filter(|told| told["method"] == "Network.requestWillBeSent").map(|mut told| told["params"].take());
        // The browser starts with a page of its own.
        let is_ours = |sent: &Value| {
            !sent["documentURL"].as_str().is_some_and(|page| page.starts_with("chrome://") || page == "data:,")
        };
        sent.filter(is_ours).filter_map(|sent| Some(sent["request"]["url"].as_str()?.to_owned())).collect()
    }

    /// The page from its top to a height, as PNG.
    #[track_caller]
    pub(crate) fn screenshot(&self, [width, height]: [u32; 2]) -> Vec<u8> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        decoded(self.chromium("Page.captureScreenshot", &wanted)["data"].as_str().unwrap())
    }

    /// The page on paper, as PDF.
    #[track_caller]
    pub(crate) fn print(&self) -> Vec<u8> {
        let paper = json!({ "printBackground": true, "preferCSSPageSize": true });
        decoded(self.chromium("Page.printToPDF", &paper)["data"].as_str().unwrap())
    }
}

/// Where a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    Light,
    Dark,
    Paper,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let has_ended = call(&self.agent, &Method::DELETE, &self.session, &Value::Null).is_ok();
        if let Some(process) = self.process.filter(|_| !has_ended) {
            let _ = Command::new("kill").args(["-KILL", &process.to_string()]).status();
        }
        let _ = self.driver.process.kill();
    }
}

/// What the driver answers, or what it says is wrong.
fn call(agent: &ureq::Agent, method: &Method, address: &str, body: &Value) -> Result<Value, String> {
    let answer =
        if *method == Method::POST { agent.post(address).send_json(body) } else { agent.delete(address).call() };
    let mut answer = answer.map_err(|error| error.to_string())?;
    // A page on paper or a picture of it is larger than what is read otherwise.
    let read = answer.body_mut().with_config().limit(200_000_000).read_json::<Value>();
    let mut read = read.map_err(|error| error.to_string())?;
    let value = read["value"].take();
    if answer.status().is_success() {
        return Ok(value);
    }
    Err(value["message"].as_str().unwrap_or("no reason told").lines().next().unwrap_or_default().to_owned())
}

/// Bytes of base 64 (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().filter_map(digit).collect();
    let group = |group: &[u32]| {
        let bits = (0..4).fold(0, |bits, place| bits << 6 | group.get(place).copied().unwrap_or_default());
        let [_, bytes @ ..] = bits.to_be_bytes();
        bytes.into_iter().take(group.len() - 1).collect::<Vec<u8>>()
    };
    digits.chunks(4).flat_map(group).collect()
}

#[test]
#[ignore = "opens Chromium"]
fn base_64_is_read() {
    for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")] {
        assert_eq!(decoded(text), bytes.as_bytes(), "{text}");
    }
}
