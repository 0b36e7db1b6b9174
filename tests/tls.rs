//! `options.tls` and `options.proxy`, through the real binary: certificates of an authority made anew in each test, a
//! server that speaks TLS, a proxy that opens tunnels.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::binary::{code, runthrough, said};
use crate::support::certificates::{Authority, Pair, expired, hex, made_out_for, serve, signs_itself};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};

/// Runs a scenario that asks the server with these `options`; the files are in `certs/`.
fn run(url: &str, options: &str, files: &[(&str, &str)]) -> (Option<i32>, String) {
    run_with(url, options, files, &[])
}

fn run_with(url: &str, options: &str, files: &[(&str, &str)], more: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("certs")).expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join("certs").join(name), content).expect("a file");
    }
    let scenario = format!(
        "scenario: TLS\nsteps:\n  - name: Ask\n    request: GET {url}/\n    options: {options}\n    expect: {{ json: {{ $.ok: true }} }}\n"
    );
    fs::write(folder.path().join("tls.yaml"), scenario).expect("a file");
    ran(folder.path(), &[&["run", "tls.yaml"], more].concat())
}

fn ran(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = runthrough(folder, arguments);
    (code(&output), said(&output))
}

#[track_caller]
fn refused((code, said): (Option<i32>, String), words: &str) {
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("    tls: ") && said.contains(words), "{said}");
}

#[track_caller]
fn accepted((code, said): (Option<i32>, String)) {
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_certificate_of_an_own_authority_is_accepted() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), None);
    let files = [("ca.pem", authority.cert.as_str())];
    let (code, said) = run_with(&url, "{ tls: { ca: certs/ca.pem } }", &files, &["--report", "json=-"]);
    assert!(said.contains("\"tls_version\":\"TLSv1.3\""), "{said}");
    accepted((code, said));
    refused(
        run(&url, "{ timeout: 20s }", &files),
        "is signed by a certificate authority that this machine does not trust",
    );
}

/// Where SSL_CERT_FILE and SSL_CERT_DIR lead nowhere, the system has no certificate store.
#[cfg(target_os = "linux")]
#[test]
fn a_run_says_once_that_it_used_the_bundled_authorities() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), None);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ca.pem"), &authority.cert).expect("a file");
    let notes = |command: &str, url: &str, options: &str, env: bool| {
        let step = format!("  - {{ name: Ask, request: GET {url}/, options: {options} }}\n");
        let scenario = format!("scenario: TLS\nsteps:\n{step}cleanup:\n{step}");
        fs::write(folder.path().join("tls.yaml"), scenario).expect("a file");
        let mut run = crate::support::binary::command(folder.path());
        run.args([command, "tls.yaml"]);
        if env {
            run.env("SSL_CERT_FILE", "/nowhere/ca.pem").env("SSL_CERT_DIR", "/nowhere");
        }
        let output = run.output().expect("the binary starts");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        stderr.matches("note: this system has no certificate store: ").count()
    };
    assert_eq!(notes("run", &url, "{ timeout: 20s }", true), 1);
    assert_eq!(notes("mutate", &url, "{ timeout: 20s }", true), 1);
    // The system's store is used, the scenario brings its own authority, nothing is verified, or no TLS is spoken.
    assert_eq!(notes("run", &url, "{ timeout: 20s }", false), 0);
    assert_eq!(notes("run", &url, "{ tls: { ca: ca.pem } }", true), 0);
    assert_eq!(notes("run", &url, "{ tls: { insecure: true } }", true), 0);
    assert_eq!(notes("run", "http://127.0.0.1:9", "{ timeout: 20s }", true), 0);
    assert_eq!(notes("run", "https://127.0.0.1:9", "{ timeout: 20s }", true), 0);
}

#[test]
fn another_authority_is_not_known() {
    let (authority, other) = (Authority::new(), Authority::new());
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), None);
    let result = run(&url, "{ tls: { ca: certs/other.pem } }", &[("other.pem", &other.cert)]);
    refused(result, "is signed by a certificate authority that options.tls.ca does not contain");
}

