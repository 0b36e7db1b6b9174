//! The example of every key, put where the key belongs: it must be what the language takes there.

use std::path::Path;

use runthrough::testing::language::vocabulary::{
    BASIC, BODY, BYTES, CAPTURE, CASES, CONFIG, COOKIE, DEFAULTS, DEFAULTS_EXPECT, ENVIRONMENT, EXPECT,
    EXPECT_OPENAPI, FOR_EACH, FRAGMENT, GRAPHQL, INPUT, Key, LIMITS, OPERATORS, OPTIONS, PART, REPEAT, RETRY,
    SCENARIO, SNAPSHOT, STEP, TLS,
};

/// Where the keys of a table stand: a file with `@` in their place, and what must stand beside a key.
type Place = (&'static [Key], &'static str, fn(&str) -> &'static [&'static str]);

/// Where a request is sent; what a step has more stands below it.
const ASK: &str = "scenario: NAME\nsteps:\n  - name: Ask\n    request: POST http://localhost/\n";

/// Where an operation is expected.
const EXPECTED_OPERATION: &str = "    expect:\n      openapi:\n        @\n";

const PLACES: &[Place] =
    &[
        (SCENARIO, "@\n", |key| match key {
            "scenario" => &["steps: [{ name: Ask, request: GET http://localhost/ }]"],
            "steps" => &["scenario: NAME", "defaults: { base_url: http://localhost }"],
            "defaults" => &["scenario: NAME", "steps: [{ name: Ask, request: GET http://localhost/ }]"],
            _ => &[
                "scenario: NAME",
                "defaults: { base_url: http://localhost }",
                "steps: [{ name: Ask, request: GET http://localhost/ }]",
            ],
        }),
        (FRAGMENT, "@\n", |key| match key {
            "fragment" => &["steps: [{ name: Ask, request: GET http://localhost/ }]"],
            "steps" => &["fragment: NAME", "defaults: { base_url: http://localhost }"],
            "defaults" => &["fragment: NAME", "steps: [{ name: Ask, request: GET http://localhost/ }]"],
            _ => &[
                "fragment: NAME",
                "defaults: { base_url: http://localhost }",
                "steps: [{ name: Ask, request: GET http://localhost/ }]",
            ],
        }),
        (STEP, "scenario: NAME\ndefaults: { base_url: http://localhost }\nsteps:\n  -\n    @\n", |key| {
            match key {
                "name" => &["request: GET /"],
                "request" | "check" => &["name: Ask"],
                "use" => &["name: Ask", "with: { name: mary }"],
                "with" => &["name: Ask", "use: parts/login.yaml"],
                "path" => &["name: Ask", "request: getUser"],
                "outputs" => &["name: Ask", "use: parts/login.yaml", "with: { name: mary }"],
                _ => &["name: Ask", "request: POST /"],
            }
        }),
        (INPUT, "inputs:\n  x:\n    @\n", |_| &[]),
        (CASES, "cases:\n  @\n", |key| if key == "file" { &[] } else { &["file: users.csv"] }),
        (DEFAULTS, "defaults:\n  @\n", |_| &[]),
        (DEFAULTS_EXPECT, "defaults:\n  expect:\n    @\n", |_| &[]),
        (RETRY, "    retry:\n      @\n", |key| if key == "until" { &["idempotent: true"] } else { &[] }),
        (REPEAT, "    repeat:\n      @\n", |key| if key == "while" { &[] } else { &["while: 1 == 2"] }),
        (FOR_EACH, "    for_each:\n      @\n", |_| &["user: [{ name: Mary }]"]),
        (BASIC, "    auth:\n      basic:\n        @\n", |key| match key {
            "user" => &["password: ${password}"],
            _ => &["user: mary"],
        }),
        (OPTIONS, "    options:\n      @\n", |_| &[]),
        (TLS, "    options:\n      tls:\n        @\n", |key| match key {
            "cert" => &["key: certs/client.key"],
            "key" => &["cert: certs/client.pem"],
            _ => &[],
        }),
        (PART, "    multipart:\n      part:\n        @\n", |key| match key {
            "value" | "file" => &[],
            _ => &["value: hello"],
        }),
        (GRAPHQL, "    graphql:\n      @\n", |key| {
            if key == "query" { &[] } else { &["query: \"{ me { id } }\""] }
        }),
        (CAPTURE, "    for_each: { i: [1, 2] }\n    capture:\n      x:\n        @\n", |key| match key {
            "secret" | "default" | "pick" | "transform" => &["json: $.list[*]"],
            "append" => &["json: $.list"],
            _ => &[],
        }),
        (EXPECT, "    options: { follow_redirects: true }\n    expect:\n      @\n", |_| &[]),
        (EXPECT_OPENAPI, EXPECTED_OPERATION, |_| &[]),
        (BODY, "    expect:\n      body:\n        @\n", |_| &[]),
        (BYTES, "    expect:\n      body:\n        bytes:\n          @\n", |_| &[]),
        (SNAPSHOT, "    expect:\n      snapshot:\n        @\n", |_| &[]),
        (COOKIE, "    expect:\n      cookies:\n        session:\n          @\n", |_| &[]),
        (OPERATORS, "    expect:\n      json:\n        $.x:\n          @\n", |key| match key {
            "ignore" | "any_order" => &["equals: { a: 1 }"],
            _ => &[],
        }),
    ];

