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
        "Method and URL; a URL that starts with `/` is appended to `base_url`. Or an operationId.",
        "POST /login",
    ),
    key(
        "check",
        Takes::ExpressionList,
        "Expressions that must be true. The step sends no request.",
        "[\"total > 0\"]",
    ),
    key("use", Takes::Fixed, "Runs the steps of a fragment.", "parts/login.yaml"),
    key("with", Takes::Map, "Values for the fragment's inputs.", "{ name: \"${name}\" }"),
    key(
        "outputs",
        Takes::Map,
        "Names for the fragment's outputs: a map `name_here: output`, or a list to keep their names.",
        "{ token: token }",
    ),
    key(
        "path",
        Takes::Map,
        "With `request: operationId`: values for the parameters in its path.",
        "{ id: 7 }",
    ),
    key(
        "query",
        Takes::Map,
        "Query parameters. A list repeats the name; `null` leaves it out.",
        "{ token: \"${token}\" }",
    ),
    key(
        "headers",
        Takes::Map,
        "Headers. A list repeats the name; `null` leaves it out.",
        "{ Accept: text/plain }",
    ),
    key("cookies", Takes::Map, "Cookies to send.", "{ session: abc }"),
];

/// How a request is sent and judged, and when a step runs.
const AROUND: &[Key] = &[
    key("auth", Takes::Map, "Credentials: `basic`, `bearer` or `none`.", "{ bearer: \"${token}\" }"),
    key("options", Takes::Map, "Options for sending the request.", "{ timeout: 5s }"),
    key(
        "expect",
        Takes::Map,
        "What to expect of the response. Without `status`, a 2xx is expected.",
        "{ status: 200 }",
    ),
    key("capture", Takes::Map, "Values to take from the response for later steps.", "{ id: $.id }"),
    key(
        "retry",
        Takes::Map,
        "When and how often to retry the request.",
        "{ attempts: 5, every: 500ms, on: [connection, 429, 5xx] }",
    ),
    key("when", Takes::Expression, "If false, the step is skipped.", "not unlocked"),
    key(
        "wait",
        Takes::Duration,
        "A pause before the request. `totp` waits for the next one-time password.",
        "500ms",
    ),
    key(
        "for_each",
        Takes::Map,
        "Runs the step once for each element of a list. You choose the element's name.",
        "{ id: ids }",
    ),
    key(
        "repeat",
        Takes::Map,
        "Repeats the step as long as an expression is true.",
        "{ while: response.json.more, max: 20 }",
    ),
    key("say", Takes::Template, "A message to show with the step.", "${left} codes left."),
    key("spent", Takes::Boolean, "Declares that this step sends a used one-time value on purpose.", "true"),
    key(
        "on_failure",
        Takes::Fixed,
        "What to do after a failure: `stop` skips the later steps (default), `continue` runs them.",
        "continue",
    ),
];

pub const RETRY: &[Key] = &[
    key("attempts", Takes::Integer, "The number of attempts, including the first.", "10"),
    key("every", Takes::Duration, "The first pause.", "500ms"),
    key(
        "backoff",
        Takes::Value,
        "The factor by which each pause is longer than the previous one. Default: 1.",
        "2",
    ),
    key("max_wait", Takes::Duration, "The longest pause, also when the server sends Retry-After.", "30s"),
    key(
        "on",
        Takes::FixedList,
        "What to retry: `connection` (default), `timeout`, a status such as `429` or `5xx`, `expect` (a failed expectation).",
        "[connection, 429, 5xx]",
    ),
    key(
        "until",
        Takes::Expression,
        "Sends the request again until this is true. Only the last response is judged. Can use `response`.",
        "response.json.status == 'done'",
    ),
    key("idempotent", Takes::Boolean, "`true`: a POST or PATCH may be sent again after a response.", "true"),
    key(
        "expected",
        Takes::Boolean,
        "`true`: retries are expected, and the step is not marked as flaky.",
        "true",
    ),
];

