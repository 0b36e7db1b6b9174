//! Keys of whole files: scenarios, fragments, rows, inputs, defaults, the configuration.

use super::{Key, Takes, key};

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
    key(
        "openapi",
        Takes::Fixed,
        "Every exchange is held against this OpenAPI document (3.0 or 3.1).",
        "api/openapi.yaml",
    ),
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
    key("namespaces", Takes::Map, "Prefixes of XPaths.", "{ a: http://www.w3.org/2005/Atom }"),
    key(
        "expect",
        Takes::Map,
        "What every answer must be: `status`, `headers`, `duration`, `openapi`.",
        "{ duration: { lt: 2s } }",
    ),
];

pub const DEFAULTS_EXPECT: &[Key] = &[
    key("status", Takes::Matcher, "As in the `expect` of a step.", "200"),
    key("headers", Takes::Map, "As in the `expect` of a step.", "{ X-Request-Id: { exists: true } }"),
    key("duration", Takes::Matcher, "As in the `expect` of a step.", "{ lt: 2s }"),
    key("openapi", Takes::Value, "As in the `expect` of a step.", "false"),
];

/// `runthrough.yaml`.
pub const CONFIG: &[Key] = &[
    key(
        "scenarios",
        Takes::FixedList,
        "Where run, check and list look by default, inside the project.",
        "[scenarios]",
    ),
    key("inputs", Takes::Map, "Inputs for all files.", "{ base_url: { env: BASE_URL } }"),
    key("defaults", Takes::Map, "For every request of every file.", "{ options: { timeout: 20s } }"),
    key(
        "openapi",
        Takes::Fixed,
        "Every exchange is held against this OpenAPI document (3.0 or 3.1).",
        "api/openapi.yaml",
    ),
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
    key(
        "allow_hosts",
        Takes::FixedList,
        "No request, redirect or proxy to any other host: `host`, `host:port`, `*.domain`.",
        "[staging.example.com]",
    ),
    key(
        "reports",
        Takes::FixedList,
        "Reports to write, beside those of `--report`: inside the project, and never in the place of another file.",
        "[junit=target/junit.xml]",
    ),
    key(
        "severity",
        Takes::Map,
        "How serious a warning or a deviation from OpenAPI is: `error`, `warning` or `off`.",
        "{ unused-capture: off }",
    ),
    key("limits", Takes::Map, "Limits of your own: `max_body`, `max_json_values`.", "{ max_body: 16MiB }"),
];

pub const ENVIRONMENT: &[Key] = &[
    key("inputs", Takes::Map, "Values for inputs.", "{ base_url: https://staging.example.com }"),
    key(
        "defaults",
        Takes::Map,
        "Defaults for this environment; they win over the others of `runthrough.yaml`, and a scenario file wins over them.",
        "{ options: { timeout: 60s } }",
    ),
];

pub const LIMITS: &[Key] = &[
    key("max_body", Takes::Size, "The longest body that is read; a longer one is an error.", "16MiB"),
    key("max_json_values", Takes::Integer, "Values of a JSON body that are read.", "5000000"),
];
