//! Keys of steps: requests and how they are sent, loops, retries, captures.

use super::BODY_KEYS;
use super::{Key, Takes, key};

/// A step: what it does, its body, and everything beside these.
pub const STEP: &[Key] =
    &joined::<{ ADDRESS.len() + BODY_KEYS.len() + AROUND.len() }>([ADDRESS, BODY_KEYS, AROUND]);

const fn joined<const N: usize>(tables: [&[Key]; 3]) -> [Key; N] {
    let mut all = [tables[0][0]; N];
    let (mut table, mut index, mut next) = (0, 0, 0);
    while next < N {
        if index < tables[table].len() {
            all[next] = tables[table][index];
            index += 1;
            next += 1;
        } else {
            table += 1;
            index = 0;
        }
    }
    all
}

/// What a step does, and where a request goes.
const ADDRESS: &[Key] = &[
    key("name", Takes::Fixed, "The step's name, unique in its list.", "Log in"),
    key(
        "request",
        Takes::Template,
        "Method and address; one that starts with `/` goes after `base_url`. Or an operationId.",
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
    key("path", Takes::Map, "Beside `request: operationId`: values for the `{…}` of its path.", "{ id: 7 }"),
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
];

/// How a request is sent and judged, and when a step runs.
const AROUND: &[Key] = &[
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

pub const GRAPHQL: &[Key] = &[
    key("query", Takes::Template, "The text of the query.", "'query($id: ID!) { user(id: $id) { name } }'"),
    key("variables", Takes::Map, "Values for its variables.", "{ id: 7 }"),
    key("operation", Takes::Template, "Which of its operations is run, where there are several.", "User"),
];

pub const CAPTURE: &[Key] = &[
    key("json", Takes::Fixed, "A JSONPath on the body.", "$.token"),
    key("header", Takes::Template, "The value of a header; of several the first.", "Location"),
    key("status", Takes::Boolean, "The status code.", "true"),
    key("body", Takes::Boolean, "The body as text.", "true"),
    key("url", Takes::Boolean, "The URL of the response.", "true"),
    key("duration", Takes::Boolean, "How long the call took, in milliseconds.", "true"),
    key("cookie", Takes::Template, "A cookie that the response sets.", "session"),
    key("xml", Takes::Fixed, "An XPath on the body.", "/feed/id"),
    key(
        "html",
        Takes::Fixed,
        "A CSS selector on the body, or an XPath that begins with `/`.",
        "input[name=csrf]@value",
    ),
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