#[test]
fn a_certificate_that_signs_itself_is_refused() {
    let pair = signs_itself(&made_out_for("127.0.0.1"));
    let url = serve(&pair, None);
    refused(run(&url, "{ timeout: 20s }", &[]), "is self-signed: ");
    accepted(run(&url, "{ tls: { ca: certs/server.pem } }", &[("server.pem", &pair.cert)]));
    accepted(run(&url, "{ tls: { insecure: true } }", &[]));
    accepted(run(&url, "{ tls: { insecure: \"${1 == 1}\" } }", &[]));
}

/// So are those that `openssl req -x509` makes.
#[test]
fn a_certificate_that_signs_itself_may_be_marked_as_an_authority() {
    let marked = |mut params: CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        signs_itself(&params)
    };
    let (pair, other) = (marked(made_out_for("127.0.0.1")), marked(made_out_for("127.0.0.1")));
    let own = "{ tls: { ca: certs/server.pem } }";
    let url = serve(&pair, None);
    refused(run(&url, "{ timeout: 20s }", &[]), "is self-signed: if you trust it, set options.tls.ca");
    accepted(run(&url, own, &[("server.pem", &pair.cert)]));
    refused(run(&url, own, &[("server.pem", &other.cert)]), "options.tls.ca does not contain it");
    let late = marked(expired(made_out_for("127.0.0.1")));
    refused(run(&serve(&late, None), own, &[("server.pem", &late.cert)]), "expired on 2002-01-01");
    let elsewhere = marked(made_out_for("other.example"));
    let result = run(&serve(&elsewhere, None), own, &[("server.pem", &elsewhere.cert)]);
    refused(result, "was issued for another host");
}

#[test]
fn an_expired_certificate_is_refused() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&expired(made_out_for("127.0.0.1"))), None);
    let result = run(&url, "{ tls: { ca: certs/ca.pem } }", &[("ca.pem", &authority.cert)]);
    refused(result, "expired on 2002-01-01");
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("other.example")), None);
    let files = [("ca.pem", authority.cert.as_str())];
    refused(run(&url, "{ tls: { ca: certs/ca.pem } }", &files), "was issued for another host");
    accepted(run(&url, "{ tls: { ca: certs/ca.pem, insecure: true } }", &files));
}

/// What differs from run to run.
fn steady(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, instead) in [
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"Authority [0-9a-f]{16}", "Authority HEX"),
        (r"[\d.]+m?s\b", "TIME"),
        (r" \(\d+ requests/s\)", ""),
    ]
    .into_iter()
    .chain([(r"seed \d+", "seed SEED"), (r"(?m)^( *)\|\s*\^+$", "$1| ^^^")])
    {
        text = regex::Regex::new(pattern).expect("a pattern").replace_all(&text, instead).into_owned();
    }
    text
}

/// The message of a refusal.
fn message(pair: &Pair, options: &str, files: &[(&str, &str)]) -> String {
    let (code, said) = run(&serve(pair, None), options, files);
    assert_eq!(code, Some(3), "{said}");
    let message = said.lines().find_map(|line| line.strip_prefix("    tls: ")).expect("a message");
    steady(message)
}

