//! Connections that do not come about, are closed or lead elsewhere; and what is sent over them, how often.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;

use crate::support::certificates::{Authority, made_out_for, serve_answer};
use crate::support::hostile::child::{Ended, Run};
use crate::support::hostile::{Hostile, manners};

/// Runs one scenario with these steps.
fn run(folder: &Path, steps: &str, arguments: &[&str]) -> Ended {
    fs::write(folder.join("a.yaml"), format!("scenario: A\nsteps:\n{steps}")).expect("a scenario");
    let mut all = vec!["a.yaml"];
    all.extend(arguments);
    Run::start(folder, &all).end()
}

fn ran(steps: &str, arguments: &[&str]) -> Ended {
    run(tempfile::tempdir().expect("a folder").path(), steps, arguments)
}

fn hostile() -> Hostile {
    Hostile::start(|head, stream| manners::play(head, stream, ""))
}

#[track_caller]
fn passes(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{}", ended.said);
}

#[track_caller]
fn errs(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(3), "{}", ended.said);
    words.iter().for_each(|word| assert!(ended.said.contains(word), "no {word:?} in {}", ended.said));
}

/// A step that sends what nobody else may see.
fn confidential(url: &str) -> String {
    format!(
        "  - name: Ask
    request: GET {url}?mine=1
    headers: {{ Authorization: Bearer s3cret-1, X-Api-Key: s3cret-2, Cookie: id=s3cret-3, Accept-Language: de }}
    options: {{ follow_redirects: true, tls: {{ insecure: true }} }}
    expect: {{ status: 200, body: {{ contains: \"language: de\", not: {{ contains: s3cret }} }} }}\n"
    )
}

#[test]
fn a_redirect_to_another_host_gets_no_credentials() {
    let elsewhere = hostile();
    let away = elsewhere.url.clone();
    let server = Hostile::start(move |head, stream| manners::play(head, stream, &away));
    passes(&ran(&confidential(&format!("{}/away", server.url)), &[]));
    let ended = ran(&confidential(&format!("{}/echo-head", server.url)), &[]);
    assert_eq!(ended.code, Some(1), "the server itself gets them: {}", ended.said);
}

#[test]
fn a_redirect_from_https_to_http_gets_no_credentials() {
    let elsewhere = hostile();
    let location = format!("{}/echo-head", elsewhere.url);
    let answer = format!("HTTP/1.1 307 Away\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
    let pair = Authority::new().signs(&made_out_for("127.0.0.1"));
    passes(&ran(&confidential(&serve_answer(&pair, None, answer)), &[]));
    assert_eq!(elsewhere.seen.count("GET /echo-head "), 1);
}

#[test]
fn a_host_that_is_not_allowed_is_not_even_connected_to() {
    let elsewhere = hostile();
    let away = elsewhere.url.clone();
    let server = Hostile::start(move |head, stream| manners::play(head, stream, &away));
    let allowed = server.url.trim_start_matches("http://");
    let port = |url: &str| url.rsplit(':').next().expect("a port").to_owned();
    let not = format!("host-not-allowed: 127.0.0.1:{}", port(&elsewhere.url));
    let steps = confidential(&format!("{}/away", server.url));
    errs(&ran(&steps, &["--allow-host", allowed]), &[&not, "a redirect leads there"]);
    let steps = confidential(&format!("{}/ok", elsewhere.url));
    errs(&ran(&steps, &["--allow-host", allowed]), &[&not]);
    // A proxy is a host like any other.
    let steps = format!(
        "  - {{ name: Ask, request: GET {}/ok, options: {{ proxy: {} }}, expect: {{ status: 200 }} }}\n",
        server.url, elsewhere.url
    );
    let not = not.replace("host-not-allowed: ", "host-not-allowed: the proxy ");
    errs(&ran(&steps, &["--allow-host", allowed]), &[&not]);
    assert_eq!((elsewhere.seen.connections(), server.seen.connections()), (0, 1));
}

#[test]
fn the_sandbox_may_always_be_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("runthrough.yaml"), "allow_hosts: [api.example]\n").expect("a file");
    let text = "scenario: A\ninputs: { base_url: {} }\ndefaults: { base_url: \"${base_url}\" }\nsteps:\n  - { name: Ask, request: POST /login, json: {}, expect: { status: 4xx } }\n";
    fs::write(folder.path().join("a.yaml"), text).expect("a scenario");
    passes(&Run::start(folder.path(), &["a.yaml", "--sandbox"]).end());
    let ended = Run::start(folder.path(), &["a.yaml", "-i", "base_url=http://127.0.0.1:1"]).end();
    errs(&ended, &["host-not-allowed: 127.0.0.1:1 is not one of"]);
}

#[test]
fn what_may_have_been_carried_out_is_sent_once() {
    let server = hostile();
    let url = &server.url;
    let retry = "retry: { attempts: 3, every: 0ms, on: [connection] }";
    for method in ["POST", "PATCH"] {
        let step = format!(
            "  - {{ name: Ask, request: {method} {url}/close?{method}, {retry}, expect: {{ status: 200 }} }}\n"
        );
        errs(&ran(&step, &[]), &["connection: ", "without a response", "not retried: a "]);
        assert_eq!(server.seen.count(&format!("/close?{method}")), 1);
    }
    let step =
        format!("  - {{ name: Ask, request: GET {url}/close?GET, {retry}, expect: {{ status: 200 }} }}\n");
    errs(&ran(&step, &[]), &["connection: "]);
    assert_eq!(server.seen.count("/close?GET"), 3, "a GET is tried again where the scenario asks for it");
    // Over a connection that was used before, where clients like to try again on their own.
    for method in ["POST", "PUT", "DELETE", "GET"] {
        let (before, connections) = (server.seen.count(method), server.seen.connections());
        let steps = format!(
            "  - {{ name: First, request: {method} {url}/ok, expect: {{ status: 200 }} }}\n  - {{ name: Second, request: {method} {url}/close?again, expect: {{ status: 200 }} }}\n"
        );
        errs(&ran(&steps, &[]), &["Second errored", "connection: "]);
        assert_eq!(server.seen.count(method) - before, 2, "{method}");
        assert_eq!(server.seen.connections() - connections, 1, "{method}");
    }
}

#[test]
fn a_connection_that_was_closed_while_idle_is_not_used() {
    let (server, other) = (hostile(), hostile());
    for method in ["GET", "POST"] {
        let steps = format!(
            "  - {{ name: First, request: GET {url}/close-idle, expect: {{ body: ok }} }}
  - {{ name: Meanwhile, request: GET {other}/ok, expect: {{ body: ok }} }}
  - {{ name: Then, request: {method} {url}/ok?{method}, expect: {{ body: ok }} }}\n",
            url = server.url,
            other = other.url
        );
        let connections = server.seen.connections();
        passes(&ran(&steps, &[]));
        assert_eq!(server.seen.count(&format!("{method} /ok?{method}")), 1);
        assert_eq!(server.seen.connections() - connections, 2);
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_not_taken_for_the_next_one() {
    let server = hostile();
    for path in ["/two-answers", "/length-too-short"] {
        let steps = format!(
            "  - {{ name: First, request: GET {url}{path}, expect: {{ body: ok }} }}
  - {{ name: Second, request: GET {url}/ok, expect: {{ status: 200, body: ok }} }}\n",
            url = server.url
        );
        passes(&ran(&steps, &[]));
    }
}

#[test]
fn an_answer_before_the_request_is_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, requests) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            let mut request = Vec::new();
            let _ = stream.read_to_end(&mut request);
            let _ = sender.send(request);
        }
    });
    let ended = ran(
        &format!("  - {{ name: Ask, request: POST {url}/a, text: hello, expect: {{ body: ok }} }}\n"),
        &[],
    );
    passes(&ended);
    let request = requests.recv().expect("one request");
    let request = String::from_utf8_lossy(&request);
    assert!(request.starts_with("POST /a ") && request.ends_with("hello"), "{request}");
    assert!(requests.try_recv().is_err(), "it is sent once");
}

