//! Keys of whole files: scenarios, fragments, rows, inputs, defaults, the configuration.

use super::{Key, Takes, key};

/// Top level of a scenario file.
pub const SCENARIO: &[Key] = &[
    key("scenario", Takes::Fixed, "The scenario's name, unique in a run.", "Log in and out"),
    key("description", Takes::Fixed, "What the scenario is for.", "The usual way in."),
    key("tags", Takes::FixedList, "Labels for selecting scenarios with `-t`.", "[auth, smoke]"),
    key(
        "when",
        Takes::Expression,
        "If false, the whole scenario is skipped. Can use inputs and `environment`.",
        "environment == 'staging'",
    ),
    key(
        "skip",
        Takes::Fixed,
        "Skips the whole scenario. Reports show this text as the reason.",
        "waits for issue 12",
    ),
    key(
        "inputs",
        Takes::Map,
        "Values that come from outside: URLs, names, passwords.",
        "{ password: { env: PASSWORD, secret: true } }",
    ),
    key(
        "vars",
        Takes::Map,
        "Variables, computed once before the first step, from top to bottom.",
        "{ page_size: 10 }",
    ),
    key("defaults", Takes::Map, "Defaults for every request of this file.", "{ base_url: \"${base_url}\" }"),
    key(
        "cases",
        Takes::MapList,
        "Data rows, inline or from a file: the scenario runs once for each row.",
        "[{ case: empty, code: \"\" }]",
    ),
    key("locks", Takes::TemplateList, "Scenarios with the same lock never run in parallel.", "[mailbox]"),
    key(
        "openapi",
        Takes::Fixed,
        "Every exchange is validated against this OpenAPI document (3.0 or 3.1).",
        "api/openapi.yaml",
    ),
    key("steps", Takes::MapList, "The steps, in order.", "[{ name: Ask, request: GET /health }]"),
    key(
        "cleanup",
        Takes::MapList,
        "Steps that always run, whatever happened before.",
        "[{ name: Log out, request: GET /logout }]",
    ),
    key("cleanup_timeout", Takes::Duration, "The time limit for all cleanup steps together.", "30s"),
];

/// Top level of a fragment file.
pub const FRAGMENT: &[Key] = &[
    key(
        "fragment",
        Takes::Fixed,
        "The fragment's name. Makes the file a fragment, which scenarios `use`.",
        "Log in",
    ),
    key("description", Takes::Fixed, "What the fragment is for.", "Logs in, and logs out at the end."),
    key(
        "once",
        Takes::Boolean,
        "The fragment runs once per run, for all scenarios that pass the same `with`.",
        "true",
    ),
    key(
        "inputs",
        Takes::Map,
        "The values that scenarios pass under `with`.",
        "{ name: {}, password: { secret: true } }",
    ),
    key(
        "vars",
        Takes::Map,
        "Variables, computed once before the first step, from top to bottom.",
        "{ page_size: 10 }",
    ),
    key("defaults", Takes::Map, "Defaults for every request of this file.", "{ base_url: \"${base_url}\" }"),
    key("steps", Takes::MapList, "The steps, in order.", "[{ name: Ask, request: GET /health }]"),
    key(
        "outputs",
        Takes::Map,
        "The values that scenarios get back: names and expressions.",
        "{ token: token }",
    ),
    key(
        "cleanup",
        Takes::MapList,
        "Steps that run when the scenario that used the fragment ends.",
        "[{ name: Log out, request: GET /logout }]",
    ),
];

/// `cases` from a file.
pub const CASES: &[Key] = &[
    key("file", Takes::Fixed, "A CSV, JSON or YAML file with the rows.", "users.csv"),
    key("types", Takes::Map, "The types of CSV columns. Default: string.", "{ age: integer }"),
    key("delimiter", Takes::Fixed, "The delimiter of a CSV file. Default: detected.", "\";\""),
    key("secret", Takes::FixedList, "Columns with secret values, which are never shown.", "[password]"),
];

