//! Drives a headless Chromium through its own protocol over two pipes: no driver, no port, no further crate.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// A browser with one page.
pub struct Chromium {
    child: Child,
    send: Option<ChildStdin>,
    receive: BufReader<ChildStdout>,
    session: Option<String>,
    next: u64,
    /// What went wrong in the page, as its console shows it.
    pub errors: Vec<String>,
    loads: usize,
    _profile: tempfile::TempDir,
}

/// The browser of this machine: `CHROMIUM`, or one of the usual names.
pub fn found() -> Option<String> {
    let names =
        std::env::var("CHROMIUM").into_iter().chain(["chromium", "chromium-browser"].map(String::from));
    names.into_iter().find(|name| {
        let version = Command::new(name).arg("--version").stdin(Stdio::null()).output();
        version.is_ok_and(|output| output.status.success())
    })
}

impl Chromium {
    /// Starts it with an empty page.
    pub fn start(program: &str) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        // It reads from descriptor 3 and writes to 4. The sandbox needs rights that a container does not give; the page is ours.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(
                r#"exec "$0" --headless --no-sandbox --disable-gpu --remote-debugging-pipe --no-first-run \
                --disable-dev-shm-usage --user-data-dir="$1" about:blank 3<&0 4>&1 </dev/null >/dev/null 2>&1"#,
            )
            .arg(program)
            .arg(profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let receive = BufReader::new(child.stdout.take().expect("a pipe"));
        let send = child.stdin.take();
        let mut browser = Chromium {
            child,
            send,
            receive,
            session: None,
            next: 0,
            errors: Vec::new(),
            loads: 0,
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.call(domain, json!({}));
        }
        browser
    }

    /// Opens a file, `hash` included.
    pub fn open(&mut self, file: &Path, hash: &str) {
        // From one hash to another there would be no load.
        for url in ["about:blank".to_owned(), format!("file://{}{hash}", file.display())] {
            let before = self.loads;
            self.call("Page.navigate", json!({ "url": url }));
            while self.loads == before {
                self.read();
            }
        }
    }

    /// The value of an expression in the page, after the next two frames were drawn.
    pub fn eval(&mut self, expression: &str) -> Value {
        let expression = format!(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => ({expression}))"
        );
        let arguments = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", arguments);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer:#}");
        answer["result"]["value"].clone()
    }

    /// Presses a key: a character, or a name such as `ArrowDown`.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            " " => (32, " "),
            "/" => (191, "/"),
            _ => panic!("the key `{key}` has no code here"),
        };
        for (kind, text) in [("keyDown", text), ("keyUp", "")] {
            let event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Clicks the middle of the first element that fits.
    pub fn click(&mut self, selector: &str) {
        let node = format!("document.querySelector({})", json!(selector));
        self.until(&format!("{node} !== null"));
        // What comes into sight may move what is below it, until all is drawn.
        self.until(&format!(
            "(node => {{ const [at] = node.getClientRects(); if (!at) return false; window.middle = [at.x + at.width / 2, at.y + at.height / 2]; \
             if (node.contains(document.elementFromPoint(...middle))) return true; \
             node.scrollIntoView({{ block: 'center' }}); }})({node})"
        ));
        let at = self.eval("middle");
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// What the clipboard holds, as it is pasted into a field of the page that is emptied again.
    pub fn pasted(&mut self, field: &str) -> Value {
        self.eval(&format!(
            "(field => {{ field.value = ''; field.focus(); }})(document.querySelector({}))",
            json!(field)
        ));
        let paste = json!({ "type": "keyDown", "key": "v", "commands": ["paste"] });
        self.call("Input.dispatchKeyEvent", paste);
        let value = self.eval("document.activeElement.value");
        self.eval("(field => { field.value = ''; field.dispatchEvent(new Event('input', { bubbles: true })); })(document.activeElement)");
        value
    }

    /// Goes back (-1) or forward (1) and waits for nothing: both are in one page.
    pub fn travel(&mut self, pages: i32) {
        self.eval(&format!("history.go({pages})"));
    }

    /// Loads the page again.
    pub fn reload(&mut self) {
        let before = self.loads;
        self.call("Page.reload", json!({}));
        while self.loads == before {
            self.read();
        }
    }

    /// The page on A4 paper, as PDF.
    pub fn paper(&mut self) -> Vec<u8> {
        let paper = self.call("Page.printToPDF", json!({ "paperWidth": 8.27, "paperHeight": 11.69 }));
        BASE64_STANDARD.decode(paper["data"].as_str().unwrap_or_default()).expect("a document")
    }

    /// Sets the size of the window and whether it is dark.
    pub fn look(&mut self, width: u32, height: u32, dark: bool) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let scheme = if dark { "dark" } else { "light" };
        let feature = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", feature);
    }

    /// Shows the page as on paper, in a dark room.
    pub fn paper_look(&mut self) {
        let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": "print", "features": dark }));
    }

    /// Runs a script in the page, past its policy.
    pub fn inject(&mut self, script: &str) {
        let answer = self.call("Runtime.evaluate", json!({ "expression": script }));
        assert!(answer.get("exceptionDetails").is_none(), "{answer:#}");
    }

    /// Waits until an expression is true, for some hundred frames at most.
    pub fn until(&mut self, expression: &str) {
        let came = (0..300).any(|_| self.eval(expression) == json!(true));
        assert!(came, "{expression} never came true");
    }

    /// A picture of the window as PNG.
    pub fn picture(&mut self) -> Vec<u8> {
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        BASE64_STANDARD.decode(picture["data"].as_str().unwrap_or_default()).expect("a picture")
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let send = self.send.as_mut().expect("the browser is open");
        send.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        send.flush().expect("the browser listens");
        loop {
            let answer = self.read();
            if answer["id"] == self.next {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.receive.read_until(0, &mut bytes).expect("the browser answers");
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        let message: Value = serde_json::from_slice(&bytes).expect("JSON");
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Runtime.exceptionThrown") => self.errors.push(parameters.to_string()),
            Some("Log.entryAdded") => self.errors.push(parameters["entry"].to_string()),
            Some("Runtime.consoleAPICalled") => self.errors.push(parameters.to_string()),
            _ => {}
        }
        message
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.send = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
