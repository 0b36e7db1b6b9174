//! The functions, filters and tests of expressions: one row for each.
//!
//! A new one is a row here and an arm in `eval`, which the compiler then asks for: `eval/functions.rs`,
//! `eval/filters/own.rs` or `eval/filters/value_tests.rs`. Compilation, did-you-mean, the guide and `explain` follow
//! from the row.

use super::callable::callables;

callables! {
    /// A function, called by its name.
    Function FUNCTIONS "function";

    Uuid "uuid" "uuid()" 0..=0, "A random UUID, version 4.";
    Now "now" "now('%Y-%m-%d')" 0..=1, "The current time in UTC in this format; `now()` gives `2026-01-31T12:00:00Z`.";
    Timestamp "timestamp" "timestamp()" 0..=0, "The current time in seconds since 1970-01-01 UTC.";
    RandomInt "random_int" "random_int(a, b)" 2..=2, "A random integer from a to b, both included.";
    RandomString "random_string" "random_string(n)" 1..=1, "A string of that many random letters and digits.";
    Totp "totp" "totp(secret, digits=6, period=30, algorithm='SHA1')" 1..=4,
        "The current one-time password (RFC 6238) for a base32 secret; each works once per run, see `wait: totp`.";
    Range "range" "range(n)" 1..=3, "The whole numbers from 0 on, up to but without n.";
}

impl Function {
    /// Whether the same arguments give the same value every time.
    pub fn is_constant(self) -> bool {
        match self {
            Function::Range => true,
            Function::Uuid
            | Function::Now
            | Function::Timestamp
            | Function::RandomInt
            | Function::RandomString
            | Function::Totp => false,
        }
    }
}

callables! {
    /// A filter, after a value and `|`.
    Filter FILTERS "filter";

    Abs "abs" "-3 | abs" 0..=0, "The number without its sign.";
    Attr "attr" "user | attr('name')" 1..=1, "A member by its name.";
    Base64 "base64" "text | base64" 0..=0, "Text in base64.";
    Base64Decode "base64_decode" "text | base64_decode" 0..=0, "The text that stands in base64.";
    Batch "batch" "list | batch(2)" 1..=2, "The list cut into lists of so many elements.";
    Bool "bool" "value | bool" 0..=0, "The value as true or false.";
    Capitalize "capitalize" "text | capitalize" 0..=0, "The first letter as a capital, the others small.";
    Chain "chain" "a | chain(b)" 0..=8, "One list after the other, as one list.";
    Count "count" "list | count" 0..=0, "The same as `length`.";
    D "d" "value | d(0)" 0..=2, "The same as `default`.";
    Date "date" "text | date('%Y-%m-%d')" 1..=1, "A time (RFC 3339, or seconds since 1970) in another format.";
    Default "default" "value | default('x')" 0..=2, "Another value, where the first is not there.";
    DictSort "dictsort" "map | dictsort" 0..=3, "Pairs of key and value, sorted by key.";
    E "e" "text | e" 0..=0, "The same as `escape`.";
    Escape "escape" "text | escape" 0..=0, "Text with `<`, `>`, `&` and quotes written as HTML entities.";
    First "first" "list | first" 0..=0, "The first element.";
    Float "float" "'1.5' | float" 0..=1, "Text as a number.";
    Format "format" "'%s-%s' | format(a, b)" 0..=8, "The values in the places of a pattern.";
    FromJson "from_json" "text | from_json" 0..=0, "The value that JSON text stands for.";
    GroupBy "groupby" "list | groupby('state')" 1..=3,
        "Elements with the same member together: pairs of its value and a list.";
    HmacSha256 "hmac_sha256" "text | hmac_sha256(key)" 1..=1, "HMAC-SHA-256 in hexadecimal.";
    Indent "indent" "text | indent(2)" 1..=3, "Every line but the first moved to the right.";
    Int "int" "'15' | int" 0..=1, "Text or a number as a whole number.";
    Items "items" "map | items" 0..=0, "Pairs of key and value.";
    Join "join" "list | join(', ')" 0..=2, "The elements as one text, with a separator.";
    Json "json" "value | json" 0..=0, "The value as JSON text.";
    Last "last" "list | last" 0..=0, "The last element.";
    Length "length" "list | length" 0..=0, "How many characters, elements or members there are.";
    Lines "lines" "text | lines" 0..=0, "A list of lines.";
    List "list" "value | list" 0..=0, "Text as a list of its characters, a map as a list of its keys.";
    Lower "lower" "text | lower" 0..=0, "Text in small letters.";
    Map "map" "list | map(attribute='id')" 0..=8, "A member of each element, or each element after a filter.";
    Max "max" "list | max" 0..=2, "The largest element.";
    Min "min" "list | min" 0..=2, "The smallest element.";
    RegexReplace "regex_replace" "text | regex_replace('a+', 'b')" 2..=2, "Every match replaced.";
    Reject "reject" "list | reject('odd')" 0..=8, "Without the elements that pass a test.";
    RejectAttr "rejectattr" "list | rejectattr('done')" 1..=8, "Without the elements whose member passes a test.";
    Replace "replace" "text | replace('a', 'b')" 2..=3, "Every occurrence replaced.";
    Reverse "reverse" "list | reverse" 0..=0, "The elements in the opposite order.";
    Round "round" "1.26 | round(1)" 0..=2, "The number rounded to so many places (default 0).";
    Select "select" "list | select('odd')" 0..=8, "The elements that pass a test.";
    SelectAttr "selectattr" "list | selectattr('done')" 1..=8, "The elements whose member passes a test.";
    Sha256 "sha256" "text | sha256" 0..=0, "SHA-256 in hexadecimal.";
    Slice "slice" "list | slice(2)" 1..=2, "The list cut into so many lists.";
    Sort "sort" "list | sort" 0..=4, "The elements in order.";
    Split "split" "text | split(',')" 0..=2, "The parts of a text between separators.";
    String "string" "value | string" 0..=0, "The value as text.";
    Sum "sum" "list | sum" 0..=2, "All numbers added.";
    Title "title" "text | title" 0..=0, "Every word with a capital letter.";
    Trim "trim" "text | trim" 0..=1, "Text without blanks at its beginning and end.";
    Unique "unique" "list | unique" 0..=2, "The elements without repetitions.";
    Upper "upper" "text | upper" 0..=0, "Text in capital letters.";
    UrlEncode "urlencode" "text | urlencode" 0..=0, "Text percent-encoded for an address (RFC 3986).";
    Zip "zip" "a | zip(b)" 0..=8, "Pairs: the first elements of both lists, the second ones, and so on.";
}