#[test]
fn an_answer_before_the_end_of_the_request_is_read() {
    let server = hostile();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("large.bin"), vec![b'x'; 32 * 1024 * 1024]).expect("a file");
    let step = |path: &str, status: u16| {
        format!(
            "  - {{ name: Ask, request: POST {}{path}, file: large.bin, options: {{ timeout: 1s }}, expect: {{ status: {status} }} }}\n",
            server.url
        )
    };
    passes(&run(folder.path(), &step("/early-answer", 413), &[]));
    let ended = run(folder.path(), &step("/silence-unread", 200), &[]);
    errs(&ended, &["timeout: no response from", "timed out while sending the request"]);
    assert_eq!(server.seen.count("POST"), 2);
}

#[test]
fn the_time_for_connecting_and_for_tls_is_limited() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", silent.local_addr().expect("an address"));
    let step = |url: &str| {
        format!(
            "  - {{ name: Ask, request: GET {url}/, options: {{ connect_timeout: 300ms }}, expect: {{ status: 200 }} }}\n"
        )
    };
    errs(
        &ran(&step(&url), &[]),
        &["timeout: no response from", "within 300ms", "while performing the TLS handshake"],
    );
    #[cfg(target_os = "linux")]
    {
        let full = crate::support::hostile::FullQueue::new();
        let step = step(&format!("http://{}", full.address));
        errs(&ran(&step, &[]), &["timeout: no response from", "within 300ms", "while connecting"]);
    }
}
