//! The HTTP client against servers that misbehave: each ends with the right kind and phase, and in words for people.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use runthrough::testing::model::{BodyLimit, HttpRequest, HttpResponse, Kind, Phase, TransportError};
use runthrough::testing::run::{Http, HttpClient, HttpOptions};

/// A server that reads one request a connection and then does as told.
fn server(serve: impl Fn(TcpStream, Vec<u8>) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            std::thread::spawn(move || {
                let mut stream = stream;
                if let Some(request) = read_request(&mut stream) {
                    serve(stream, request);
                }
            });
        }
    });
    format!("http://{address}/path?token=secret")
}

/// Head and body by Content-Length.
fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(request)
}

fn answering(answer: &'static [u8]) -> String {
    server(move |mut stream, _| {
        let _ = stream.write_all(answer);
    })
}

fn client() -> HttpClient {
    HttpClient::new(HttpOptions {
        jobs: 2,
        idle: 16,
        user_agent: "runthrough/test".to_owned(),
        ..Default::default()
    })
}

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.to_owned(),
        headers: Vec::new(),
        left_out: Vec::new(),
        body: None,
        timeout: Duration::from_secs(30),
        connect_timeout: None,
        max_body: BodyLimit(1024 * 1024),
        tls: None,
        proxy: None,
        interruptible: true,
    }
}

fn send(request: &HttpRequest) -> Result<HttpResponse, TransportError> {
    client().send(request)
}

#[track_caller]
fn fails(request: &HttpRequest, kind: Kind, phase: Phase, words: &str) {
    let error = send(request).expect_err("no whole answer comes");
    assert_eq!((error.kind, error.phase), (kind, phase), "{}", error.message);
    assert!(error.message.contains(words), "{}", error.message);
    assert!(!error.message.contains("secret"), "the query is shown: {}", error.message);
    assert_eq!(error.unsent(), phase < Phase::Send);
}

#[test]
fn a_whole_answer_comes_with_its_headers_in_order() {
    let url = answering(
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nB: 2\r\nSet-Cookie: a=1\r\nA: 1\r\nset-cookie: b=2\r\nContent-Length: 5\r\n\r\nhello",
    );
    let response = send(&get(&url)).expect("an answer");
    assert_eq!((response.status, response.body.as_slice()), (201, b"hello".as_slice()));
    let names: Vec<&str> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["b", "set-cookie", "a", "set-cookie", "content-length"]);
}

#[test]
fn what_is_sent_is_what_was_asked_for() {
    let (sender, receiver) = channel();
    let sender = std::sync::Mutex::new(sender);
    let url = server(move |mut stream, request| {
        sender.lock().expect("the sender").send(request).expect("the test waits");
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
    });
    for (method, body, expected) in [
        ("POST", Some(b"{}".to_vec()), "content-length: 2"),
        ("POST", None, "content-length: 0"),
        ("DELETE", Some(b"x".to_vec()), "content-length: 1"),
        ("PROPFIND", None, "propfind /path?token=secret http/1.1"),
    ] {
        let mut request = get(&url);
        request.method = method.into();
        request.body = body;
        request.headers.push(("X-Own".into(), "ä".to_owned()));
        send(&request).expect("an answer");
        let received = String::from_utf8_lossy(&receiver.recv().expect("a request")).to_lowercase();
        assert!(received.contains(expected), "{method}: {received}");
        assert!(received.contains("user-agent: runthrough/test"), "{received}");
        assert!(received.contains("x-own: ä"), "{received}");
        assert!(!received.contains("transfer-encoding"), "{received}");
    }
}

#[test]
fn a_header_with_a_line_break_is_never_sent() {
    let mut request = get("http://127.0.0.1:1/");
    request.headers.push(("X".into(), "a\r\nInjected: b".to_owned()));
    let error = send(&request).expect_err("it is refused");
    assert!(error.message.contains("line break") && error.unsent(), "{}", error.message);
}

#[test]
fn a_compressed_answer_keeps_its_headers() {
    // `hello` compressed by gzip.
    let body: &[u8] =
        &[31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0];
    let url = server(move |mut stream, _| {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    });
    let response = send(&get(&url)).expect("an answer");
    assert_eq!(response.body, b"hello");
    assert!(response.headers.contains(&("content-encoding".to_owned(), "gzip".to_owned())));
}

