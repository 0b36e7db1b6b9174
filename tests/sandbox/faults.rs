//! Each fault does what its name says.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use runthrough::testing::sandbox::{Fault, Options, Sandbox, demo_accounts};
use serde_json::{Value, json};

use super::http::{Answer, Client, host};

fn with(fault: Fault) -> (Sandbox, Client) {
    let sandbox = Sandbox::start(Options { fault: Some(fault), ..Options::default() }).unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

/// Searching without a look at the document, which these answers may not fit.
fn search(client: &mut Client, token: &str) -> Answer {
    client.send("POST", &format!("/search?token={token}"), &json!({"from": 0, "size": 2})).unwrap()
}

fn recover(client: &mut Client, token: &str, code: &str) -> Answer {
    let target = format!("/login/recovery?token={token}");
    client.send("POST", &target, &json!({"recoveryCode": code})).unwrap()
}

#[test]
fn slow_answers_late() {
    let (_sandbox, mut client) = with(Fault::Slow);
    let start = Instant::now();
    client.login(&demo_accounts()[1]);
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[test]
fn flaky_fails_every_fourth_request() {
    let (sandbox, mut client) = with(Fault::Flaky);
    let statuses: Vec<u16> =
        (0..8).map(|_| client.send("GET", "/logout", &Value::Null).unwrap().status).collect();
    assert_eq!(statuses, [401, 401, 401, 503, 401, 401, 401, 503]);
    drop(sandbox);
}

#[test]
fn error_breaks_searching() {
    let (_sandbox, mut client) = with(Fault::Error);
    let token = client.login(&demo_accounts()[1]);
    let answer = search(&mut client, &token);
    assert_eq!((answer.status, &answer.body["code"]), (500, &json!("internal-error")));
    assert_eq!(client.logout(&token).status, 204);
}

#[test]
fn drop_field_leaves_members_out() {
    let (sandbox, mut client) = with(Fault::DropField);
    let account = sandbox.account();
    let token = client.login(&account);
    let answer = recover(&mut client, &token, &account.recovery_codes[0]);
    assert_eq!((answer.status, answer.body), (200, json!({"isUnlocked": true})));
    let answer = search(&mut client, &token);
    assert!(answer.body["results"][0].get("documentId").is_none());
    assert!(answer.body["results"][0].get("title").is_some());
}

#[test]
fn wrong_type_writes_numbers_as_strings() {
    let (sandbox, mut client) = with(Fault::WrongType);
    let account = sandbox.account();
    let token = client.login(&account);
    let answer = recover(&mut client, &token, &account.recovery_codes[0]);
    assert_eq!(answer.body["remainingRecoveryCodes"], json!("9"));
    assert_eq!(search(&mut client, &token).body["total"], json!("224"));
}

#[test]
fn reuse_codes_accepts_a_code_twice() {
    let (sandbox, mut client) = with(Fault::ReuseCodes);
    let account = sandbox.account();
    for _ in 0..2 {
        let token = client.login(&account);
        assert_eq!(client.recover(&token, &account.recovery_codes[0]).status, 200);
    }
    let token = client.login(&account);
    assert_eq!(client.recover(&token, "no code").status, 401);
}

#[test]
fn zombie_token_survives_its_logout() {
    let (sandbox, mut client) = with(Fault::ZombieToken);
    let token = client.login(&demo_accounts()[1]);
    assert_eq!(client.logout(&token).status, 204);
    assert_eq!(client.search(&token).status, 200);
    assert_eq!(sandbox.open_sessions(), 1);
}

#[test]
fn open_lock_lets_locked_tokens_search() {
    let (sandbox, mut client) = with(Fault::OpenLock);
    let account = sandbox.account();
    let token = client.login(&account);
    assert_eq!(client.search(&token).status, 200);
    assert_eq!(client.recover(&token, &account.recovery_codes[0]).status, 200);
}

#[test]
fn stop_after_goes_away() {
    let (sandbox, mut client) = with(Fault::StopAfter(3));
    // The document is no part of the API and does not count.
    assert_eq!(client.raw("GET", "/openapi.json", "", b"").unwrap().status, 200);
    for _ in 0..3 {
        assert_eq!(client.send("GET", "/logout", &Value::Null).unwrap().status, 401);
    }
    assert!(client.send("GET", "/logout", &Value::Null).is_err());
    sandbox.wait();
    assert!(TcpStream::connect(host(&sandbox)).is_err());
}

#[test]
fn stop_after_answers_no_more_than_its_number_under_load() {
    let (sandbox, _client) = with(Fault::StopAfter(50));
    let host = host(&sandbox);
    let answered: usize = std::thread::scope(|scope| {
        let ask = || {
            let Ok(mut client) = Client::connect(&host) else { return 0 };
            (0..50).take_while(|_| client.send("GET", "/logout", &Value::Null).is_ok()).count()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(answered, 50);
    sandbox.wait();
}