/// What the certificate itself lacks is said before who signed it: no option mends that.
#[test]
fn each_fault_has_its_own_message() {
    let (authority, other) = (Authority::new(), Authority::new());
    let usual = "{ timeout: 20s }";
    let own = "{ tls: { ca: certs/ca.pem } }";
    let files = [("ca.pem", authority.cert.as_str())];
    let here = || made_out_for("127.0.0.1");
    let elsewhere = || made_out_for("other.example");
    let mut marked = here();
    marked.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let mut early = here();
    (early.not_before, early.not_after) = (date_time_ymd(3001, 1, 1), date_time_ymd(3002, 1, 1));
    let nameless = CertificateParams::new(Vec::new()).expect("parameters");
    let several = ["a.example", "b.example", "c.example", "192.0.2.1"].map(str::to_owned);
    let several = CertificateParams::new(several.to_vec()).expect("parameters");
    let address = made_out_for("192.0.2.1");
    let told = [
        ("expired", message(&authority.signs(&expired(here())), own, &files)),
        ("not valid yet", message(&authority.signs(&early), own, &files)),
        ("another host", message(&authority.signs(&elsewhere()), own, &files)),
        ("another address", message(&authority.signs(&address), own, &files)),
        ("other hosts", message(&authority.signs(&several), own, &files)),
        ("no host", message(&authority.signs(&nameless), own, &files)),
        ("unknown authority", message(&authority.signs(&here()), usual, &files)),
        ("other authority", message(&other.signs(&here()), own, &files)),
        ("unknown authority, another host", message(&authority.signs(&elsewhere()), usual, &files)),
        ("unknown authority, expired", message(&authority.signs(&expired(here())), usual, &files)),
        ("itself", message(&signs_itself(&here()), usual, &files)),
        ("itself, with authorities", message(&signs_itself(&here()), own, &files)),
        ("itself, expired", message(&signs_itself(&expired(here())), usual, &files)),
        ("itself, another host", message(&signs_itself(&elsewhere()), usual, &files)),
        ("itself, expired, another host", message(&signs_itself(&expired(elsewhere())), usual, &files)),
        ("itself, as authority", message(&signs_itself(&marked), usual, &files)),
        ("marked as authority", message(&authority.signs(&marked), own, &files)),
    ];
    let told: Vec<_> = told.iter().map(|(what, message)| format!("{what}\n  {message}")).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_new_authority_of_the_same_name_is_told() {
    let (old, mut new) = (Authority::new(), Authority::new());
    new.issuer = Issuer::new(old.params.clone(), KeyPair::generate().expect("a key"));
    let pair = new.signs(&made_out_for("127.0.0.1"));
    let said = message(&pair, "{ tls: { ca: certs/ca.pem } }", &[("ca.pem", &old.cert)]);
    insta::assert_snapshot!(said);
}

#[test]
fn the_authority_at_the_end_of_a_chain_is_named() {
    let root = Authority::new();
    let between = root.authorizes(|params| params);
    let leaf = between.signs(&made_out_for("127.0.0.1"));
    let name = |authority: &Authority| format!("(`Authority {}`)", hex(authority.issuer.key()));
    let chain = Pair { cert: format!("{}{}", leaf.cert, between.cert), key: leaf.key.clone() };
    refused(run(&serve(&chain, None), "{ timeout: 20s }", &[]), &name(&root));
    let whole = Pair { cert: format!("{}{}", chain.cert, root.cert), key: leaf.key.clone() };
    refused(run(&serve(&whole, None), "{ timeout: 20s }", &[]), &name(&root));
    refused(run(&serve(&leaf, None), "{ timeout: 20s }", &[]), &name(&between));

    let files = [("ca.pem", root.cert.as_str())];
    accepted(run(&serve(&chain, None), "{ tls: { ca: certs/ca.pem } }", &files));
}

#[test]
fn an_authority_that_has_expired_is_not_taken_for_the_server() {
    let root = Authority::new();
    let between = root.authorizes(expired);
    let leaf = between.signs(&made_out_for("127.0.0.1"));
    let chain = Pair { cert: format!("{}{}", leaf.cert, between.cert), key: leaf.key };
    let said = message(&chain, "{ tls: { ca: certs/ca.pem } }", &[("ca.pem", &root.cert)]);
    insta::assert_snapshot!(said);
}

#[test]
fn the_certificate_of_a_proxy_is_not_called_that_of_the_server() {
    let pair = signs_itself(&made_out_for("127.0.0.1"));
    let proxy = serve(&pair, None);
    let result = run("https://server.example", &format!("{{ proxy: \"{proxy}\" }}"), &[]);
    refused(result, "the certificate of the proxy is self-signed: ");
}

#[test]
fn a_refused_certificate_is_shown_with_its_step() {
    let url = serve(&signs_itself(&made_out_for("127.0.0.1")), None);
    insta::assert_snapshot!(steady(&run(&url, "{ timeout: 20s }", &[]).1));
    let url = serve(&Authority::new().signs(&made_out_for("127.0.0.1")), None);
    insta::assert_snapshot!(steady(&run(&url, "{ timeout: 20s }", &[]).1));
}

#[test]
fn a_file_of_damaged_certificates_is_told() {
    let url = serve(&signs_itself(&made_out_for("127.0.0.1")), None);
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let result = run(&url, "{ tls: { ca: certs/ca.pem } }", &[("ca.pem", damaged)]);
    refused(result, "options.tls.ca contains no certificate that can be read");
}

#[test]
fn a_client_certificate_is_asked_for_and_accepted() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), Some(&authority));
    let client = authority.signs(&made_out_for("client"));
    let stranger = Authority::new().signs(&made_out_for("client"));
    let files = [
        ("ca.pem", authority.cert.as_str()),
        ("client.pem", &client.cert),
        ("client.key", &client.key),
        ("stranger.pem", &stranger.cert),
        ("stranger.key", &stranger.key),
    ];
    let with = |more: &str| run(&url, &format!("{{ tls: {{ ca: certs/ca.pem{more} }} }}"), &files);
    accepted(with(", cert: certs/client.pem, key: certs/client.key"));
    refused(with(""), "requires a client certificate");
    refused(
        with(", cert: certs/stranger.pem, key: certs/stranger.key"),
        "does not accept the client certificate",
    );
    refused(with(", cert: certs/client.pem, key: certs/stranger.key"), "does not belong to the certificate");
}

