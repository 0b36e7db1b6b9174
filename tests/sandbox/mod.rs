//! The emulated API over its socket: that it behaves as documented, and that each fault breaks its promise.

mod document;
mod faults;
mod http;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;

use hmac::{Hmac, KeyInit, Mac};
use http::{Client, host};
use runthrough::testing::sandbox::{Account, Options, Sandbox, demo_accounts};
use serde_json::{Value, json};

fn started() -> (Sandbox, Client) {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

#[test]
fn the_documented_flow() {
    let (sandbox, mut client) = started();
    let [Account { name, password, recovery_codes, .. }, _] = demo_accounts();
    let body = json!({"name": name, "password": password, "returnToken": true, "tenant": "default"});
    let answer = client.call("POST", "/login", body);
    assert_eq!((answer.status, &answer.body["logged"]), (200, &json!(true)));
    assert_eq!(answer.body["isUnlocked"], json!(false));
    let token = answer.body["token"].as_str().unwrap().to_owned();

    let answer = client.recover(&token, &recovery_codes[0]);
    assert_eq!((answer.status, &answer.body["remainingRecoveryCodes"]), (200, &json!(9)));

    let answer = client.search(&token);
    assert_eq!((answer.status, &answer.body["total"]), (200, &json!(224)));
    let results = answer.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 10);
    assert_eq!(results[0]["documentId"], json!("01f9af91-6678-4cb0-a53b-d9ecf843e129"));
    for document in results {
        assert!(answer.body["users"].get(document["owner"].as_str().unwrap()).is_some());
    }

    assert_eq!(sandbox.open_sessions(), 1);
    assert_eq!(client.logout(&token).status, 204);
    assert_eq!(client.search(&token).status, 401);
    assert_eq!(sandbox.open_sessions(), 0);
}

#[test]
fn what_is_wrong_is_refused_with_a_message() {
    let (sandbox, mut client) = started();
    let Account { name, recovery_codes, .. } = &sandbox.account();
    let answer =
        client.call("POST", "/login", json!({"name": name, "password": "wrong", "returnToken": true}));
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("wrong-login")));
    let account = sandbox.account();
    let token = client.login(&account);
    let answer = client.search(&token);
    assert_eq!((answer.status, &answer.body["message"]), (403, &json!("Access token is locked")));
    // The code of another account.
    let answer = client.recover(&token, &recovery_codes[0]);
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("recovery-code-wrong")));
    assert_eq!(client.recover(&token, &account.recovery_codes[0]).status, 200);
    // Unlocking again takes no second code.
    let answer = client.recover(&token, &account.recovery_codes[1]);
    assert_eq!((answer.status, &answer.body["code"]), (409, &json!("token-already-unlocked")));
    let second = client.login(&account);
    let answer = client.recover(&second, &account.recovery_codes[0]);
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("recovery-code-used")));
    assert_eq!(client.recover(&second, &account.recovery_codes[1]).body["remainingRecoveryCodes"], json!(8));
    let answer = client.call("POST", "/search", json!({}));
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token-missing")));
    let answer = client.call("GET", "/logout?token=a&token=b", Value::Null);
    assert_eq!(answer.status, 400);
}

#[test]
fn logout_ends_its_own_session_only() {
    let (sandbox, mut client) = started();
    let account = sandbox.account();
    let (one, two) = (client.login(&account), client.login(&account));
    assert_eq!(client.recover(&one, &account.recovery_codes[0]).status, 200);
    assert_eq!(client.recover(&two, &account.recovery_codes[1]).status, 200);
    assert_eq!(client.logout(&one).status, 204);
    assert_eq!(client.logout(&one).status, 401);
    assert_eq!(client.search(&two).status, 200);
    // A locked token can be logged out as well.
    let locked = client.login(&account);
    assert_eq!(client.logout(&locked).status, 204);
    assert_eq!(sandbox.open_sessions(), 1);
}

#[test]
fn tokens_are_given_only_when_asked_for() {
    let (sandbox, mut client) = started();
    let Account { name, password, .. } = sandbox.account();
    let answer = client.call("POST", "/login", json!({"name": name, "password": password}));
    assert_eq!((answer.status, answer.body.get("token")), (200, None));
    assert_eq!(sandbox.open_sessions(), 0);
}

#[test]
fn factors_unlock_too() {
    let (sandbox, mut client) = started();
    let [mary, john] = demo_accounts();
    let given = |factor: &str, password: &str| json!({"factors": [{"factor": factor, "password": password}]});
    for factor in ["email", "sms"] {
        let token = client.login(&mary);
        let target = format!("/login/unlock?token={token}");
        assert_eq!(client.call("POST", &target, given(factor, "000000")).status, 401);
        assert_eq!(client.call("POST", &target, given("fax", "000000")).status, 400);
        let answer = client.call("POST", &target, given(factor, &mary.email_code));
        assert_eq!(answer.body["factors"], json!([{"factor": factor, "unlocked": true}]));
        assert_eq!(client.search(&token).status, 200);
    }
    let token = client.login(&mary);
    let answer = client.call("POST", &format!("/login/unlock?token={token}"), given("totp", &totp(&mary)));
    assert_eq!(answer.status, 200, "{answer:?}");
    // An account without further factors is unlocked from the start.
    let token = client.login(&john);
    assert_eq!(client.search(&token).status, 200);
    assert_eq!(client.recover(&token, &mary.recovery_codes[0]).status, 409);
    drop(sandbox);
}