impl Filter {
    /// Whether it takes a value that is not there.
    pub fn takes_undefined(self) -> bool {
        matches!(self, Filter::Default | Filter::D)
    }
}

callables! {
    /// A test, after a value and `is`.
    Test TESTS "test";

    Boolean "boolean" "x is boolean" 0..=0, "true or false.";
    Containing "containing" "x is containing('a')" 1..=1, "Text that has this part, or a list that has this element.";
    Defined "defined" "x is defined" 0..=0, "There is a value: the step that captures it was reached.";
    DivisibleBy "divisibleby" "x is divisibleby(3)" 1..=1, "Can be divided by it without a remainder.";
    EndingWith "endingwith" "x is endingwith('a')" 1..=1, "Text that ends so.";
    Eq "eq" "x is eq(1)" 1..=1, "Equal.";
    EqualTo "equalto" "x is equalto(1)" 1..=1, "The same as `eq`.";
    Even "even" "x is even" 0..=0, "An even number.";
    False "false" "x is false" 0..=0, "The boolean false.";
    Float "float" "x is float" 0..=0, "A number with a fraction.";
    Ge "ge" "x is ge(1)" 1..=1, "Greater or equal.";
    GreaterThan "greaterthan" "x is greaterthan(1)" 1..=1, "The same as `gt`.";
    Gt "gt" "x is gt(1)" 1..=1, "Greater.";
    In "in" "x is in([1, 2])" 1..=1, "An element of it.";
    Int "int" "x is int" 0..=0, "The same as `integer`.";
    Integer "integer" "x is integer" 0..=0, "A whole number.";
    Iterable "iterable" "x is iterable" 0..=0, "A list, map or text.";
    Le "le" "x is le(1)" 1..=1, "Less or equal.";
    LessThan "lessthan" "x is lessthan(1)" 1..=1, "The same as `lt`.";
    Lower "lower" "x is lower" 0..=0, "Text in small letters.";
    Lt "lt" "x is lt(1)" 1..=1, "Less.";
    Mapping "mapping" "x is mapping" 0..=0, "A map.";
    Ne "ne" "x is ne(1)" 1..=1, "Not equal.";
    None "none" "x is none" 0..=0, "JSON null.";
    Number "number" "x is number" 0..=0, "A number.";
    Odd "odd" "x is odd" 0..=0, "An odd number.";
    SameAs "sameas" "x is sameas(y)" 1..=1, "The same value.";
    Sequence "sequence" "x is sequence" 0..=0, "A list.";
    StartingWith "startingwith" "x is startingwith('a')" 1..=1, "Text that begins so.";
    String "string" "x is string" 0..=0, "Text.";
    True "true" "x is true" 0..=0, "The boolean true.";
    Undefined "undefined" "x is undefined" 0..=0, "There is no value: the step that captures it was not reached.";
    Upper "upper" "x is upper" 0..=0, "Text in capital letters.";
}

impl Test {
    /// Whether it asks if there is a value, so that there need be none.
    pub fn takes_undefined(self) -> bool {
        matches!(self, Test::Defined | Test::Undefined)
    }
}

/// Words of the expression language, which cannot be names.
pub const RESERVED: &[&str] = &[
    "true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "null",
    "loop", "self",
];

/// Names with a meaning of their own, which cannot be given to variables.
pub const TAKEN: &[&str] = &["environment", "response", "value", "omit", "raw", "totp"];
