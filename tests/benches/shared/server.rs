//! The server that the reference flow talks to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// The token that it gives to whoever logs in.
pub const TOKEN: &str = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";

/// A server that answers as documented, as fast as it can.
pub fn serve() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let answers = Answers::new();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = answers.clone();
            std::thread::spawn(move || answer(stream, &answers));
        }
    });
    port
}

#[derive(Clone)]
struct Answers {
    login: Vec<u8>,
    recovery: Vec<u8>,
    search: Vec<u8>,
    logout: Vec<u8>,
}

impl Answers {
    fn new() -> Self {
        let response = |body: String| {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
            format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes()
        };
        let documents: Vec<String> = (0..10)
            .map(|number| {
                format!(
                    "{{\"documentId\":\"01f9af91-6678-4cb0-a53b-d9ecf843e1{number:02}\",\"title\":\"Document {number}\",\"state\":\"signed\"}}"
                )
            })
            .collect();
        Answers {
            login: response(format!(
                "{{\"logged\":true,\"isUnlocked\":false,\"token\":\"{TOKEN}\",\"tenant\":\"default\",\"user\":{{\"name\":\"Mary Griffin\"}}}}"
            )),
            recovery: response("{\"remainingRecoveryCodes\":3}".to_owned()),
            search: response(format!(
                "{{\"from\":0,\"total\":224,\"results\":[{}],\"users\":{{}}}}",
                documents.join(",")
            )),
            logout: response("{}".to_owned()),
        }
    }
}

fn answer(stream: TcpStream, answers: &Answers) {
    stream.set_nodelay(true).expect("no delay");
    let mut writer = stream.try_clone().expect("a second handle");
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let mut body = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let path = line.split(' ').nth(1).unwrap_or("").to_owned();
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let answer = match path.split('?').next().unwrap_or("") {
            "/api/v1/login" => &answers.login,
            "/api/v1/login/recovery" => &answers.recovery,
            "/api/v1/search" => &answers.search,
            _ => &answers.logout,
        };
        if writer.write_all(answer).is_err() {
            return;
        }
    }
}