#[test]
fn certificates_of_an_environment_are_found_beside_the_configuration() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), None);
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("scenarios")).expect("a folder");
    fs::write(folder.path().join("ca.pem"), &authority.cert).expect("a file");
    let config = "environments: { staging: { defaults: { options: { tls: { ca: ca.pem } } } } }\n";
    fs::write(folder.path().join("runthrough.yaml"), config).expect("a file");
    let scenario = format!(
        "scenario: TLS\nsteps:\n  - name: Ask\n    request: GET {url}/\n  - name: Without\n    request: GET {url}/\n    options: {{ tls: null }}\n    when: environment == 'none'\n"
    );
    fs::write(folder.path().join("scenarios/tls.yaml"), scenario).expect("a file");
    accepted(ran(folder.path(), &["run", "-e", "staging"]));
    refused(ran(folder.path(), &["run"]), "that this machine does not trust");
}

#[test]
fn a_server_that_does_not_agree_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let (code, said) = run(&url, "{ timeout: 300ms }", &[]);
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains("    timeout: ") && said.contains("timed out while performing the TLS handshake"),
        "{said}"
    );
}

#[test]
fn a_server_without_tls_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    refused(run(&url, "{ timeout: 20s }", &[]), "does not use TLS: check the port");
}

/// A proxy that opens tunnels and remembers their targets.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = seen.clone();
            thread::spawn(move || tunnel(stream, &seen));
        }
    });
    (url, asked)
}

fn tunnel(client: TcpStream, seen: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(client.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 || line == "\r\n" {
            break;
        }
    }
    let target = first.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    seen.lock().ok()?.push(target.clone());
    let server = TcpStream::connect(&target).ok()?;
    let mut client_writer = client;
    client_writer.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    let mut to_server = server.try_clone().ok()?;
    thread::spawn(move || {
        let _ = std::io::copy(&mut reader, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let mut server = server;
    let _ = std::io::copy(&mut server, &mut client_writer);
    let _ = client_writer.shutdown(Shutdown::Both);
    Some(())
}

#[test]
fn a_proxy_opens_a_way_to_the_server() {
    let authority = Authority::new();
    let url = serve(&authority.signs(&made_out_for("127.0.0.1")), None);
    let (proxy, asked) = proxy();
    let options = format!("{{ proxy: \"{proxy}\", connect_timeout: 20s, tls: {{ ca: certs/ca.pem }} }}");
    accepted(run(&url, &options, &[("ca.pem", &authority.cert)]));
    assert_eq!(*asked.lock().expect("no panic"), [url.trim_start_matches("https://")]);
}
