//! Every diagnostic code, with its severity and what `runthrough explain CODE` says.

use super::severity::Severity;

/// What is known of a code.
#[derive(Debug)]
pub struct CodeInfo {
    /// kebab-case name.
    pub name: &'static str,
    /// Severity unless `runthrough.yaml` says otherwise (of warnings only).
    pub severity: Severity,
    /// One sentence: what it means and why it matters.
    pub summary: &'static str,
    /// An example that has the finding.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $summary:literal wrong $wrong:literal right $right:literal;)*) => {
        /// The name of a kind of diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        /// Every code, in the order of this file.
        pub const CODES: &[Code] = &[$(Code::$variant,)*];

        impl Code {
            /// Severity, summary and examples.
            pub fn info(self) -> &'static CodeInfo {
                match self {
                    $(Code::$variant => &CodeInfo {
                        name: $name,
                        severity: Severity::$severity,
                        summary: $summary,
                        wrong: $wrong,
                        right: $right,
                    },)*
                }
            }
        }
    };
}

impl Code {
    /// The kebab-case name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The code of that name.
    pub fn parse(name: &str) -> Option<Code> {
        CODES.iter().copied().find(|code| code.name() == name)
    }
}

codes! {
    UnreadableFile "unreadable-file" Error
        "A file cannot be read: it is missing, not valid UTF-8, too large, or not a regular file."
        wrong "runthrough check scenarios/logn.yaml"
        right "runthrough check scenarios/login.yaml";
    YamlSyntax "yaml-syntax" Error
        "The file is not well-formed YAML, so nothing after this point can be read."
        wrong "steps:\n  - name: Log in\n   request: POST /login"
        right "steps:\n  - name: Log in\n    request: POST /login";
    YamlFeature "yaml-feature" Error
        "A YAML feature that scenario files do not support, because it surprises readers: tags, merge keys, complex keys, several documents."
        wrong "page: !!str 1"
        right "page: \"1\"";
    DuplicateKey "duplicate-key" Error
        "A map has the same key twice. One of the two would be lost."
        wrong "json:\n  $.id: 1\n  $.id: 2"
        right "json:\n  $.id: 1";
    AmbiguousScalar "ambiguous-scalar" Error
        "An unquoted value that YAML readers interpret differently: a leading zero or plus sign, hexadecimal, octal, or no digit on one side of the decimal point."
        wrong "pin: 0123"
        right "pin: \"0123\"";
    NestingTooDeep "nesting-too-deep" Error
        "Maps and lists are nested deeper than 64 levels, or aliases expand the file beyond its limit."
        wrong "a: [[[[ … ]]]]"
        right "a: [1, 2]";
    MissingValue "missing-value" Error
        "A key has no value. Add the value, or remove the key."
        wrong "expect:"
        right "expect:\n  status: 200";
    EmptyCollection "empty-collection" Error
        "A list or map is empty where it must not be: nothing would be done or checked."
        wrong "expect: {}"
        right "expect: { status: 200 }";
    UnknownKey "unknown-key" Error
        "The key does not exist here. Unknown keys are errors, so that a typo cannot disable a check."
        wrong "requst: GET /users"
        right "request: GET /users";
    MissingKey "missing-key" Error
        "A required key is missing."
        wrong "- request: GET /users"
        right "- name: List the users\n  request: GET /users";
    WrongType "wrong-type" Error
        "The value has the wrong type for this key: a string instead of a map, a map instead of a number."
        wrong "tags: auth"
        right "tags: [auth]";
    InvalidValue "invalid-value" Error
        "The value has the right type, but is not valid for this key."
        wrong "timeout: 10"
        right "timeout: 10s";
    InvalidName "invalid-name" Error
        "Names of variables, inputs and captures consist of letters, digits and underscores, and do not begin with a digit."
        wrong "capture: { user-id: $.id }"
        right "capture: { user_id: $.id }";
    DuplicateName "duplicate-name" Error
        "The same name is used twice: by two scenarios, two steps of a list, or two definitions of a variable."
        wrong "vars: { token: a }\n# … and later\ncapture: { token: $.token }"
        right "vars: { prefix: a }\n# … and later\ncapture: { token: $.token }";
    TakenName "taken-name" Error
        "The name is reserved in the language and cannot be used for a variable."
        wrong "vars: { response: 1 }"
        right "vars: { first_response: 1 }";
    ConflictingKeys "conflicting-keys" Error
        "Keys that exclude each other are used together, such as two bodies or two kinds of step."
        wrong "json: { a: 1 }\ntext: a"
        right "json: { a: 1 }";
    NotAScenario "not-a-scenario" Error
        "A YAML file in a scenario folder has neither `scenario:` nor `fragment:` at its top level. A typo there must not disable a test."
        wrong "scenaro: Log in"
        right "scenario: Log in";
    NotAFragment "not-a-fragment" Error
        "The file under `use` cannot be used: it is missing, or it is a scenario instead of a fragment."
        wrong "use: login-scenario.yaml"
        right "use: parts/login.yaml   # a file that begins with `fragment: NAME`";
    UseCircle "use-circle" Error
        "Fragments use each other in a cycle, or are nested too deeply."
        wrong "# a.yaml\nuse: b.yaml\n# b.yaml\nuse: a.yaml"
        right "# a.yaml\nuse: b.yaml\n# b.yaml uses neither itself nor a.yaml";
    FragmentInput "fragment-input" Error
        "`with` names an input that the fragment does not have, omits a required one, or passes a value of the wrong type."
        wrong "use: parts/login.yaml\nwith: { nam: mary }"
        right "use: parts/login.yaml\nwith: { name: mary }";
    FragmentOutput "fragment-output" Error
        "`outputs` names something that the fragment does not provide."
        wrong "use: parts/login.yaml\noutputs: [tokn]"
        right "use: parts/login.yaml\noutputs: [token]";
    OnceWith "once-with" Error
        "A fragment with `once: true` runs before the scenarios that use it, so its `with` can only use inputs, literals and `environment`."
        wrong "use: parts/token.yaml   # once: true\nwith: { user: \"${captured}\" }"
        right "use: parts/token.yaml   # once: true\nwith: { user: \"${user}\" }   # an input";
    InvalidTemplate "invalid-template" Error
        "A `${…}` is not valid: it is not closed, or its expression is not well-formed."
        wrong "name: ${user.name"
        right "name: ${user.name}";
    InvalidExpression "invalid-expression" Error
        "An expression is not well-formed."
        wrong "when: status =="
        right "when: status == 200";
    UnknownFunction "unknown-function" Error
        "A filter, test or function does not exist."
        wrong "text: ${name | uper}"
        right "text: ${name | upper}";
    UndefinedVariable "undefined-variable" Error
        "A name is not defined in the file: it is not an input, variable, column or capture."
        wrong "token: ${tokn}"
        right "token: ${token}";
    UsedBeforeCapture "used-before-capture" Error
        "A variable is used in a step before the one that captures it."
        wrong "- { name: A, request: GET /${id} }\n- { name: B, request: GET /, capture: { id: $.id } }"
        right "- { name: B, request: GET /, capture: { id: $.id } }\n- { name: A, request: GET /${id} }";
    InvalidJsonPath "invalid-jsonpath" Error
        "A JSONPath is not valid according to RFC 9535."
        wrong "$.items.length()"
        right "$.items: { length: 3 }";
    InvalidXPath "invalid-xpath" Error
        "An XPath is not well-formed, or uses a part of XPath that is not supported: other axes, arithmetic, variables, most functions."
        wrong "/feed/entry[position()=1]/title: News"
        right "/feed/entry[1]/title: News";
    InvalidCss "invalid-css" Error
        "A CSS selector is not well-formed."
        wrong "a::text: Home"
        right "a: Home   # the text of the element; a@href reads an attribute";
    InvalidRegex "invalid-regex" Error
        "A regular expression is not well-formed, or uses look-around or back-references, which do not run in linear time."
        wrong "matches: '(abc'"
        right "matches: '(abc)'";
    InvalidSchema "invalid-schema" Error
        "A JSON Schema cannot be used: it is not valid for its draft, or a `$ref` in it leads nowhere, out of the project, or to the network."
        wrong "schema: { type: text }"
        right "schema: { type: string }";
    InvalidOpenapi "invalid-openapi" Error
        "An OpenAPI document cannot be used: it is not OpenAPI 3.0 or 3.1, or a `$ref` in it leads nowhere, out of the project, or to the network."
        wrong "openapi: api.yaml   # begins with `swagger: \"2.0\"`"
        right "openapi: api.yaml   # begins with `openapi: 3.1.0`";
    UnknownOperation "unknown-operation" Error
        "The OpenAPI document has no operation with that name."
        wrong "request: getUsr"
        right "request: getUser";
    ListPath "list-path" Error
        "The path can find several values, so its result is a list, which never equals a single value. Choose which elements to check."
        wrong "$.results[*].state: open"
        right "$.results[*].state: { each: open }";
    OneTimeReuse "one-time-reuse" Error
        "A one-time value would be sent twice."
        wrong "two steps that send ${recovery_code}"
        right "spent: true   # in the second step, to test that a used code is refused";
    ForgotTemplate "forgot-template" Warning
        "A string is exactly the name of a variable: `${…}` is probably missing."
        wrong "token: token"
        right "token: ${token}";
    OrphanSnapshot "orphan-snapshot" Warning
        "A snapshot file exists that no step uses."
        wrong "snapshots/users.yaml/Old name.json   # and no step `Old name` with a snapshot"
        right "# remove the file";
    UnusedInput "unused-input" Warning
        "An input is declared but never used."
        wrong "inputs: { user: {} }   # and no ${user} anywhere"
        right "# remove the input, or use ${user}";
    UnusedVariable "unused-variable" Warning
        "A variable is computed but never used."
        wrong "vars: { size: 10 }   # and no ${size} anywhere"
        right "# remove it, or use ${size}";
    UnusedCapture "unused-capture" Warning
        "A value is captured but never used. To check that something exists, use an expectation."
        wrong "capture: { id: $.id }   # and no ${id} anywhere"
        right "expect: { json: { $.id: { exists: true } } }";
    QuoteTemplate "quote-template" Error
        "YAML reads this template as a map. Inside braces and brackets a template needs quotes; it is written `${name}`."
        wrong "query: { token: ${token} }"
        right "query: { token: \"${token}\" }";
    QuotePath "quote-path" Error
        "A path with brackets is used inside braces, where YAML reads the brackets as a list."
        wrong "json: { $.results[0].id: 7 }"
        right "json: { \"$.results[0].id\": 7 }";
    QuoteExpression "quote-expression" Error
        "An expression contains something that has a meaning in YAML: a quote at its beginning, brackets, or a colon followed by a space."
        wrong "when: 'admin' in roles"
        right "when: \"'admin' in roles\"";
    QuoteStar "quote-star" Error
        "A value or key begins with `*`, which YAML reads as an alias."
        wrong "headers: { Accept: */* }"
        right "headers: { Accept: \"*/*\" }";
    CommentSwallowedValue "comment-swallowed-value" Error
        "A ` #` begins a comment, so part of the value is lost. In a comment, write a space after the `#`."
        wrong "say: Order #${id} is there"
        right "say: \"Order #${id} is there\"";
    RegexControlChar "regex-control-char" Error
        "A regular expression is in double quotes, where YAML turns an escape such as `\\b` into a control character."
        wrong "matches: \"\\bfoo\""
        right "matches: '\\bfoo'";
    EtagWithoutQuotes "etag-without-quotes" Warning
        "The quotes are part of an entity tag (RFC 9110 §8.8.3), but YAML removes them, so no server recognizes the tag."
        wrong "headers: { If-Match: \"33a64df5\" }"
        right "headers: { If-Match: '\"33a64df5\"' }";
    NeverHolds "never-holds" Error
        "No response can satisfy this expectation: its operators exclude each other, or the compared value can never have this type."
        wrong "$.total: { gte: 10, lt: 5 }"
        right "$.total: { gte: 5, lt: 10 }";
    Unreachable "unreachable" Warning
        "A step can never run, whatever the server responds."
        wrong "when: false"
        right "when: environment == 'staging'   # or remove the step";
    NothingExpected "nothing-expected" Warning
        "A request without expectations passes with any 2xx response, whatever its content. Add what the API promises."
        wrong "- name: List the users\n  request: GET /users"
        right "- name: List the users\n  request: GET /users\n  expect: { json: { $.users: { type: array } } }";
    LoginWithoutLogout "login-without-logout" Warning
        "A step logs in, but no cleanup logs out: every run leaves a session open on the server."
        wrong "steps:\n  - { name: Log in, request: POST /login, capture: { token: $.token } }"
        right "cleanup:\n  - { name: Log out, when: token is defined, request: GET /logout, query: { token: \"${token}\" } }";
    SecretLiteral "secret-literal" Warning
        "A value that looks like a secret is written in the file, where everybody with access to the repository can read it."
        wrong "json: { password: correct-horse-battery }"
        right "inputs: { password: { env: API_PASSWORD, secret: true } }\n# …\njson: { password: \"${password}\" }";
    HardCodedHost "hard-coded-host" Warning
        "A host is written in the file, so the scenario can only run against this server."
        wrong "request: GET https://staging.example.com/users"
        right "inputs: { base_url: { default: https://staging.example.com } }\ndefaults: { base_url: \"${base_url}\" }\n# …\nrequest: GET /users";
    AllowComment "allow-comment" Warning
        "A comment `# runthrough: allow CODE reason` has no effect: it has no reason, an unknown code, or there is no such warning."
        wrong "request: GET /health   # runthrough: allow nothing-expected"
        right "request: GET /health   # runthrough: allow nothing-expected 200 is all it promises";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut seen = HashSet::new();
        for code in CODES {
            let name = code.name();
            assert!(seen.insert(name), "{name} twice");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(Code::parse(name), Some(*code));
        }
    }
}
