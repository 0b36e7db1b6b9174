//! Keys and operators.

use super::{Key, Takes};

const fn key(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Key {
    Key { name, takes, doc, example, ready: true }
}

/// A key that the language has and this version refuses with a message that says so.
const fn later(name: &'static str, takes: Takes, doc: &'static str, example: &'static str) -> Key {
    Key { name, takes, doc, example, ready: false }
}

/// Top level of a scenario file.
pub const SCENARIO: &[Key] = &[
    key("scenario", Takes::Fixed, "The scenario's name, unique in a run.", "Log in and out"),
    key("description", Takes::Fixed, "What the scenario is for.", "The usual way in."),
    key("tags", Takes::FixedList, "Words to choose scenarios by, with `-t`.", "[auth, smoke]"),
    key(
        "when",
        Takes::Expression,
        "False: the whole scenario is skipped. Sees inputs and `environment`.",
        "environment == 'staging'",
    ),
    key(
        "skip",
        Takes::Fixed,
        "Skips the whole scenario; the text is the reason that reports show.",
        "waits for issue 12",
    ),
    key(
        "inputs",
        Takes::Map,
        "Values that come from outside: addresses, names, passwords.",
        "{ password: { env: PASSWORD, secret: true } }",
    ),
    key(
        "vars",
        Takes::Map,
        "Values of your own, computed once before the first step, from top to bottom.",
        "{ page_size: 10 }",
    ),
    key(
        "defaults",
        Takes::Map,
        "What holds for every request of this file.",
        "{ base_url: \"${base_url}\" }",
    ),
    key(
        "cases",
        Takes::MapList,
        "Data rows, here or in a file: the scenario runs once for each.",
        "[{ case: empty, code: \"\" }]",
    ),
    key(
        "locks",
        Takes::TemplateList,
        "Scenarios that name the same lock never run at the same time.",
        "[mailbox]",
    ),
    later("openapi", Takes::Fixed, "Every exchange is validated against this document.", "api/openapi.yaml"),
    key("steps", Takes::MapList, "What is done, in order.", "[{ name: Ask, request: GET /health }]"),
    key(
        "cleanup",
        Takes::MapList,
        "Always runs, whatever happened above.",
        "[{ name: Log out, request: GET /logout }]",
    ),
    key("cleanup_timeout", Takes::Duration, "Time for all cleanup steps together.", "30s"),
];

/// Top level of a fragment file.
pub const FRAGMENT: &[Key] = &[
    key("fragment", Takes::Fixed, "Makes the file a part that scenarios `use`.", "Log in"),
    key("description", Takes::Fixed, "What the fragment is for.", "Logs in and promises the logout."),
    key(
        "once",
        Takes::Boolean,
        "The fragment runs once in a run, for all scenarios that give it the same `with`.",
        "true",
    ),
    key(
        "inputs",
        Takes::Map,
        "What scenarios give it by `with`.",
        "{ name: {}, password: { secret: true } }",
    ),
    key(
        "vars",
        Takes::Map,
        "Values of your own, computed once before the first step, from top to bottom.",
        "{ page_size: 10 }",
    ),
    key(
        "defaults",
        Takes::Map,
        "What holds for every request of this file.",
        "{ base_url: \"${base_url}\" }",
    ),
    key("steps", Takes::MapList, "What is done, in order.", "[{ name: Ask, request: GET /health }]"),
    key("outputs", Takes::Map, "What scenarios get back: names and expressions.", "{ token: token }"),
    key(
        "cleanup",
        Takes::MapList,
        "Runs when the scenario that used the fragment ends.",
        "[{ name: Log out, request: GET /logout }]",
    ),
];

/// `cases` from a file.
pub const CASES: &[Key] = &[
    key("file", Takes::Fixed, "A CSV, JSON or YAML file with the rows.", "users.csv"),
    key("types", Takes::Map, "Types of CSV columns; without one a cell is text.", "{ age: integer }"),
    key(
        "delimiter",
        Takes::Fixed,
        "What stands between the cells of a CSV file; found out by itself.",
        "\";\"",
    ),
    key("secret", Takes::FixedList, "Columns whose values are never shown.", "[password]"),
];

/// A step.
pub const STEP: &[Key] = &[
    key("name", Takes::Fixed, "The step's name, unique in its list.", "Log in"),
    key(
        "request",
        Takes::Template,
        "Method and address; one that starts with `/` goes after `base_url`.",
        "POST /login",
    ),
    key(
        "check",
        Takes::ExpressionList,
        "Expressions that must be true, without a request.",
        "[\"total > 0\"]",
    ),
    key("use", Takes::Fixed, "Runs the steps of a fragment.", "parts/login.yaml"),
    key("with", Takes::Map, "Values for the inputs of the fragment.", "{ name: \"${name}\" }"),
    key(
        "outputs",
        Takes::Map,
        "What the fragment gives back, by the names it gets here; or a list of names.",
        "{ token: token }",
    ),
    later("path", Takes::Map, "Path parameters of an operation.", "{ id: 7 }"),
    key(
        "query",
        Takes::Map,
        "Query parameters; a list repeats the name, `null` leaves it out.",
        "{ token: \"${token}\" }",
    ),
    key(
        "headers",
        Takes::Map,
        "Header fields; a list repeats the name, `null` leaves it out.",
        "{ Accept: text/plain }",
    ),
    key("cookies", Takes::Map, "Cookies to send.", "{ session: abc }"),
    key("json", Takes::Value, "A JSON body.", "{ from: 0, size: 10 }"),
    key("json_file", Takes::Fixed, "A JSON body from a file with templates.", "body.json"),
    key("form", Takes::Map, "A form body (application/x-www-form-urlencoded).", "{ user: mary }"),
    key("multipart", Takes::Map, "A multipart/form-data body, for uploads.", "{ file: { file: photo.png } }"),
    key("text", Takes::Template, "A text body.", "hello"),
    key("file", Takes::Fixed, "A body from a file, sent as it is.", "photo.png"),
    key("graphql", Takes::Map, "A GraphQL query.", "{ query: \"{ me { id } }\" }"),
    key("auth", Takes::Map, "Credentials: `basic`, `bearer` or `none`.", "{ bearer: \"${token}\" }"),
    key("options", Takes::Map, "How the request is sent.", "{ timeout: 5s }"),
    key(
        "expect",
        Takes::Map,
        "What the answer must be; without `status`, a 2xx is expected.",
        "{ status: 200 }",
    ),
    key("capture", Takes::Map, "Values taken from the answer, for later steps.", "{ id: $.id }"),
    key(
        "retry",
        Takes::Map,
        "When and how often the request is tried again.",
        "{ attempts: 5, every: 500ms, on: [connection, 429, 5xx] }",
    ),
    key("when", Takes::Expression, "False: the step is skipped.", "not unlocked"),
    key(
        "wait",
        Takes::Duration,
        "A pause before the request; `totp` waits for the next one-time password.",
        "500ms",
    ),
    key(
        "for_each",
        Takes::Map,
        "Runs the step once for each element of a list, under a name of your choice.",
        "{ id: ids }",
    ),
    key(
        "repeat",
        Takes::Map,
        "Runs the step again as long as an expression is true.",
        "{ while: response.json.more, max: 20 }",
    ),
    key("say", Takes::Template, "A line for people, shown with the step.", "${left} codes left."),
    key("spent", Takes::Boolean, "Says that this step sends a used one-time value again on purpose.", "true"),
    key(
        "on_failure",
        Takes::Fixed,
        "What comes after a failure: `stop` skips the later steps (default), `continue` runs them.",
        "continue",
    ),
];

/// `retry`.
pub const RETRY: &[Key] = &[
    key("attempts", Takes::Integer, "All tries, the first included.", "10"),
    key("every", Takes::Duration, "The first pause.", "500ms"),
    key("backoff", Takes::Value, "Each pause is this many times as long as the one before (default 1).", "2"),
    key(
        "max_wait",
        Takes::Duration,
        "The longest pause, also where the server asks for one by Retry-After.",
        "30s",
    ),
    key(
        "on",
        Takes::FixedList,
        "What is tried again: `connection` (default), `timeout`, a status such as `429` or `5xx`, `expect` (a failed expectation).",
        "[connection, 429, 5xx]",
    ),
    key(
        "until",
        Takes::Expression,
        "Asks again until this is true; only the last answer is judged. Sees `response`.",
        "response.json.status == 'done'",
    ),
    key("idempotent", Takes::Boolean, "`true`: a POST or PATCH may be sent again after an answer.", "true"),
    key(
        "expected",
        Takes::Boolean,
        "`true`: retries are normal here, and the step is not marked flaky.",
        "true",
    ),
];

/// `repeat`.
pub const REPEAT: &[Key] = &[
    key(
        "while",
        Takes::Expression,
        "Looked at after each round: true runs the step again. Sees `response` and the captures of the step.",
        "ids | length < response.json.total",
    ),
    key("max", Takes::Integer, "The most rounds; when they are used up, the step fails.", "20"),
];

/// `for_each`, beside the name that is free.
pub const FOR_EACH: &[Key] = &[
    key("label", Takes::Template, "What an element is called in reports.", "${user.name}"),
    key("at_least", Takes::Integer, "The step fails if the list has fewer elements (default 0).", "1"),
];

/// `auth: {basic: …}`.
pub const BASIC: &[Key] = &[
    key("user", Takes::Template, "User name.", "mary"),
    key("password", Takes::Template, "Password.", "${password}"),
];

/// `options`.
pub const OPTIONS: &[Key] = &[
    key("timeout", Takes::Duration, "For the whole call.", "10s"),
    key("connect_timeout", Takes::Duration, "Time until there is a connection.", "2s"),
    key("follow_redirects", Takes::Boolean, "Whether redirects are followed (default false).", "true"),
    key("max_redirects", Takes::Integer, "How many redirects are followed.", "5"),
    key("tls", Takes::Map, "Certificates for https.", "{ ca: certs/ca.pem }"),
    key("proxy", Takes::Template, "A proxy's URL.", "http://proxy.example.com:3128"),
    key("max_body", Takes::Size, "The longest body that is read; a longer one is an error.", "16MiB"),
    key("cookies", Takes::Boolean, "`false`: no cookies are sent or kept.", "false"),
];

/// `options.tls`.
pub const TLS: &[Key] = &[
    key(
        "ca",
        Takes::Fixed,
        "A file of authorities (PEM) that are trusted instead of the system's.",
        "certs/ca.pem",
    ),
    key(
        "cert",
        Takes::Fixed,
        "A file with the client's certificate and its chain (PEM).",
        "certs/client.pem",
    ),
    key("key", Takes::Fixed, "A file with the key of that certificate (PEM).", "certs/client.key"),
    key("insecure", Takes::Boolean, "Accepts any certificate; for test servers only.", "true"),
];

/// A part of `multipart`, written as a map.
pub const PART: &[Key] = &[
    key("value", Takes::Value, "Its content; a list or map is sent as JSON.", "hello"),
    key("file", Takes::Fixed, "Its content comes from this file.", "photo.png"),
    key("filename", Takes::Template, "The file name that is told to the server.", "photo-${id}.png"),
    key("content_type", Takes::Template, "Its media type.", "image/png"),
];

/// `graphql`.
pub const GRAPHQL: &[Key] = &[
    key("query", Takes::Template, "The text of the query.", "'query($id: ID!) { user(id: $id) { name } }'"),
    key("variables", Takes::Map, "Values for its variables.", "{ id: 7 }"),
    key("operation", Takes::Template, "Which of its operations is run, where there are several.", "User"),
];

/// A cookie of `expect`, written as a map of its attributes.
pub const COOKIE: &[Key] = &[
    key("value", Takes::Matcher, "Its value.", "{ length: { gte: 16 } }"),
    key("http_only", Takes::Boolean, "Whether the cookie is hidden from scripts.", "true"),
    key("secure", Takes::Boolean, "Whether it is sent over https only.", "true"),
    key("same_site", Takes::Matcher, "`Strict`, `Lax` or `None`.", "Lax"),
    key("path", Takes::Matcher, "The path it is for.", "/"),
    key("domain", Takes::Matcher, "The domain it is for.", "example.com"),
    key("max_age", Takes::Matcher, "Its life in seconds.", "{ lte: 3600 }"),
];

/// `expect`.
pub const EXPECT: &[Key] = &[
    key("status", Takes::Matcher, "`200`, `2xx`, a list of these, `any`, or operators.", "200"),
    key("headers", Takes::Map, "Header names and matchers.", "{ Content-Type: { contains: json } }"),
    key("json", Takes::Map, "JSONPaths (RFC 9535) and matchers.", "{ $.id: { exists: true } }"),
    later("xml", Takes::Map, "XPaths and matchers.", "{ /feed/title: News }"),
    later("html", Takes::Map, "CSS selectors and matchers.", "{ h1: Welcome }"),
    key("cookies", Takes::Map, "Cookies that the response sets.", "{ session: { http_only: true } }"),
    key("body", Takes::Matcher, "The body as text.", "{ contains: hello }"),
    key("duration", Takes::Matcher, "How long the answer took.", "{ lt: 2s }"),
    later("schema", Takes::Value, "A JSON Schema for the body.", "user.schema.json"),
    later("openapi", Takes::Fixed, "The operation of the OpenAPI document, or `false`.", "getUser"),
    later("snapshot", Takes::Fixed, "The body equals its snapshot.", "user"),
    key(
        "url",
        Takes::Matcher,
        "The address where the request ended, redirects included.",
        "{ ends_with: /home }",
    ),
    key("redirects", Takes::Matcher, "How many redirects were followed.", "1"),
    key(
        "that",
        Takes::ExpressionList,
        "Expressions that must be true; they see `response`.",
        "[\"response.json.from < response.json.total\"]",
    ),
];

/// `expect` of `defaults`.
pub const DEFAULTS_EXPECT: &[Key] = &[
    key("status", Takes::Matcher, "As in the `expect` of a step.", "200"),
    key("headers", Takes::Map, "As in the `expect` of a step.", "{ X-Request-Id: { exists: true } }"),
    key("duration", Takes::Matcher, "As in the `expect` of a step.", "{ lt: 2s }"),
    later("openapi", Takes::Fixed, "As in the `expect` of a step.", "false"),
];

/// Beside the operators of `body`.
pub const BODY: &[Key] = &[
    key("same_as", Takes::Fixed, "The bytes of this file.", "expected.pdf"),
    key("sha256", Takes::Template, "The hash of the bytes, in hexadecimal.", "9f86d081884c7d65…"),
    key("bytes", Takes::Map, "`length` of the body in bytes.", "{ length: { lte: 1000 } }"),
];

/// `bytes` of `body`.
pub const BYTES: &[Key] = &[key("length", Takes::Matcher, "Number of bytes.", "{ lte: 1000 }")];

/// What `body` takes: operators of its text, and what is asked of its bytes.
pub const BODY_OR_OPERATORS: &[Key] = &with_operators::<{ BODY.len() + OPERATORS.len() }>(BODY);

/// What a cookie of `expect` takes: its attributes, or operators of its value.
pub const COOKIE_OR_OPERATORS: &[Key] = &with_operators::<{ COOKIE.len() + OPERATORS.len() }>(COOKIE);

const fn with_operators<const N: usize>(keys: &[Key]) -> [Key; N] {
    let mut all = [key("", Takes::Fixed, "", ""); N];
    let mut index = 0;
    while index < N {
        all[index] = if index < keys.len() { keys[index] } else { OPERATORS[index - keys.len()] };
        index += 1;
    }
    all
}

/// Operators of a matcher.
pub const OPERATORS: &[Key] = &[
    key(
        "equals",
        Takes::Value,
        "The same value, at every depth; numbers by value (1 equals 1.0).",
        "{ id: 1 }",
    ),
    key("equals_file", Takes::Fixed, "Equal to a JSON or YAML file.", "expected.json"),
    key("one_of", Takes::ValueList, "Equal to one of these.", "[open, closed]"),
    key(
        "partial",
        Takes::Value,
        "Every member named here is there with an equal value; there may be others.",
        "{ state: open }",
    ),
    key(
        "ignore",
        Takes::FixedList,
        "Beside `equals`, `equals_file`, `partial`: left out on both sides.",
        "[$.created]",
    ),
    key(
        "any_order",
        Takes::Boolean,
        "Beside `equals`, `equals_file`, `partial`: the order in lists does not matter.",
        "true",
    ),
    key("exists", Takes::Boolean, "Whether something is there; a JSON null counts as something.", "true"),
    key(
        "type",
        Takes::Fixed,
        "The type of the value, such as `string` or `integer`, or a list of types.",
        "string",
    ),
    key("gt", Takes::Value, "Greater than.", "0"),
    key("gte", Takes::Value, "Greater than or equal to.", "1"),
    key("lt", Takes::Value, "Less than.", "100"),
    key("lte", Takes::Value, "Less than or equal to.", "100"),
    key("contains", Takes::Value, "A part of a text, or an element of an array.", "locked"),
    key("starts_with", Takes::Template, "The beginning of a text.", "doc-"),
    key("ends_with", Takes::Template, "The end of a text.", ".pdf"),
    key(
        "matches",
        Takes::Template,
        "A regular expression that fits somewhere in the text; `^` and `$` for all of it.",
        "'^[a-z]+$'",
    ),
    key("length", Takes::Matcher, "Number of characters, elements or members.", "{ gte: 1 }"),
    key("empty", Takes::Boolean, "Whether there is nothing, or nothing in it.", "false"),
    key("count", Takes::Matcher, "Of a header: how many lines.", "1"),
    key("each", Takes::Matcher, "Every element is as said here.", "{ format: uuid }"),
    key("some", Takes::Matcher, "At least one element is as said here.", "{ equals: 7 }"),
    key("none", Takes::Matcher, "No element is as said here.", "{ equals: 7 }"),
    key("one", Takes::Matcher, "Exactly one element is as said here.", "{ equals: 7 }"),
    key("unique", Takes::Boolean, "No two elements are equal.", "true"),
    key("sorted", Takes::Fixed, "The elements are in order: `asc` (upwards) or `desc` (downwards).", "asc"),
    key("format", Takes::Fixed, "A well-known form of text, such as `uuid` or `date-time`.", "uuid"),
    later("schema", Takes::Value, "JSON Schema of this value.", "user.schema.json"),
    key("not", Takes::Matcher, "The opposite: this must not hold.", "{ contains: error }"),
    key("all_of", Takes::MatcherList, "All of these hold.", "[{ gte: 1 }, { lte: 9 }]"),
    key(
        "any_of",
        Takes::MatcherList,
        "At least one of these holds.",
        "[{ empty: true }, { each: { gt: 0 } }]",
    ),
];

/// A capture.
pub const CAPTURE: &[Key] = &[
    key("json", Takes::Fixed, "A JSONPath on the body.", "$.token"),
    key("header", Takes::Template, "The value of a header; of several the first.", "Location"),
    key("status", Takes::Boolean, "The status code.", "true"),
    key("body", Takes::Boolean, "The body as text.", "true"),
    key("url", Takes::Boolean, "The URL of the response.", "true"),
    key("duration", Takes::Boolean, "How long the call took, in milliseconds.", "true"),
    key("cookie", Takes::Template, "A cookie that the response sets.", "session"),
    later("xml", Takes::Fixed, "An XPath on the body.", "/feed/id"),
    later("html", Takes::Fixed, "A CSS selector on the body.", "input[name=csrf]@value"),
    key(
        "regex",
        Takes::Fixed,
        "A regular expression on the body; the value is what its first `(…)` finds.",
        "'id=([0-9]+)'",
    ),
    key("secret", Takes::Boolean, "The value is never shown; `[secret:name]` stands in its place.", "true"),
    key("default", Takes::Value, "Used when nothing is found; without it, the step fails then.", "0"),
    key(
        "pick",
        Takes::Fixed,
        "What to take of a list that a path finds: `all` (default), `first`, `last` or `one`.",
        "first",
    ),
    key("transform", Takes::Expression, "Applied to the value; sees `value` and `response`.", "value | int"),
    key(
        "append",
        Takes::Boolean,
        "Joins what the rounds of `repeat` or `for_each` capture into one list.",
        "true",
    ),
];

/// An input.
pub const INPUT: &[Key] = &[
    key("env", Takes::Fixed, "The environment variable that gives it.", "API_PASSWORD"),
    key(
        "default",
        Takes::Value,
        "Used when nothing else gives a value; without it, the input is required.",
        "10",
    ),
    key("type", Takes::Fixed, "`string`, `integer`, `number`, `boolean` or `json`.", "integer"),
    key("secret", Takes::Boolean, "The value is never shown; `[secret:name]` stands in its place.", "true"),
    key("one_time", Takes::Fixed, "A file of single-use values, one a line.", "recovery-codes.txt"),
    key("description", Takes::Fixed, "What it is for.", "The account's password."),
    key("one_of", Takes::ValueList, "The values it may have.", "[eu, us]"),
    key("matches", Takes::Fixed, "What its text must match.", "'^https://'"),
];

/// `defaults`.
pub const DEFAULTS: &[Key] = &[
    key(
        "base_url",
        Takes::Template,
        "The beginning of every address: a request to `/login` goes to this plus `/login`.",
        "${base_url}",
    ),
    key("headers", Takes::Map, "Header fields.", "{ Accept-Language: en }"),
    key("query", Takes::Map, "Query parameters.", "{ api-version: 2 }"),
    key("cookies", Takes::Map, "Cookies to send.", "{ consent: all }"),
    key("auth", Takes::Map, "Credentials.", "{ bearer: \"${token}\" }"),
    key("retry", Takes::Map, "When requests are tried again.", "{ attempts: 3 }"),
    key("options", Takes::Map, "How requests are sent.", "{ timeout: 10s }"),
    later("namespaces", Takes::Map, "Prefixes of XPaths.", "{ a: http://www.w3.org/2005/Atom }"),
    key(
        "expect",
        Takes::Map,
        "What every answer must be: `status`, `headers`, `duration`.",
        "{ duration: { lt: 2s } }",
    ),
];

/// `runthrough.yaml`.
pub const CONFIG: &[Key] = &[
    key("scenarios", Takes::FixedList, "Where run, check and list look by default.", "[scenarios]"),
    key("inputs", Takes::Map, "Inputs for all files.", "{ base_url: { env: BASE_URL } }"),
    key("defaults", Takes::Map, "For every request of every file.", "{ options: { timeout: 20s } }"),
    later("openapi", Takes::Fixed, "Every exchange is validated against this document.", "api/openapi.yaml"),
    key(
        "environments",
        Takes::Map,
        "Inputs and defaults of your test systems by name, chosen with `-e`.",
        "{ staging: { inputs: { size: 1 } } }",
    ),
    key(
        "jobs",
        Takes::Integer,
        "How many scenarios run at once (default: as many as the machine has cores).",
        "4",
    ),
    later("allow_hosts", Takes::FixedList, "No request to any other host.", "[staging.example.com]"),
    key(
        "reports",
        Takes::FixedList,
        "Reports to write, beside those of `--report`.",
        "[junit=target/junit.xml]",
    ),
    key(
        "severity",
        Takes::Map,
        "How serious a warning is: `error`, `warning` or `off`.",
        "{ unused-capture: off }",
    ),
    key("limits", Takes::Map, "Limits of your own: `max_body`, `max_json_values`.", "{ max_body: 16MiB }"),
];

/// One of `environments`.
pub const ENVIRONMENT: &[Key] = &[
    key("inputs", Takes::Map, "Values for inputs.", "{ base_url: https://staging.example.com }"),
    key(
        "defaults",
        Takes::Map,
        "Defaults for this environment; they win over those of the whole file.",
        "{ options: { timeout: 60s } }",
    ),
];

/// `limits`.
pub const LIMITS: &[Key] = &[
    key("max_body", Takes::Size, "The longest body that is read; a longer one is an error.", "16MiB"),
    key("max_json_values", Takes::Integer, "Values of a JSON body that are read.", "5000000"),
];
