//! Words of other tools that people write here, and what says the same. `check` names the equivalent, and the guide has
//! the table; nothing of it is ever applied by itself.

use crate::diag::fold;
use crate::vocabulary::{Key, find};

/// A map of the language, with words that do not belong there.
#[derive(Debug)]
pub struct Foreign {
    /// Where the words are written, in Markdown.
    pub title: &'static str,
    /// A key that only this map has, which is how it is told from others.
    key: &'static str,
    /// Words without case and separators, and what to write instead.
    pub words: &'static [(&'static [&'static str], &'static str)],
}

pub const EQUIVALENTS: &[Foreign] = &[
    Foreign { title: "an operator", key: "equals", words: OPERATORS },
    Foreign { title: "a step", key: "for_each", words: STEP },
    Foreign { title: "a scenario or fragment", key: "steps", words: FILE },
    Foreign { title: "`expect`", key: "redirects", words: EXPECT },
    Foreign { title: "`capture`", key: "transform", words: CAPTURE },
    Foreign { title: "`retry`", key: "attempts", words: RETRY },
    Foreign { title: "`options`", key: "follow_redirects", words: OPTIONS },
    Foreign { title: "an input", key: "one_time", words: INPUT },
    Foreign { title: "`auth: { basic: … }`", key: "user", words: BASIC },
    Foreign { title: "`defaults`", key: "namespaces", words: DEFAULTS },
];

type Words = &'static [(&'static [&'static str], &'static str)];

const OPERATORS: Words = &[
    (
        &["eq", "==", "=", "===", "is", "be", "tobe", "toequal", "isequalto", "value"],
        "`equals: …`, or the value alone",
    ),
    (&["ne", "neq", "!=", "!==", "<>", "isnt", "isnot"], "`not: { equals: … }`"),
    (&[">", "greater", "greaterthan", "morethan", "above", "over", "after"], "`gt: …`"),
    (
        &[">=", "=>", "ge", "min", "minimum", "atleast", "from", "greaterthanorequal", "greaterorequal"],
        "`gte: …`",
    ),
    (&["<", "less", "lessthan", "lower", "lowerthan", "below", "under", "before"], "`lt: …`"),
    (&["<=", "=<", "le", "max", "maximum", "atmost", "until", "lessthanorequal", "lessorequal"], "`lte: …`"),
    (&["between", "range", "within"], "`gte: …` and `lte: …`"),
    (&["in", "enum", "isin", "values", "oneofvalues"], "`one_of: [ … ]`"),
    (&["nin", "notin"], "`not: { one_of: [ … ] }`"),
    (&["regex", "regexp", "pattern", "re", "like", "=~", "~", "fullmatch", "rematch"], "`matches: …`"),
    (&["has", "have", "include", "includes", "containsall", "substring"], "`contains: …`"),
    (&["prefix", "beginswith", "begins"], "`starts_with: …`"),
    (&["suffix"], "`ends_with: …`"),
    (&["size", "len", "items", "countis", "haslength"], "`length: …`"),
    (&["minlength", "minsize", "minitems", "lengthmin"], "`length: { gte: … }`"),
    (&["maxlength", "maxsize", "maxitems", "lengthmax"], "`length: { lte: … }`"),
    (&["present", "defined", "found", "isdefined", "notnull", "isnotnull"], "`exists: true`"),
    (&["absent", "missing", "undefined", "isundefined", "notfound"], "`exists: false`"),
    (&["null", "isnull"], "`equals: null`"),
    (&["istrue"], "`equals: true`"),
    (&["isfalse"], "`equals: false`"),
    (&["isinteger", "isint", "integer", "int"], "`type: integer`"),
    (&["isnumber", "number", "isfloat", "float"], "`type: number`"),
    (&["isstring", "string", "str", "isstr"], "`type: string`"),
    (&["isboolean", "isbool", "boolean", "bool"], "`type: boolean`"),
    (&["isarray", "array", "islist", "list", "iscollection"], "`type: array`"),
    (&["isobject", "object", "dict", "map"], "`type: object`"),
    (&["isuuid", "uuid"], "`format: uuid`"),
    (&["isdate", "isisodate", "datetime"], "`format: date-time`"),
    (&["all", "every", "forall", "foreach", "eachitem"], "`each: { … }`"),
    (&["any", "anyitem"], "`some: { … }`"),
    (&["and", "allmatch"], "`all_of: [ … ]`"),
    (&["or", "anymatch"], "`any_of: [ … ]`"),
    (&["jsonschema", "matchesschema", "validates"], "`schema: …`"),
    (&["isempty"], "`empty: true`"),
    (&["distinct"], "`unique: true`"),
];

