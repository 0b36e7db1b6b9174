//! Functions, filters and tests of expressions.

/// A function, filter or test.
#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    /// How it is called.
    pub usage: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// Fewest and most arguments; of a filter without the value before the bar.
    pub arguments: (usize, usize),
}

const fn function(
    name: &'static str,
    usage: &'static str,
    arguments: (usize, usize),
    doc: &'static str,
) -> Function {
    Function { name, usage, doc, arguments }
}

pub const FUNCTIONS: &[Function] = &[
    function("uuid", "uuid()", (0, 0), "A random UUID, version 4."),
    function(
        "now",
        "now('%Y-%m-%d')",
        (0, 1),
        "The time now in UTC, in this format; `now()` gives `2026-01-31T12:00:00Z`.",
    ),
    function("timestamp", "timestamp()", (0, 0), "Seconds since 1970-01-01 UTC."),
    function("random_int", "random_int(a, b)", (2, 2), "A whole number from a to b, both included."),
    function("random_string", "random_string(n)", (1, 1), "So many random letters and digits."),
    function(
        "totp",
        "totp(secret, digits=6, period=30, algorithm='SHA1')",
        (1, 4),
        "The one-time password of now (RFC 6238) for a secret in base32; each works once in a run, see `wait: totp`.",
    ),
    function("range", "range(n)", (1, 3), "The whole numbers from 0 on, up to but without n."),
];

pub const FILTERS: &[Function] = &[
    function("chain", "a | chain(b)", (0, 8), "One list after the other, as one list."),
    function("count", "list | count", (0, 0), "The same as `length`."),
    function("d", "value | d(0)", (0, 2), "The same as `default`."),
    function("e", "text | e", (0, 0), "The same as `escape`."),
    function(
        "escape",
        "text | escape",
        (0, 0),
        "Text with `<`, `>`, `&` and quotes written as HTML entities.",
    ),
    function("format", "'%s-%s' | format(a, b)", (0, 8), "The values in the places of a pattern."),
    function(
        "groupby",
        "list | groupby('state')",
        (1, 3),
        "Elements with the same member together: pairs of its value and a list.",
    ),
    function("indent", "text | indent(2)", (1, 3), "Every line but the first moved to the right."),
    function("lines", "text | lines", (0, 0), "A list of lines."),
    function(
        "zip",
        "a | zip(b)",
        (0, 8),
        "Pairs: the first elements of both lists, the second ones, and so on.",
    ),
    function("abs", "-3 | abs", (0, 0), "The number without its sign."),
    function("attr", "user | attr('name')", (1, 1), "A member by its name."),
    function("base64", "text | base64", (0, 0), "Text in base64."),
    function("base64_decode", "text | base64_decode", (0, 0), "The text that stands in base64."),
    function("batch", "list | batch(2)", (1, 2), "The list cut into lists of so many elements."),
    function("bool", "value | bool", (0, 0), "The value as true or false."),
    function("capitalize", "text | capitalize", (0, 0), "The first letter as a capital, the others small."),
    function(
        "date",
        "text | date('%Y-%m-%d')",
        (1, 1),
        "A time (RFC 3339, or seconds since 1970) in another format.",
    ),
    function("default", "value | default('x')", (0, 2), "Another value, where the first is not there."),
    function("dictsort", "map | dictsort", (0, 3), "Pairs of key and value, sorted by key."),
    function("first", "list | first", (0, 0), "The first element."),
    function("float", "'1.5' | float", (0, 1), "Text as a number."),
    function("from_json", "text | from_json", (0, 0), "The value that JSON text stands for."),
    function("hmac_sha256", "text | hmac_sha256(key)", (1, 1), "HMAC-SHA-256 in hexadecimal."),
    function("int", "'15' | int", (0, 1), "Text or a number as a whole number."),
    function("items", "map | items", (0, 0), "Pairs of key and value."),
    function("join", "list | join(', ')", (0, 2), "The elements as one text, with a separator."),
    function("json", "value | json", (0, 0), "The value as JSON text."),
    function("last", "list | last", (0, 0), "The last element."),
    function("length", "list | length", (0, 0), "How many characters, elements or members there are."),
    function(
        "list",
        "value | list",
        (0, 0),
        "Text as a list of its characters, a map as a list of its keys.",
    ),
    function("lower", "text | lower", (0, 0), "Text in small letters."),
    function(
        "map",
        "list | map(attribute='id')",
        (0, 8),
        "A member of each element, or each element after a filter.",
    ),
    function("max", "list | max", (0, 2), "The largest element."),
    function("min", "list | min", (0, 2), "The smallest element."),
    function("regex_replace", "text | regex_replace('a+', 'b')", (2, 2), "Every match replaced."),
    function("reject", "list | reject('odd')", (0, 8), "Without the elements that pass a test."),
    function(
        "rejectattr",
        "list | rejectattr('done')",
        (1, 8),
        "Without the elements whose member passes a test.",
    ),
    function("replace", "text | replace('a', 'b')", (2, 3), "Every occurrence replaced."),
    function("reverse", "list | reverse", (0, 0), "The elements in the opposite order."),
    function("round", "1.26 | round(1)", (0, 2), "The number rounded to so many places (default 0)."),
    function("select", "list | select('odd')", (0, 8), "The elements that pass a test."),
    function("selectattr", "list | selectattr('done')", (1, 8), "The elements whose member passes a test."),
    function("sha256", "text | sha256", (0, 0), "SHA-256 in hexadecimal."),
    function("slice", "list | slice(2)", (1, 2), "The list cut into so many lists."),
    function("sort", "list | sort", (0, 4), "The elements in order."),
    function("split", "text | split(',')", (0, 2), "The parts of a text between separators."),
    function("string", "value | string", (0, 0), "The value as text."),
    function("sum", "list | sum", (0, 2), "All numbers added."),
    function("title", "text | title", (0, 0), "Every word with a capital letter."),
    function("trim", "text | trim", (0, 1), "Text without blanks at its beginning and end."),
    function("unique", "list | unique", (0, 2), "The elements without repetitions."),
    function("upper", "text | upper", (0, 0), "Text in capital letters."),
    function("urlencode", "text | urlencode", (0, 0), "Text percent-encoded for an address (RFC 3986)."),
];

