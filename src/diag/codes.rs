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
        "A file cannot be read: it is missing, not text in UTF-8, too large, or no ordinary file."
        wrong "runthrough check scenarios/logn.yaml"
        right "runthrough check scenarios/login.yaml";
    YamlSyntax "yaml-syntax" Error
        "The text is not well-formed YAML, so nothing behind this place can be understood."
        wrong "steps:\n  - name: Log in\n   request: POST /login"
        right "steps:\n  - name: Log in\n    request: POST /login";
    YamlFeature "yaml-feature" Error
        "A part of YAML that scenario files do without, because it surprises readers: tags, merge keys, complex keys, several documents."
        wrong "page: !!str 1"
        right "page: \"1\"";
    DuplicateKey "duplicate-key" Error
        "A map has the same key twice; one of the two would be lost."
        wrong "json:\n  $.id: 1\n  $.id: 2"
        right "json:\n  $.id: 1";
    AmbiguousScalar "ambiguous-scalar" Error
        "An unquoted value that YAML readers take in different ways: a leading zero or plus, hexadecimal, octal, or no digit on one side of the point."
        wrong "pin: 0123"
        right "pin: \"0123\"";
    NestingTooDeep "nesting-too-deep" Error
        "Maps and lists are nested deeper than 64 levels, or aliases grow the file beyond its limit."
        wrong "a: [[[[ … ]]]]"
        right "a: [1, 2]";
    MissingValue "missing-value" Error
        "A key has no value. Write the value, or leave the key out."
        wrong "expect:"
        right "expect:\n  status: 200";
    EmptyCollection "empty-collection" Error
        "A list or map that must say something is empty, so nothing would be done or checked."
        wrong "expect: {}"
        right "expect: { status: 200 }";
    UnknownKey "unknown-key" Error
        "The key does not exist at this place. Nothing is ever ignored, so a slip of the pen cannot switch a check off."
        wrong "requst: GET /users"
        right "request: GET /users";
    MissingKey "missing-key" Error
        "Something required is not there."
        wrong "- request: GET /users"
        right "- name: List the users\n  request: GET /users";
    WrongType "wrong-type" Error
        "The value is of another kind than this key takes: a text where a map belongs, a map where a number belongs."
        wrong "tags: auth"
        right "tags: [auth]";
    InvalidValue "invalid-value" Error
        "The value has the right kind but is none that this key knows."
        wrong "timeout: 10"
        right "timeout: 10s";
    InvalidName "invalid-name" Error
        "Names of variables, inputs and captures are letters, digits and underscores, and do not begin with a digit."
        wrong "capture: { user-id: $.id }"
        right "capture: { user_id: $.id }";
    DuplicateName "duplicate-name" Error
        "The same name is given twice: two scenarios, two steps of a list, or two definitions of a variable."
        wrong "vars: { token: a }\n# … and later\ncapture: { token: $.token }"
        right "vars: { prefix: a }\n# … and later\ncapture: { token: $.token }";
    TakenName "taken-name" Error
        "The name means something in the language itself and cannot be given to a variable."
        wrong "vars: { response: 1 }"
        right "vars: { first_response: 1 }";
    ConflictingKeys "conflicting-keys" Error
        "Keys stand together that exclude each other, such as two bodies or two kinds of step."
        wrong "json: { a: 1 }\ntext: a"
        right "json: { a: 1 }";
    NotAScenario "not-a-scenario" Error
        "A YAML file in a scenario folder has neither `scenario:` nor `fragment:` at its top. A typing mistake there must not turn a test off."
        wrong "scenaro: Log in"
        right "scenario: Log in";
    NotAFragment "not-a-fragment" Error
        "The file that `use` names cannot be used: it is missing, or it is a scenario and no fragment."
        wrong "use: login-scenario.yaml"
        right "use: parts/login.yaml   # a file that begins with `fragment: NAME`";
    UseCircle "use-circle" Error
        "Fragments use each other in a circle, which would never end, or too many are used inside of each other."
        wrong "# a.yaml\nuse: b.yaml\n# b.yaml\nuse: a.yaml"
        right "# a.yaml\nuse: b.yaml\n# b.yaml uses neither itself nor a.yaml";
    FragmentInput "fragment-input" Error
        "`with` names an input that the fragment does not have, leaves one out that it needs, or gives it a value of another type."
        wrong "use: parts/login.yaml\nwith: { nam: mary }"
        right "use: parts/login.yaml\nwith: { name: mary }";
    FragmentOutput "fragment-output" Error
        "`outputs` asks for something that the fragment does not give."
        wrong "use: parts/login.yaml\noutputs: [tokn]"
        right "use: parts/login.yaml\noutputs: [token]";
    OnceWith "once-with" Error
        "A fragment with `once: true` runs before the scenarios that use it, so its `with` may use inputs, literals and `environment` only."
        wrong "use: parts/token.yaml   # once: true\nwith: { user: \"${captured}\" }"
        right "use: parts/token.yaml   # once: true\nwith: { user: \"${user}\" }   # an input";
    InvalidTemplate "invalid-template" Error
        "A `${…}` cannot be read: it is not closed, or the expression in it is not well-formed."
        wrong "name: ${user.name"
        right "name: ${user.name}";
    InvalidExpression "invalid-expression" Error
        "An expression is not well-formed."
        wrong "when: status =="
        right "when: status == 200";
    UnknownFunction "unknown-function" Error
        "A filter, test or function that does not exist."
        wrong "text: ${name | uper}"
        right "text: ${name | upper}";
    UndefinedVariable "undefined-variable" Error
        "A name that is defined nowhere in the file: no input, variable, column or capture has it."
        wrong "token: ${tokn}"
        right "token: ${token}";
    UsedBeforeCapture "used-before-capture" Error
        "A variable is used in a step that comes before the one that captures it."
        wrong "- { name: A, request: GET /${id} }\n- { name: B, request: GET /, capture: { id: $.id } }"
        right "- { name: B, request: GET /, capture: { id: $.id } }\n- { name: A, request: GET /${id} }";
    InvalidJsonPath "invalid-jsonpath" Error
        "A JSONPath is not one of RFC 9535."
        wrong "$.items.length()"
        right "$.items: { length: 3 }";
    InvalidXPath "invalid-xpath" Error
        "An XPath is not well-formed, or uses a part of XPath that is not available: other axes, arithmetic, variables, most functions."
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
        "A JSON Schema cannot be used: it does not follow its draft, a `$ref` in it leads nowhere, out of the project or into the network."
        wrong "schema: { type: text }"
        right "schema: { type: string }";
    InvalidOpenapi "invalid-openapi" Error
        "An OpenAPI document cannot be used: it is no OpenAPI 3.0 or 3.1, or a `$ref` in it leads nowhere, out of the project or into the network."
        wrong "openapi: api.yaml   # which begins with `swagger: \"2.0\"`"
        right "openapi: api.yaml   # which begins with `openapi: 3.1.0`";
    UnknownOperation "unknown-operation" Error
        "The OpenAPI document has no operation of that name."
        wrong "request: getUsr"
        right "request: getUser";
    ListPath "list-path" Error
        "The path can find several values, so it gives a list; a single value never equals it. Say which elements are meant."
        wrong "$.results[*].state: open"
        right "$.results[*].state: { each: open }";
    OneTimeReuse "one-time-reuse" Error
        "A one-time value would be sent twice."
        wrong "two steps that send ${recovery_code}"
        right "spent: true   # on the second one, to see a used code refused";
    ForgotTemplate "forgot-template" Warning
        "A text is exactly the name of a variable: `${…}` around it was probably forgotten."
        wrong "token: token"
        right "token: ${token}";
    OrphanSnapshot "orphan-snapshot" Warning
        "A file of a snapshot is there, but no step asks for it any more."
        wrong "snapshots/users.yaml/Old name.json   # and no step `Old name` with a snapshot"
        right "# remove the file";
    UnusedInput "unused-input" Warning
        "An input is declared but nothing uses it."
        wrong "inputs: { user: {} }   # and no ${user} anywhere"
        right "# leave the input out, or use ${user}";
    UnusedVariable "unused-variable" Warning
        "A variable is computed but nothing uses it."
        wrong "vars: { size: 10 }   # and no ${size} anywhere"
        right "# leave it out, or use ${size}";
    UnusedCapture "unused-capture" Warning
        "A value is captured but nothing uses it. Captures that only say that something is there are better written as an expectation."
        wrong "capture: { id: $.id }   # and no ${id} anywhere"
        right "expect: { json: { $.id: { exists: true } } }";
    QuoteTemplate "quote-template" Error
        "A template that YAML takes for a map: in braces and brackets it needs quotes, and it has one brace and a dollar."
        wrong "query: { token: ${token} }"
        right "query: { token: \"${token}\" }";
    QuotePath "quote-path" Error
        "A path with brackets stands inside of braces, where YAML takes the brackets for a list."
        wrong "json: { $.results[0].id: 7 }"
        right "json: { \"$.results[0].id\": 7 }";
    QuoteExpression "quote-expression" Error
        "An expression holds something that YAML keeps for itself: a quote at its beginning, brackets, or a colon with a blank."
        wrong "when: 'admin' in roles"
        right "when: \"'admin' in roles\"";
    QuoteStar "quote-star" Error
        "A value or key begins with `*`, which YAML takes for an alias."
        wrong "headers: { Accept: */* }"
        right "headers: { Accept: \"*/*\" }";
    CommentSwallowedValue "comment-swallowed-value" Error
        "A ` #` begins a comment, and what was meant as a part of the value is lost. A comment has a blank behind its `#`."
        wrong "say: Order #${id} is there"
        right "say: \"Order #${id} is there\"";
    RegexControlChar "regex-control-char" Error
        "A regular expression in double quotes: YAML made a control character of an escape such as `\\b`."
        wrong "matches: \"\\bfoo\""
        right "matches: '\\bfoo'";
    EtagWithoutQuotes "etag-without-quotes" Warning
        "The quotes belong to an entity tag (RFC 9110 §8.8.3), but YAML takes them away, so that no server knows the tag."
        wrong "headers: { If-Match: \"33a64df5\" }"
        right "headers: { If-Match: '\"33a64df5\"' }";
    NeverHolds "never-holds" Error
        "An expectation that no response can satisfy: its operators exclude each other, or a literal can never be what is compared with it."
        wrong "$.total: { gte: 10, lt: 5 }"
        right "$.total: { gte: 5, lt: 10 }";
    Unreachable "unreachable" Warning
        "A step that never runs, whatever the server answers."
        wrong "when: false"
        right "when: environment == 'staging'   # or leave the step out";
    NothingExpected "nothing-expected" Warning
        "A request without expectations passes with any 2xx answer, whatever is in it: say what the API promises."
        wrong "- name: List the users\n  request: GET /users"
        right "- name: List the users\n  request: GET /users\n  expect: { json: { $.users: { type: array } } }";
    LoginWithoutLogout "login-without-logout" Warning
        "A step logs in and no cleanup logs out: a session is left open on the server with every run."
        wrong "steps:\n  - { name: Log in, request: POST /login, capture: { token: $.token } }"
        right "cleanup:\n  - { name: Log out, when: token is defined, request: GET /logout, query: { token: \"${token}\" } }";
    SecretLiteral "secret-literal" Warning
        "What looks like a secret is written into the file, where everybody reads it who reads the repository."
        wrong "json: { password: correct-horse-battery }"
        right "inputs: { password: { env: API_PASSWORD, secret: true } }\n# …\njson: { password: \"${password}\" }";
    HardCodedHost "hard-coded-host" Warning
        "A host is written into the file, so that the scenario can run against this one server only."
        wrong "request: GET https://staging.example.com/users"
        right "inputs: { base_url: { default: https://staging.example.com } }\ndefaults: { base_url: \"${base_url}\" }\n# …\nrequest: GET /users";
    AllowComment "allow-comment" Warning
        "A comment `# runthrough: allow CODE reason` that does nothing: without a reason, with an unknown code, or where there is no such warning."
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