const STEP: Words = &[
    (&["url", "uri", "endpoint", "address", "href"], "`request: GET /path`: the URL follows the method"),
    (&["method", "verb", "httpmethod"], "`request: POST /path`: the method comes before the URL"),
    (&["get", "post", "put", "patch", "delete", "http"], "`request: METHOD /path`"),
    (
        &["body", "data", "payload", "content", "requestbody"],
        "`json: …`, or `form`, `multipart`, `text`, `file`, `graphql` for other kinds of body",
    ),
    (
        &["params", "queryparams", "querystring", "parameters", "qs", "searchparams", "pathparams"],
        "`query: { … }`",
    ),
    (&["formdata", "files", "formfields", "attachments"], "`multipart: { … }`"),
    (&["urlencoded", "formurlencoded"], "`form: { … }`"),
    (&["timeout", "maxtime", "timeoutms"], "`options: { timeout: 5s }`"),
    (&["connecttimeout"], "`options: { connect_timeout: 5s }`"),
    (
        &["followredirects", "followredirect", "followlocation", "allowredirects"],
        "`options: { follow_redirects: true }`",
    ),
    (&["insecure", "verify", "verifyssl", "sslverify"], "`options: { tls: { insecure: true } }`"),
    (&["proxy"], "`options: { proxy: … }`"),
    (
        &[
            "assert",
            "asserts",
            "assertions",
            "assertion",
            "test",
            "tests",
            "validate",
            "should",
            "response",
            "checks",
        ],
        "`expect: { … }`",
    ),
    (&["status", "statuscode", "code", "expectedstatus"], "`expect: { status: 200 }`"),
    (
        &["skip", "skipif", "if", "only", "condition", "enabled"],
        "`when: EXPRESSION`: the step is skipped if it is false",
    ),
    (
        &["extract", "save", "captures", "register", "store", "export", "bind", "set", "def"],
        "`capture: { name: $.path }`",
    ),
    (&["delay", "sleep", "pause", "delaybefore", "thinktime"], "`wait: 2s`"),
    (&["retries", "maxretries", "retrycount"], "`retry: { attempts: 3, every: 1s }`"),
    (&["loop", "withitems", "iterate"], "`for_each: { item: … }`, or `repeat: { while: … }`"),
    (&["variables", "vars", "env", "environment", "let"], "`vars: { … }` at the top level of the file"),
    (
        &["basicauth", "authentication", "authorization", "credentials"],
        "`auth: { basic: { user: …, password: … } }`",
    ),
    (&["bearer", "token", "bearertoken"], "`auth: { bearer: … }`"),
    (&["id", "title", "description", "step", "stage"], "`name: …`"),
    (&["include", "import", "call", "ref", "template", "uses", "run"], "`use: FRAGMENT.yaml`"),
    (
        &["script", "prescript", "postscript", "exec", "eval"],
        "expressions, `check` and `transform`; scripts do not exist here",
    ),
    (&["continueonerror", "ignoreerrors", "failfast"], "`on_failure: continue`"),
    (&["print", "log", "echo", "debug", "message"], "`say: …`"),
    (&["teardown", "finally", "always"], "a step under `cleanup:` at the top level of the file"),
];

const FILE: Words = &[
    (&["name", "title", "testname", "feature", "test"], "`scenario: …`"),
    (
        &["stages", "tests", "requests", "testcases", "flow", "workflow", "sequence", "jobs", "tasks"],
        "`steps: [ … ]`",
    ),
    (
        &["variables", "variable", "var", "env", "environment", "globals", "let"],
        "`inputs` for what comes from outside, `vars` for the rest",
    ),
    (&["parameters", "params", "secrets"], "`inputs: { name: { secret: true } }`"),
    (&["baseurl", "url", "host", "server", "endpoint"], "`defaults: { base_url: … }`"),
    (&["headers"], "`defaults: { headers: { … } }`"),
    (&["timeout", "options", "config", "settings"], "`defaults: { options: { … } }`"),
    (&["auth"], "`defaults: { auth: { … } }`"),
    (&["examples", "testdata", "data", "parametrize", "matrix", "dataset", "table"], "`cases: [ … ]`"),
    (&["teardown", "finally", "after", "afterall", "aftereach", "posttest"], "`cleanup: [ … ]`"),
    (
        &["before", "beforeall", "beforeeach", "setup", "background", "pretest"],
        "the first `steps`, or a fragment that they `use`",
    ),
    (&["if", "skipif", "only"], "`when: EXPRESSION`"),
    (&["include", "includes", "import", "imports"], "a step with `use: FRAGMENT.yaml`"),
    (&["labels", "label", "groups", "marks"], "`tags: [ … ]`"),
    (&["version", "apiversion"], "nothing: scenario files have no version"),
];