pub const REPEAT: &[Key] = &[
    key(
        "while",
        Takes::Expression,
        "Evaluated after each iteration: true runs the step again. Can use `response` and the step's captures.",
        "ids | length < response.json.total",
    ),
    key("max", Takes::Integer, "The largest number of iterations. When it is reached, the step fails.", "20"),
];

/// `for_each`, beside the name that is free.
pub const FOR_EACH: &[Key] = &[
    key("label", Takes::Template, "The element's label in reports.", "${user.name}"),
    key("at_least", Takes::Integer, "The step fails if the list has fewer elements. Default: 0.", "1"),
];

/// `auth: {basic: …}`.
pub const BASIC: &[Key] = &[
    key("user", Takes::Template, "User name.", "mary"),
    key("password", Takes::Template, "Password.", "${password}"),
];

pub const OPTIONS: &[Key] = &[
    key("timeout", Takes::Duration, "The time limit for the whole request.", "10s"),
    key("connect_timeout", Takes::Duration, "The time limit for connecting.", "2s"),
    key("follow_redirects", Takes::Boolean, "Whether to follow redirects. Default: false.", "true"),
    key("max_redirects", Takes::Integer, "The largest number of redirects to follow.", "5"),
    key("tls", Takes::Map, "Certificates for https.", "{ ca: certs/ca.pem }"),
    key("proxy", Takes::Template, "A proxy's URL.", "http://proxy.example.com:3128"),
    key("max_body", Takes::Size, "The largest body that is read. A larger one is an error.", "16MiB"),
    key("cookies", Takes::Boolean, "`false`: cookies are neither sent nor stored.", "false"),
];

/// `options.tls`.
pub const TLS: &[Key] = &[
    key(
        "ca",
        Takes::Fixed,
        "A PEM file of certificate authorities to trust instead of the system's.",
        "certs/ca.pem",
    ),
    key("cert", Takes::Fixed, "A PEM file with the client certificate and its chain.", "certs/client.pem"),
    key("key", Takes::Fixed, "A PEM file with the private key of that certificate.", "certs/client.key"),
    key("insecure", Takes::Boolean, "Accepts any certificate. For test servers only.", "true"),
];

/// A part of `multipart`, written as a map.
pub const PART: &[Key] = &[
    key("value", Takes::Value, "The part's content. A list or map is sent as JSON.", "hello"),
    key("file", Takes::Fixed, "The file that contains the part's content.", "photo.png"),
    key("filename", Takes::Template, "The file name to send to the server.", "photo-${id}.png"),
    key("content_type", Takes::Template, "Its media type.", "image/png"),
];

pub const GRAPHQL: &[Key] = &[
    key("query", Takes::Template, "The query.", "'query($id: ID!) { user(id: $id) { name } }'"),
    key("variables", Takes::Map, "Values for the query's variables.", "{ id: 7 }"),
    key("operation", Takes::Template, "The operation to run, if the query has several.", "User"),
];

pub const CAPTURE: &[Key] = &[
    key("json", Takes::Fixed, "A JSONPath on the body.", "$.token"),
    key("header", Takes::Template, "The value of a header; if there are several, the first.", "Location"),
    key("status", Takes::Boolean, "The status code.", "true"),
    key("body", Takes::Boolean, "The body as text.", "true"),
    key("url", Takes::Boolean, "The URL of the response.", "true"),
    key("duration", Takes::Boolean, "How long the request took, in milliseconds.", "true"),
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
        "A regular expression on the body. The value is its first group `(…)`.",
        "'id=([0-9]+)'",
    ),
    key(
        "secret",
        Takes::Boolean,
        "Whether the value is secret: it is never shown, `[secret:name]` appears instead.",
        "true",
    ),
    key("default", Takes::Value, "Used when nothing is found. Without it, the step fails.", "0"),
    key(
        "pick",
        Takes::Fixed,
        "Which of several found values to take: `all` (default), `first`, `last` or `one`.",
        "first",
    ),
    key(
        "transform",
        Takes::Expression,
        "An expression that changes the value. Can use `value` and `response`.",
        "value | int",
    ),
    key(
        "append",
        Takes::Boolean,
        "Collects the values of all iterations of `repeat` or `for_each` in one list.",
        "true",
    ),
];
