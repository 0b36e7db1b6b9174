//! `[Options]` of an entry.

use super::converted::Converted;
use super::parse::Pair;
use crate::import::Notes;
use crate::import::call::Credentials;
use crate::import::draft::Draft;
use crate::import::variables::Variables;
use crate::yaml::write::Node;

/// Of Hurl's own output, or without a meaning for a scenario.
const QUIET: [&str; 15] = [
    "compressed",
    "verbose",
    "very-verbose",
    "output",
    "http1.0",
    "http1.1",
    "http2",
    "http3",
    "ipv4",
    "ipv6",
    "path-as-is",
    "color",
    "pretty",
    "verbosity",
    "location-trusted-quiet",
];

/// Writes the options into a step. `false`: the entry is skipped.
pub fn options(
    pairs: &[Pair],
    converted: &mut Converted,
    variables: &mut Variables,
    draft: &mut Draft,
    notes: &mut Notes,
) -> bool {
    let mut tls = Vec::new();
    let mut retry = None;
    let mut every = None;
    for pair in pairs {
        let at = format!("line {}", pair.line);
        let value = super::cursor::unescaped(&pair.value);
        let flag = value == "true";
        let mut option = |key: &str, node: Node| converted.call.options.push((key.to_owned(), node));
        match pair.key.as_str() {
            "location" | "location-trusted" if flag => option("follow_redirects", true.into()),
            "location" | "location-trusted" | "insecure" if value == "false" => {}
            "insecure" => tls.push(("insecure", Node::Bool(true))),
            "max-redirs" => match value.parse::<u64>() {
                Ok(most) => option("max_redirects", most.into()),
                Err(_) => notes.add(&at, "`max-redirs` without a limit has no equivalent"),
            },
            "max-time" | "connect-timeout" => match duration(&value, 1000) {
                Some(text) => {
                    option(if pair.key == "max-time" { "timeout" } else { "connect_timeout" }, text.into())
                }
                None => notes.add(&at, format!("`{}` is not a duration", pair.key)),
            },
            "proxy" => {
                let url = if value.contains("://") { value } else { format!("http://{value}") };
                option("proxy", variables.text(&url).into());
            }
            "cacert" => tls.push(("ca", value.into())),
            "cert" => tls.push(("cert", value.into())),
            "key" => tls.push(("key", value.into())),
            "user" => {
                let (user, password) = value.split_once(':').unwrap_or((&value, ""));
                converted.call.auth =
                    Some(Credentials::Basic(variables.text(user), variables.text(password)));
            }
            "retry" => {
                retry = value.parse::<i64>().ok();
                match retry {
                    None => notes.add(&at, "`retry` is not a number"),
                    Some(times) if times < 0 || u64::try_from(times).is_ok_and(|times| times > MOST) => notes
                        .add(
                            &at,
                            format!(
                                "`retry: {times}` has no equivalent: it becomes {} attempts",
                                tries(times)
                            ),
                        ),
                    Some(_) => {}
                }
            }
            "retry-interval" => every = duration(&value, 1),
            "delay" => match duration(&value, 1) {
                Some(text) => converted.wait = Some(text),
                None => notes.add(&at, "`delay` is not a duration"),
            },
            "skip" if flag => {
                notes.add(&at, "the entry is skipped in Hurl, so it is not imported");
                return false;
            }
            "skip" if value == "false" => {}
            "skip" => match value.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
                Some(name) => {
                    converted.when = Some(format!("not ({} | from_json)", variables.expression(name.trim())))
                }
                None => notes.add(&at, "`skip` is neither true nor false"),
            },
            "variable" => match value.split_once('=') {
                Some((name, value)) if draft.vars.iter().all(|(known, _)| known != name.trim()) => {
                    let value = variables.text(value.trim());
                    let own = variables.capture(name.trim());
                    draft.vars.push((own, typed(value)));
                }
                _ => notes.add(&at, "a variable that changes its value has no equivalent"),
            },
            "header" => {
                if let Some((name, value)) = value.split_once(':') {
                    converted.call.headers.push((name.trim().to_owned(), variables.text(value.trim())));
                }
            }
            name if QUIET.contains(&name) => {}
            name => notes
                .add(&at, format!("the option `{}` has no equivalent", crate::import::names::fixed(name))),
        }
    }
    if !tls.is_empty() {
        converted.call.options.push(("tls".to_owned(), Node::map(tls)));
    }
    converted.retry =
        retry.filter(|times| *times != 0).map(|times| retries(times, every, &converted.call.method));
    true
}

/// The most times that a request is sent again.
const MOST: u64 = 999;

/// How often a request is sent at most; `-1` is without an end in Hurl.
fn tries(times: i64) -> u64 {
    u64::try_from(times).map_or(100, |times| times.min(MOST) + 1)
}

/// Hurl tries again after everything that fails.
fn retries(times: i64, every: Option<String>, method: &str) -> Node {
    let mut members = vec![("attempts", tries(times).into())];
    members.push(("every", every.unwrap_or_else(|| "1s".to_owned()).into()));
    members
        .push(("on", Node::List(vec!["connection".into(), 429_u64.into(), "5xx".into(), "expect".into()])));
    if matches!(method, "POST" | "PATCH") {
        members.push(("idempotent", true.into()));
    }
    Node::map(members)
}

/// A number, with its unit or in the unit that is meant (milliseconds of one).
fn duration(text: &str, unit: u64) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok().filter(|number| *number < 100_000_000)?;
    let milliseconds = match &text[digits.len()..] {
        "" => number * unit,
        "ms" => number,
        "s" => number * 1000,
        "m" => number * 60_000,
        "h" => number * 3_600_000,
        _ => return None,
    };
    Some(if milliseconds % 1000 == 0 {
        format!("{}s", milliseconds / 1000)
    } else {
        format!("{milliseconds}ms")
    })
}

/// A number or boolean is one in Hurl, too.
fn typed(text: String) -> Node {
    match text.as_str() {
        "true" | "false" => Node::Bool(text == "true"),
        _ if text.parse::<i64>().is_ok_and(|number| number.to_string() == text) => Node::Number(text),
        _ => Node::Text(text),
    }
}