/// A file with each example: its name and its text.
pub fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (number, (keys, place, beside)) in PLACES.iter().enumerate() {
        for key in keys.iter() {
            let name = format!("{number:02}-{}", key.name);
            let mut lines: Vec<String> = beside(key.name).iter().map(|line| (*line).to_owned()).collect();
            lines.push(format!("{}: {}", key.name, key.example));
            let whole = match place.as_bytes()[0] {
                b'@' | b's' => (*place).to_owned(),
                b' ' => format!("{ASK}{place}"),
                _ => format!("{place}{ASK}"),
            };
            // Of headers only lines can be counted.
            let whole = if key.name == "count" {
                whole.replace("json:\n        $.x:", "headers:\n        X:")
            } else {
                whole
            };
            // What is said of an operation needs the document that has it.
            let operation = matches!(key.name, "openapi" | "path") || *place == EXPECTED_OPERATION;
            let whole = match operation && !whole.starts_with('@') {
                true => whole.replace("scenario: NAME\n", "scenario: NAME\nopenapi: api/openapi.yaml\n"),
                false => whole,
            };
            files.push((format!("{name}.yaml"), filled(&whole, &lines).replace("NAME", &name)));
        }
    }
    files
}

/// `runthrough.yaml` with each example.
pub fn configurations() -> Vec<String> {
    let tables =
        [(CONFIG, "@\n"), (ENVIRONMENT, "environments:\n  staging:\n    @\n"), (LIMITS, "limits:\n  @\n")];
    let text = |key: &Key, place| filled(place, &[format!("{}: {}", key.name, key.example)]);
    let texts = tables.into_iter().flat_map(|(keys, place)| keys.iter().map(move |key| text(key, place)));
    texts.collect()
}

/// The lines in the place of `@`, as far to the right as it.
fn filled(place: &str, lines: &[String]) -> String {
    let at = place.find('@').expect("every place has one");
    let margin = at - place[..at].rfind('\n').map_or(0, |end| end + 1);
    place.replacen('@', &lines.join(&format!("\n{}", " ".repeat(margin))), 1)
}

/// Writes what the examples name.
pub fn write_named_files(folder: &Path) {
    let fragment = "fragment: Log in\ninputs: { name: {} }\nvars: { token: abc }\n\
                    steps: [{ name: Ask, request: \"GET http://localhost/${name}\" }]\noutputs: { token: token }\n";
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let api = "openapi: 3.1.0\npaths:\n  /users/{id}: { get: { operationId: getUser, responses: {} } }\n";
    let files: [(&str, &str); 12] = [
        ("users.csv", "case;age;password\nfirst;1;one-of-them\n"),
        ("parts/login.yaml", fragment),
        ("api/openapi.yaml", api),
        ("user.schema.json", "{}"),
        ("body.json", "{}"),
        ("expected.json", "{}"),
        ("expected.pdf", "pdf"),
        ("photo.png", "png"),
        ("certs/ca.pem", &certificate),
        ("certs/client.pem", &certificate),
        ("certs/client.key", &key),
        ("recovery-codes.txt", "123456\n"),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file is written");
    }
}