/// Tests, behind `is`.
pub const TESTS: &[Function] = &[
    function("equalto", "x is equalto(1)", (1, 1), "The same as `eq`."),
    function("false", "x is false", (0, 0), "The boolean false."),
    function("greaterthan", "x is greaterthan(1)", (1, 1), "The same as `gt`."),
    function("int", "x is int", (0, 0), "The same as `integer`."),
    function("lessthan", "x is lessthan(1)", (1, 1), "The same as `lt`."),
    function("sameas", "x is sameas(y)", (1, 1), "The same value."),
    function("true", "x is true", (0, 0), "The boolean true."),
    function("boolean", "x is boolean", (0, 0), "true or false."),
    function(
        "containing",
        "x is containing('a')",
        (1, 1),
        "Text that has this part, or a list that has this element.",
    ),
    function("defined", "x is defined", (0, 0), "There is a value: the step that captures it was reached."),
    function("divisibleby", "x is divisibleby(3)", (1, 1), "Can be divided by it without a remainder."),
    function("endingwith", "x is endingwith('a')", (1, 1), "Text that ends so."),
    function("eq", "x is eq(1)", (1, 1), "Equal."),
    function("even", "x is even", (0, 0), "An even number."),
    function("float", "x is float", (0, 0), "A number with a fraction."),
    function("ge", "x is ge(1)", (1, 1), "Greater or equal."),
    function("gt", "x is gt(1)", (1, 1), "Greater."),
    function("in", "x is in([1, 2])", (1, 1), "An element of it."),
    function("integer", "x is integer", (0, 0), "A whole number."),
    function("iterable", "x is iterable", (0, 0), "A list, map or text."),
    function("le", "x is le(1)", (1, 1), "Less or equal."),
    function("lower", "x is lower", (0, 0), "Text in small letters."),
    function("lt", "x is lt(1)", (1, 1), "Less."),
    function("mapping", "x is mapping", (0, 0), "A map."),
    function("ne", "x is ne(1)", (1, 1), "Not equal."),
    function("none", "x is none", (0, 0), "JSON null."),
    function("number", "x is number", (0, 0), "A number."),
    function("odd", "x is odd", (0, 0), "An odd number."),
    function("sequence", "x is sequence", (0, 0), "A list."),
    function("startingwith", "x is startingwith('a')", (1, 1), "Text that begins so."),
    function("string", "x is string", (0, 0), "Text."),
    function(
        "undefined",
        "x is undefined",
        (0, 0),
        "There is no value: the step that captures it was not reached.",
    ),
    function("upper", "x is upper", (0, 0), "Text in capital letters."),
];

/// Words of the expression language, which cannot be names.
pub const RESERVED: &[&str] = &[
    "true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "null",
    "loop", "self",
];

/// Names with a meaning of their own, which cannot be given to variables.
pub const TAKEN: &[&str] = &["environment", "response", "value", "omit", "raw", "totp"];