#[test]
fn an_answer_without_a_body_may_still_name_an_encoding() {
    for (method, answer) in [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n".as_slice()),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 0\r\n\r\n"),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
    ] {
        let mut request = get(&answering(answer));
        request.method = method.into();
        let response = send(&request).unwrap_or_else(|error| panic!("{method}: {}", error.message));
        assert!(response.body.is_empty());
    }
}

#[test]
fn bytes_stay_as_they_were_sent_whatever_their_charset() {
    let url = answering(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 1\r\n\r\n\xe4",
    );
    assert_eq!(send(&get(&url)).expect("an answer").body, [0xe4]);
}

#[test]
fn a_connection_is_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let url = format!("http://{address}/");
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("one connection");
        while read_request(&mut stream).is_some() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    let client = client();
    let first = client.send(&get(&url)).expect("an answer");
    let second = client.send(&get(&url)).expect("an answer on the same connection");
    assert!(!first.timings.reused && second.timings.reused);
    for timings in [first.timings, second.timings] {
        assert_eq!((timings.remote, timings.tls_version), (Some(address), None));
    }
}

#[test]
fn no_server_and_no_host() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/?token=secret", listener.local_addr().expect("an address"));
    drop(listener);
    fails(&get(&url), Kind::Connect, Phase::Connect, "connection refused by 127.0.0.1:");
    fails(
        &get("http://no-such-host.invalid/?secret"),
        Kind::Resolve,
        Phase::Resolve,
        "`no-such-host.invalid` cannot be resolved",
    );
}

#[test]
fn answers_that_end_too_early() {
    fails(&get(&answering(b"")), Kind::Connection, Phase::Response, "without a response");
    fails(
        &get(&answering(b"HTTP/1.1 200 OK\r\nConte")),
        Kind::Connection,
        Phase::Head,
        "within the response headers",
    );
    let short = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    fails(&get(&short), Kind::Connection, Phase::Body, "before the end of the body");
    let chunked = answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    fails(&get(&chunked), Kind::Connection, Phase::Body, "before the end of the body");
}

#[test]
fn answers_that_are_not_http() {
    let strange = answering(b"SSH-2.0-OpenSSH_9.2\r\n\r\n");
    fails(&get(&strange), Kind::Protocol, Phase::Head, "begins with \"SSH-2.0-OpenSSH_9.2");
    let broken = answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n");
    fails(&get(&broken), Kind::Protocol, Phase::Body, "is not valid HTTP");
}

#[test]
fn answers_that_are_too_large() {
    let url = server(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let mut request = get(&url);
    request.max_body = BodyLimit(100_000);
    fails(&request, Kind::Limit, Phase::Body, "max_body");
    let url = server(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n").is_ok() {}
    });
    let error = send(&get(&url)).expect_err("the head has no end");
    assert_eq!((error.kind, error.phase), (Kind::Limit, Phase::Head), "{}", error.message);
}

#[test]
fn answers_that_do_not_come_in_time() {
    let hanging = server(|mut stream, _| {
        let _ = stream.read(&mut [0]);
    });
    let mut request = get(&hanging);
    request.timeout = Duration::from_millis(50);
    fails(&request, Kind::Timeout, Phase::Response, "within 50ms");
    let dripping = server(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        let _ = stream.read(&mut [0]);
    });
    let mut request = get(&dripping);
    request.timeout = Duration::from_millis(50);
    fails(&request, Kind::Timeout, Phase::Body, "reading the response body");
}

#[test]
fn an_interruption_gives_up_what_hangs_but_not_a_cleanup() {
    let (sender, receiver) = channel();
    let sender = std::sync::Mutex::new(sender);
    let url = server(move |mut stream, _| {
        sender.lock().expect("the sender").send(()).expect("the test waits");
        let _ = stream.read(&mut [0]);
    });
    let client = Arc::new(client());
    let hanging = {
        let (client, request) = (client.clone(), get(&url));
        std::thread::spawn(move || client.send(&request))
    };
    receiver.recv().expect("the request arrives");
    client.interrupt();
    let error = hanging.join().expect("the thread ends").expect_err("it was given up");
    assert_eq!(error.kind, Kind::Interrupted, "{}", error.message);
    assert!(client.send(&get(&url)).expect_err("later ones fail at once").unsent());
    let mut cleanup = get(&answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    cleanup.interruptible = false;
    assert_eq!(client.send(&cleanup).expect("a cleanup goes on").status, 200);
}
