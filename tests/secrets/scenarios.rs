//! Scenarios that put a secret into every place of a request, and fail in every way.

use super::forms::Secret;

/// Steps after which the secret may be anywhere. `NAME` is its input, `N` its number. Every step fails, and none may show it.
const STEPS: &str = r#"
  - name: In the path and the query
    request: GET /N/json/${NAME}?q=${NAME}
    query: { more: "x ${NAME} y", "${NAME}": 1 }
    expect: { status: 418 }
  - name: In a cookie
    request: GET /N/text
    cookies: { mine: "${NAME | base64}" }
    expect: { status: 418, cookies: { NAME: { value: "x", secure: true }, none: x } }
  - name: In a form
    request: POST /N/text
    form: { field: "${NAME}", other: "a ${NAME} b" }
    expect: { status: 418 }
  - name: In JSON
    request: POST /N/json
    json: { key: "${NAME}", "list": ["${NAME}", { deep: "a ${NAME}" }] }
    expect: { status: 418 }
  - name: In parts
    request: POST /N/json
    multipart: { one: "${NAME}", two: { value: "x ${NAME}", filename: a.txt, content_type: text/plain } }
    expect: { status: 418 }
  - name: In a text
    request: POST /N/html
    text: "the text ${NAME} here"
    expect: { status: 418 }
  - name: In GraphQL
    request: POST /N/json
    graphql: { query: "{ a }", variables: { v: "${NAME}" } }
    expect: { status: 418 }
  - name: As Basic
    request: GET /N/json
    auth: { basic: { user: mary, password: "${NAME}" } }
    expect: { status: 418 }
  - name: As derived
    request: GET /N/echo
    headers: { X-Hash: "${NAME | sha256}", X-Encoded: "${NAME | base64}", X-Url: "${NAME | urlencode}" }
    expect: { status: 418 }
  - name: Status
    request: GET /N/error
  - name: JSON differs
    request: GET /N/json
    expect:
      json:
        $.value: 1
        $.ascii: { equals: "${NAME}!" }
        $.inner: { not: { contains: "v" } }
        $.deep: { matches: "^nothing" }
        $.list: { equals: [1, 2] }
        $.token: { length: 1 }
        $.page: { one_of: [a, "b ${NAME}"] }
        $.url: { starts_with: x }
        $.headers: { format: uuid }
        $.sent: { type: integer }
        $: { partial: { value: "other ${NAME}" } }
        $.*: { each: { starts_with: "no" } }
        $["${NAME}"]: 2
        $.missing: "${NAME}"
  - name: Headers differ
    request: GET /N/json
    expect:
      headers: { X-Plain: x, X-Percent: { equals: "${NAME}" }, X-Form: { not: { contains: a } }, X-Base64: { length: 1 }, X-Json: 1, Set-Cookie: x, Link: { format: uri }, X-None: "${NAME}" }
  - name: Body differs
    request: GET /N/text
    expect: { body: "${NAME}" }
  - name: Body of HTML differs
    request: GET /N/html
    expect: { body: { not: { contains: html } } }
  - name: Body in chunks
    request: GET /N/chunked
    expect: { body: { equals: "begin end" } }
  - name: Body that is cut
    request: GET /N/cut
    expect: { body: { equals: "begin" } }
  - name: Body of all encodings
    request: GET /N/encoded
    expect: { body: { equals: "begin" } }
  - name: That differs
    request: GET /N/json
    expect:
      that:
        - NAME == "x" or response.json.value ~ "y" == NAME
        - response.headers["x-plain"] == NAME ~ "z"
        - response.body == NAME
        - (NAME | upper) == response.json.value | lower
  - name: XML differs
    request: GET /N/xml
    expect:
      xml:
        //value: 1
        //@attribute: { equals: "${NAME}!" }
        //item: { each: { starts_with: "no" } }
        //data: { matches: "^nothing" }
        //item[1]: { length: 1 }
        count(//item): 9
        //none: "${NAME}"
  - name: HTML differs
    request: GET /N/html
    expect: { html: { title: x, a@href: { equals: "${NAME}!" }, a@title: { not: { length: { gte: 1 } } }, p: "${NAME}" } }
  - name: Not XML
    request: GET /N/text
    expect: { xml: { //a: "${NAME}" } }
  - name: Nothing secret in XML and HTML
    request: GET /N/xml
    expect: { xml: { //value: nothing } }
    capture: { xml_hidden: { xml: //none, secret: true }, xml_shown: { xml: //value } }
  - name: Kept of XML
    request: GET /N/xml
    capture: { xml_NAME: { xml: //value, secret: true }, xml_list_NAME: { xml: //item, secret: true } }
    expect: { status: 418 }
  - name: Kept of HTML
    request: GET /N/html
    capture: { html_NAME: { html: title, secret: true } }
    expect: { status: 418 }
  - name: Schema differs
    request: GET /N/json
    expect:
      schema: { type: object, additionalProperties: false, required: [none], properties: { value: { type: integer }, ascii: { enum: [1, two] }, list: { items: { maxLength: 1 } }, deep: { oneOf: [{ type: integer }, { format: uuid }] } } }
      json: { $.value: { schema: { pattern: "^nothing" } }, $: { schema: { propertyNames: { maxLength: 2 } } } }
  - name: Snapshot differs
    request: GET /N/json
    expect: { snapshot: true }
  - name: Snapshot with nothing secret
    request: GET /N/json
    expect: { snapshot: true }
    capture: { snapshot_hidden: { json: $.hidden, secret: true } }
  - name: URL differs
    request: GET /N/json?q=${NAME}
    expect: { url: "http://x/${NAME}", duration: { gt: 1h } }
  - name: Nothing to capture
    request: GET /N/json
    capture: { wanted: $.wanted, found: $.value, all: { body: true }, by_regex: { regex: "never (.*)" } }
  - name: Nothing secret to capture
    request: GET /N/json
    expect: { body: nothing, json: { $.value: 1 }, that: [response.json.value == "x"] }
    capture: { hidden: { json: $.hidden, secret: true }, shown: $.value }
  - name: Kept under another name
    request: GET /N/json
    capture: { kept_NAME: { json: $.value, secret: true }, made_NAME: { json: $.list, secret: true, transform: "value | first" } }
    expect: { status: 418 }
  - name: Until
    request: GET /N/json
    retry: { attempts: 2, every: 1ms, until: "response.json.value == NAME ~ 'x'" }
  - name: Retried
    request: GET /N/error
    retry: { attempts: 3, every: 1ms, on: [5xx] }
  - name: Template
    request: GET /N/json
    query: { q: "${(NAME ~ 'x') + 1}" }
  - name: Header that cannot be
    request: GET /N/json
    headers: { X-Bad: "${NAME ~ '\\n'}" }
  - name: Method that cannot be
    request: GET ${NAME}
  - name: Not JSON
    request: GET /N/text
    expect: { json: { $.a: "${NAME}" } }
  - name: Limit
    request: GET /N/json
    options: { max_body: 40B }
  - name: Time
    request: GET /N/hang/${NAME}
    text: "${NAME}"
    options: { timeout: 40ms }
  - name: No connection
    request: POST REFUSED/${NAME}?q=${NAME}
    json: { a: "${NAME}" }
  - name: Broken
    request: POST /N/broken
    text: "${NAME}"
  - name: Strange
    request: GET /N/strange
  - name: Redirect
    request: GET /N/redirect
    expect: { status: 200 }
  - name: Followed redirect
    request: GET /N/redirect
    options: { follow_redirects: true }
    expect: { body: x, redirects: 0, url: "x" }
  - name: Redirect to another host
    request: GET /N/away
    options: { follow_redirects: true }
  - name: Password of a URL
    request: GET URLS/N/json
    expect: { status: 418 }
  - name: For each
    for_each: { part: ["${NAME}", "b ${NAME}"], label: "l ${part}" }
    request: GET /N/json/${part}
    say: "asked for ${part}"
    expect: { status: 418 }
  - name: Checked
    check: ["NAME == 'x'", "kept_NAME != NAME", "(NAME ~ '-checked') == 'nothing'"]
    say: "checked ${NAME} and ${NAME | sha256}"
"#;

/// Places that a text of several lines cannot be in.
const ONE_LINE: &str = r#"
  - name: In a header
    request: GET /N/json
    headers: { X-Custom: "a ${NAME} b", X-Api-Key: "${NAME}", Authorization: "Custom ${NAME}", Cookie: "c=${NAME}" }
    expect: { status: 418 }
  - name: As a bearer
    request: GET /N/json
    auth: { bearer: "${NAME}" }
    expect: { status: 418 }
  - name: In a plain cookie
    request: GET /N/json
    cookies: { mine: "${NAME}" }
    expect: { status: 418 }
"#;

/// Captures the secret first.
pub const CAPTURED: &str = r#"
  - name: Captured
    request: GET /N/json
    capture: { NAME: { json: $.value, secret: true } }
"#;

/// A scenario with a one-time value, which can be sent twice only.
pub fn one_time(server: &str) -> String {
    format!(
        r#"scenario: One-time ${{
inputs: {{ one_time: {{ one_time: codes.txt }} }}
defaults: {{ base_url: {server} }}
steps:
  - name: Send it
    on_failure: continue
    request: POST /0/text?q=${{one_time}}
    json: {{ code: "${{one_time}}" }}
    expect: {{ status: 418, body: "x ${{one_time}}", that: ["one_time == response.body"] }}
    say: "sent ${{one_time}}"
  - name: Refused
    spent: true
    request: POST /0/text
    form: {{ code: "${{one_time}}" }}
    expect: {{ json: {{ $.a: "${{one_time}}" }} }}
"#
    )
    .replace("One-time ${", "One-time")
}

/// A scenario for a secret; `declared` is its input. `vars` stand between.
pub fn scenario(number: usize, secret: &Secret, declared: &str, server: &str, refused: &str) -> String {
    let one_line = if secret.value.contains('\n') { "" } else { ONE_LINE };
    let urls = server.replace("http://", "http://mary:${NAME | urlencode}@");
    let captured = if secret.name == "captured" { CAPTURED } else { "" };
    let steps = format!("{captured}{STEPS}{one_line}").replace("URLS", &urls).replace("REFUSED", refused);
    let vars = if captured.is_empty() { "vars: { made: \"<${NAME}>\" }\n" } else { "vars: { made: x }\n" };
    let steps = steps.replace("/N/", &format!("/{number}/"));
    let steps = go_on(&steps);
    format!(
        "scenario: Secret {number}\n{declared}{vars}defaults: {{ base_url: {server} }}\nsteps:{steps}\
         \ncleanup:\n  - name: Clean up\n    request: DELETE /{number}/error/${{made}}\n"
    )
    .replace("NAME", secret.name)
}

/// Every step is run, whatever came of those before it.
pub fn go_on(steps: &str) -> String {
    let line = |line: &str| match line.strip_prefix("  - name: ") {
        Some(name) => format!("  - name: {name}\n    on_failure: continue\n"),
        None => format!("{line}\n"),
    };
    steps.lines().map(line).collect()
}