const EXPECT: Words = &[
    (&["code", "statuscode", "httpstatus", "http", "responsecode"], "`status: 200`"),
    (&["jsonpath", "match", "data", "response", "jsonbody"], "`json: { $.path: … }`"),
    (&["xpath"], "`xml: { /path: … }`, or `html`"),
    (&["css", "selector"], "`html: { selector: … }`"),
    (&["time", "responsetime", "latency", "elapsed", "performance", "durationms"], "`duration: { lt: 2s }`"),
    (&["text", "content", "bodytext", "raw"], "`body: { contains: … }`"),
    (&["contenttype", "mimetype"], "`headers: { Content-Type: … }`"),
    (&["location"], "`headers: { Location: … }`"),
    (&["jsonschema"], "`schema: FILE`"),
    (&["contains", "equals", "matches"], "`body: { … }`, or a path under `json`"),
    (&["assert", "expression", "expressions", "test"], "`that: EXPRESSION`"),
    (&["md5", "sha1", "hash", "checksum"], "`body: { sha256: … }`"),
];

const CAPTURE: Words = &[
    (&["jsonpath", "path", "from", "jq", "expression", "select"], "`json: $.path`"),
    (&["xpath"], "`xml: /path`, or `html`"),
    (&["css", "selector"], "`html: selector`"),
    (&["text", "content", "bodytext"], "`body: true`"),
    (&["regexp", "pattern", "matches", "match"], "`regex: …`"),
    (&["time", "latency", "responsetime"], "`duration: true`"),
    (&["statuscode", "code"], "`status: true`"),
    (&["value", "var", "set"], "a variable under `vars`, or `transform`"),
];

const RETRY: Words = &[
    (
        &["count", "max", "times", "retries", "maxattempts", "maxretries", "limit", "tries"],
        "`attempts: 5`, including the first one",
    ),
    (&["interval", "delay", "wait", "sleep", "intervalms"], "`every: 1s`"),
    (&["if", "when", "while", "condition", "retryif"], "`until: EXPRESSION`, which ends the retries"),
    (&["status", "statuses", "statuscodes", "errors"], "`on: [503, timeout]`"),
];

const OPTIONS: Words = &[
    (
        &["insecure", "verify", "verifyssl", "sslverify", "rejectunauthorized", "strictssl"],
        "`tls: { insecure: true }`",
    ),
    (&["cacert", "ca"], "`tls: { ca: FILE }`"),
    (&["cert", "clientcert"], "`tls: { cert: FILE, key: FILE }`"),
    (&["location", "redirect", "redirects", "followlocation", "allowredirects"], "`follow_redirects: true`"),
    (&["maxtime", "requesttimeout", "timeoutms"], "`timeout: 5s`"),
    (&["retry", "retries"], "`retry` beside `options`"),
    (&["delay"], "`wait` beside `options`"),
    (&["skip"], "`when` beside `options`"),
    (&["user"], "`auth` beside `options`"),
];

const INPUT: Words = &[
    (&["value", "val", "fallback", "initial"], "`default: …`"),
    (&["required", "optional"], "nothing, or `default: …`: an input without a default is required"),
    (&["environment", "envvar", "variable", "fromenv"], "`env: NAME`"),
    (&["sensitive", "hidden", "masked", "private"], "`secret: true`"),
    (&["enum", "choices", "options", "allowed"], "`one_of: [ … ]`"),
    (&["pattern", "regex", "regexp"], "`matches: …`"),
    (&["file", "codes"], "`one_time: FILE` for values that are used once"),
];

const BASIC: Words = &[(&["username", "login", "name"], "`user: …`"), (&["pass", "pwd"], "`password: …`")];

const DEFAULTS: Words = &[
    (&["url", "baseuri", "host", "server", "endpoint"], "`base_url: …`"),
    (&["timeout"], "`options: { timeout: 5s }`"),
    (&["status"], "`expect: { status: … }`"),
];

/// What to write instead of a word of another tool, in a map with these keys.
pub fn equivalent(keys: &'static [Key], word: &str) -> Option<&'static str> {
    let folded = fold(word);
    let place = EQUIVALENTS.iter().find(|place| find(keys, place.key).is_some())?;
    place
        .words
        .iter()
        .find(|(words, _)| words.iter().any(|word| *word == folded))
        .map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::super::{OPERATORS, SECTIONS};
    use super::*;

    #[test]
    fn no_equivalent_hides_a_word_of_the_language() {
        for keys in SECTIONS.iter().map(|section| section.keys).chain([OPERATORS]) {
            for key in keys {
                assert_eq!(equivalent(keys, key.name), None, "{}", key.name);
            }
        }
    }

    #[test]
    fn every_word_is_there_once_and_folded() {
        for place in EQUIVALENTS {
            let mut seen = std::collections::HashSet::new();
            for word in place.words.iter().flat_map(|(words, _)| *words) {
                assert!(seen.insert(word), "{}: {word} twice", place.title);
                assert!(word.chars().all(|c| !c.is_uppercase() && c != '_'), "{word}");
            }
        }
    }
}