pub const INPUT: &[Key] = &[
    key("env", Takes::Fixed, "The environment variable that provides it.", "API_PASSWORD"),
    key(
        "default",
        Takes::Value,
        "Used when nothing else provides a value. Without it, the input is required.",
        "10",
    ),
    key("type", Takes::Fixed, "`string`, `integer`, `number`, `boolean` or `json`.", "integer"),
    key(
        "secret",
        Takes::Boolean,
        "Whether the value is secret: it is never shown, `[secret:name]` appears instead.",
        "true",
    ),
    key("one_time", Takes::Fixed, "A file of one-time values, one per line.", "recovery-codes.txt"),
    key("description", Takes::Fixed, "What it is for.", "The account's password."),
    key("one_of", Takes::ValueList, "The allowed values.", "[eu, us]"),
    key("matches", Takes::Fixed, "A regular expression that the value must match.", "'^https://'"),
];

pub const DEFAULTS: &[Key] = &[
    key(
        "base_url",
        Takes::Template,
        "The beginning of every URL: a request to `/login` goes to this plus `/login`.",
        "${base_url}",
    ),
    key("headers", Takes::Map, "Header fields.", "{ Accept-Language: en }"),
    key("query", Takes::Map, "Query parameters.", "{ api-version: 2 }"),
    key("cookies", Takes::Map, "Cookies to send.", "{ consent: all }"),
    key("auth", Takes::Map, "Credentials.", "{ bearer: \"${token}\" }"),
    key("retry", Takes::Map, "When requests are retried.", "{ attempts: 3 }"),
    key("options", Takes::Map, "Options for sending requests.", "{ timeout: 10s }"),
    key("namespaces", Takes::Map, "Namespace prefixes for XPaths.", "{ a: http://www.w3.org/2005/Atom }"),
    key(
        "expect",
        Takes::Map,
        "Expectations for every response: `status`, `headers`, `duration`, `openapi`.",
        "{ duration: { lt: 2s } }",
    ),
];

pub const DEFAULTS_EXPECT: &[Key] = &[
    key("status", Takes::Matcher, "The same as in the `expect` of a step.", "200"),
    key(
        "headers",
        Takes::Map,
        "The same as in the `expect` of a step.",
        "{ X-Request-Id: { exists: true } }",
    ),
    key("duration", Takes::Matcher, "The same as in the `expect` of a step.", "{ lt: 2s }"),
    key("openapi", Takes::Value, "The same as in the `expect` of a step.", "false"),
];

/// `runthrough.yaml`.
pub const CONFIG: &[Key] = &[
    key(
        "scenarios",
        Takes::FixedList,
        "The folders or files that run, check and list use by default, inside the project.",
        "[scenarios]",
    ),
    key("inputs", Takes::Map, "Inputs available in all files.", "{ base_url: { env: BASE_URL } }"),
    key("defaults", Takes::Map, "Defaults for every request of every file.", "{ options: { timeout: 20s } }"),
    key(
        "openapi",
        Takes::Fixed,
        "Every exchange is validated against this OpenAPI document (3.0 or 3.1).",
        "api/openapi.yaml",
    ),
    key(
        "environments",
        Takes::Map,
        "Inputs and defaults of your test systems by name. Choose one with `-e`.",
        "{ staging: { inputs: { size: 1 } } }",
    ),
    key(
        "jobs",
        Takes::Integer,
        "The number of scenarios that run in parallel. Default: the number of CPU cores.",
        "4",
    ),
    key(
        "allow_hosts",
        Takes::FixedList,
        "The only hosts that requests, redirects and proxies may go to: `host`, `host:port`, `*.domain`.",
        "[staging.example.com]",
    ),
    key(
        "reports",
        Takes::FixedList,
        "Reports to write in addition to those of `--report`. They stay inside the project and never replace another file.",
        "[junit=target/junit.xml]",
    ),
    key(
        "severity",
        Takes::Map,
        "The severity of a warning or of an OpenAPI finding: `error`, `warning` or `off`.",
        "{ unused-capture: off }",
    ),
    key(
        "limits",
        Takes::Map,
        "Limits for this project: `max_body`, `max_json_values`.",
        "{ max_body: 16MiB }",
    ),
];

pub const ENVIRONMENT: &[Key] = &[
    key("inputs", Takes::Map, "Values for inputs.", "{ base_url: https://staging.example.com }"),
    key(
        "defaults",
        Takes::Map,
        "Defaults for this environment. They override the other defaults of `runthrough.yaml`; a scenario file overrides them.",
        "{ options: { timeout: 60s } }",
    ),
];

pub const LIMITS: &[Key] = &[
    key("max_body", Takes::Size, "The largest body that is read. A larger one is an error.", "16MiB"),
    key("max_json_values", Takes::Integer, "The largest number of values in a JSON body.", "5000000"),
];
