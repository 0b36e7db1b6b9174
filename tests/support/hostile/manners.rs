//! The manners of the hostile server, by path.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::Head;

/// A gigabyte of zeros, compressed by brotli.
const BROTLI_BOMB: &[u8] = include_bytes!("zeros.br");

/// Between two bytes of what drips.
const DRIP: Duration = Duration::from_millis(40);

/// Plays the manner of a path; `away` is where `/away` leads.
pub fn play(head: &Head, stream: &mut TcpStream, away: &str) -> io::Result<bool> {
    match head.path.as_str() {
        "/silence-unread" | "/early-answer" => {}
        path if path.starts_with("/reset") => {}
        _ => head.drop_body(stream)?,
    }
    match head.path.as_str() {
        "/ok" => keep(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "/echo-head" => {
            let text = head.text.as_bytes();
            stream.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", text.len()).as_bytes())?;
            keep(stream, text)
        }
        // Bodies.
        "/endless-body" => endless(stream, b"HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 65536]),
        "/endless-chunks" => {
            let chunk = [b"1000\r\n".as_slice(), &[b'x'; 0x1000], b"\r\n"].concat();
            endless(stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", &chunk)
        }
        "/tiny-chunks" => {
            let chunks = b"1\r\nx\r\n".repeat(10_000);
            endless(stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", &chunks)
        }
        "/endless-trailer" => {
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
            endless(stream, head, b"X-Filler: xxxxxxxxxxxxxxxx\r\n")
        }
        "/endless-chunk-size" => {
            endless(stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", &[b'0'; 4096])
        }
        "/drip-body" => {
            drip(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x")
        }
        "/length-too-long" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        "/length-too-short" => keep(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Smuggled\r\n\r\n"),
        "/two-lengths" => {
            last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nokoko")
        }
        "/odd-length" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nok"),
        "/negative-length" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"),
        "/huge-length" => {
            last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nok")
        }
        "/large-length" => {
            last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nok")
        }
        "/odd-chunk" => chunked(stream, b"zzz\r\nok\r\n0\r\n\r\n"),
        "/huge-chunk" => chunked(stream, b"fffffffffffffffffff\r\nok\r\n0\r\n\r\n"),
        "/cut-chunk" => chunked(stream, b"5\r\nhe"),
        "/chunk-too-long" => chunked(stream, b"2\r\nokoko\r\n0\r\n\r\n"),
        "/no-last-chunk" => chunked(stream, b"2\r\nok\r\n"),
        "/reset-body" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        "/reset-open-body" => last(stream, b"HTTP/1.1 200 OK\r\n\r\nhello"),
        // Compression.
        "/gzip-bomb" => gzip_bomb(stream),
        "/brotli-bomb" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n")?;
            last(stream, BROTLI_BOMB)
        }
        "/not-gzip" => {
            keep(stream, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello")
        }
        "/short-gzip" => {
            let body = &gzip(100)[..200];
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 200\r\n\r\n";
            stream.write_all(head.as_bytes())?;
            keep(stream, body)
        }
        "/not-brotli" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\xff\xff\xff\xff"),
        "/cut-gzip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")?;
            last(stream, &gzip(100)[..200])
        }
        // Heads.
        "/endless-headers" => endless(stream, b"HTTP/1.1 200 OK\r\n", b"X-Filler: xxxxxxxx\r\n"),
        "/endless-line" => endless(stream, b"HTTP/1.1 200 ", &[b'x'; 4096]),
        "/endless-blank" => endless(stream, b"", &[b'\r', b'\n'].repeat(2048)),
        "/endless-informing" => endless(stream, b"", &b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(100)),
        "/long-header" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
            stream.write_all(&[b'x'; 1024 * 1024])?;
            last(stream, b"\r\nContent-Length: 2\r\n\r\nok")
        }
        "/drip-headers" => drip(stream, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        "/drip-line" => drip(stream, b"", b"HTTP/1.1 200 OK and so on and on and on and on and on and on\r\n"),
        "/reset-head" => last(stream, b"HTTP/1.1 200 OK\r\nContent-"),
        "/reset-at-once" => last(stream, b""),
        "/cut-head" => last(stream, b"HTTP/1.1 200 OK\r\nContent-"),
        "/bytes-in-header" => keep(stream, b"HTTP/1.1 200 OK\r\nX-Odd: \xff\xfe\r\nContent-Length: 2\r\n\r\nok"),
        "/nul-in-header" => last(stream, b"HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 2\r\n\r\nok"),
        "/no-colon" => last(stream, b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\nok"),
        "/http-0.9" => last(stream, b"<html>hello</html>\n"),
        "/odd-version" => last(stream, b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "/odd-status" => last(stream, b"HTTP/1.1 9999 Over\r\nContent-Length: 2\r\n\r\nok"),
        "/no-status" => last(stream, b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nok"),
        "/http-2" => last(stream, b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64"),
        // Redirects.
        "/loop" => redirect(stream, "/loop"),
        path if path.starts_with("/longer") => redirect(stream, &format!("{}x", head.first_line.split(' ').nth(1).unwrap_or_default())),
        "/away" => redirect(stream, &format!("{away}/echo-head")),
        "/away-odd" => redirect(stream, "gopher://example.org/"),
        "/away-broken" => redirect(stream, "http://[::1"),
        // Texts.
        "/bytes" => text(stream, "text/plain", b"a\xff\xfe\x80b"),
        "/bytes-json" => text(stream, "application/json", b"{\"a\": \"\xff\xfe\"}"),
        "/not-json" => text(stream, "application/json", b"{\"a\": <html>"),
        "/nul" => text(stream, "application/json", b"{\"a\": 1}\0\0\0"),
        "/empty" => text(stream, "application/json", b""),
        "/deep-json" => text(stream, "application/json", &[b"[".repeat(20_000), b"]".repeat(20_000)].concat()),
        "/ones" => {
            let ones = format!("[{}1]", "1,".repeat(8 * 1024 * 1024 - 1));
            text(stream, "application/json", ones.as_bytes())
        }
        "/large-json" => {
            let row = format!("{{\"id\": 1, \"name\": \"{}\"}},", "x".repeat(979));
            let rows = format!("[{}{{}}]", row.repeat(100_000));
            text(stream, "application/json", rows.as_bytes())
        }
        "/large-text" => {
            let body = format!("{{\"a\": \"{}\"}}", "x".repeat(50_000_000));
            text(stream, "application/json", body.as_bytes())
        }
        // Connections.
        "/silence" => silence(stream),
        "/silence-unread" => {
            thread::park();
            Ok(false)
        }
        "/close" => Ok(false),
        "/close-idle" => last(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "/two-answers" => keep(
            stream,
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
        ),
        "/early-answer" => last(stream, b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"),
        path => panic!("the hostile server has no manners for {path}"),
    }
}

fn keep(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<bool> {
    stream.write_all(bytes)?;
    Ok(true)
}

fn last(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<bool> {
    stream.write_all(bytes)?;
    Ok(false)
}

fn endless(stream: &mut TcpStream, head: &[u8], filler: &[u8]) -> io::Result<bool> {
    stream.write_all(head)?;
    loop {
        stream.write_all(filler)?;
    }
}

fn drip(stream: &mut TcpStream, head: &[u8], filler: &[u8]) -> io::Result<bool> {
    stream.write_all(head)?;
    for byte in filler.iter().cycle() {
        thread::sleep(DRIP);
        stream.write_all(&[*byte])?;
    }
    Ok(false)
}

fn chunked(stream: &mut TcpStream, body: &[u8]) -> io::Result<bool> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    last(stream, body)
}

fn redirect(stream: &mut TcpStream, to: &str) -> io::Result<bool> {
    let answer = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    keep(stream, answer.as_bytes())
}

fn text(stream: &mut TcpStream, kind: &str, body: &[u8]) -> io::Result<bool> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    keep(stream, body)
}

/// Says nothing until the client goes away.
pub fn silence(stream: &mut TcpStream) -> io::Result<bool> {
    while stream.read(&mut [0; 1024])? > 0 {}
    Ok(false)
}

/// Zeros without end.
fn gzip_bomb(stream: &mut TcpStream) -> io::Result<bool> {
    let part = gzip(1_000);
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")?;
    stream.write_all(&part)?;
    // Each round of the pattern is whole bytes: it goes on as it began.
    endless(stream, b"", &part[part.len() - 13 * 1_000..])
}

/// The beginning of a gzip stream (RFC 1952) of zeros: `rounds` times 2,064 of them in 13 bytes each. After the literal
/// zero there are only matches of length 258 at distance 1, whose code is `11000101` and `00000` (RFC 1951, 3.2.6).
fn gzip(rounds: usize) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    // Last block, fixed codes (the number of the kind comes with its lowest bit first); then the literal 0.
    let mut bits: Vec<u8> = vec![1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    for _ in 0..rounds * 8 {
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    let whole = bits.len() / 8 * 8;
    bytes.extend(bits[..whole].chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit)));
    bytes
}