/// The password of now, made from what the account tells, as an authenticator app does.
fn totp(account: &Account) -> String {
    let bits: String = account
        .totp_secret
        .bytes()
        .map(|byte| format!("{:05b}", if byte >= b'A' { byte - b'A' } else { byte - b'2' + 26 }))
        .collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|b| u8::from_str_radix(str::from_utf8(b).unwrap(), 2).unwrap())
        .collect();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(now / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[test]
fn pages_cover_all_documents() {
    let (_sandbox, mut client) = started();
    let token = client.login(&demo_accounts()[1]);
    let target = format!("/search?token={token}");
    let mut ids = BTreeSet::new();
    for from in (0..224).step_by(100) {
        let answer = client.call("POST", &target, json!({"from": from, "size": 100}));
        for document in answer.body["results"].as_array().unwrap() {
            ids.insert(document["documentId"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), 224);
    let answer = client.call("POST", &target, json!({"from": 224}));
    assert_eq!((answer.status, &answer.body["results"]), (200, &json!([])));
    for wrong in [
        json!({"size": 0}),
        json!({"size": 101}),
        json!({"size": "10"}),
        json!({"from": -1}),
        json!({"from": 1.5}),
        json!([]),
    ] {
        assert_eq!(client.call("POST", &target, wrong).status, 400);
    }
}

#[test]
fn requests_that_no_operation_takes() {
    let (_sandbox, mut client) = started();
    let json_type = "Content-Type: application/json; charset=utf-8\r\n";
    let answer = client.raw("POST", "/api/v1/login", json_type, b"{").unwrap();
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("malformed-request")));
    let answer = client.raw("POST", "/api/v1/login", "Content-Type: text/plain\r\n", b"{}").unwrap();
    assert_eq!((answer.status, &answer.body["code"]), (415, &json!("not-json")));
    let answer = client.raw("POST", "/api/v1/login", json_type, br#"{"name": 1, "password": "x"}"#).unwrap();
    assert_eq!((answer.status, &answer.body["message"]), (400, &json!("`name` must be a string")));
    for path in ["/", "/api/v1", "/api/v1/nothing", "/login"] {
        let answer = client.raw("GET", path, "", b"").unwrap();
        assert_eq!((answer.status, &answer.body["code"]), (404, &json!("not-found")), "{path}");
    }
    let long = vec![b' '; (1 << 20) + 1];
    let answer = client.raw("POST", "/api/v1/login", json_type, &long).unwrap();
    assert_eq!((answer.status, &answer.body["code"]), (413, &json!("body-too-long")));
}

#[test]
fn the_document_is_served_and_names_the_methods() {
    let (sandbox, mut client) = started();
    let document = document::document();
    assert_eq!(sandbox.openapi_url(), format!("http://{}/openapi.json", host(&sandbox)));
    for path in ["/openapi.json", "/api/v1/openapi.json"] {
        assert_eq!(client.raw("GET", path, "", b"").unwrap().body, document);
        assert_eq!(client.raw("POST", path, "", b"").unwrap().status, 405);
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let answer = client.send(method, path, &Value::Null).unwrap();
            if item.get(method.to_lowercase()).is_some() {
                document::check(method, path, &answer);
            } else {
                assert_eq!((answer.status, &answer.body["code"]), (405, &json!("method-not-allowed")));
                assert!(answer.headers.contains("\r\nallow: "), "{answer:?}");
            }
        }
    }
}

#[test]
fn examples_of_the_document_fit_it() {
    let document = document::document();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            if let Some(content) = operation.pointer("/requestBody/content/application~1json") {
                assert_eq!(document::fits(&document, &content["schema"], &content["example"], "$"), Ok(()));
            }
        }
    }
}

#[test]
fn accounts_come_from_the_seed() {
    let accounts = |seed| {
        let sandbox = Sandbox::start(Options { seed, ..Options::default() }).unwrap();
        [sandbox.account(), sandbox.account()]
    };
    assert_eq!(accounts(3), accounts(3));
    assert_ne!(accounts(3), accounts(4));
}

#[test]
fn accounts_can_be_made_by_many_threads() {
    let (sandbox, mut client) = started();
    let made: Vec<Account> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| (0..500).map(|_| sandbox.account()).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.iter().map(|account| &account.name).collect::<BTreeSet<_>>().len(), 4000);
    client.login(&made[3999]);
}

#[test]
fn stopping_ends_idle_and_unfinished_connections() {
    let (sandbox, mut idle) = started();
    assert_eq!(idle.send("GET", "/nothing", &Value::Null).unwrap().status, 404);
    let host = host(&sandbox);
    let mut unfinished = TcpStream::connect(&host).unwrap();
    unfinished.write_all(b"POST /api/v1/login HTTP/1.1\r\nHo").unwrap();
    drop(sandbox);
    assert!(idle.send("GET", "/nothing", &Value::Null).is_err());
    assert!(TcpStream::connect(&host).is_err());
}

#[test]
fn a_taken_port_is_an_error() {
    let (sandbox, _client) = started();
    let port = host(&sandbox).rsplit(':').next().unwrap().parse().unwrap();
    assert!(Sandbox::start(Options { port, ..Options::default() }).is_err());
}
