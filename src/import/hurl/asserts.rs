//! `[Asserts]` and `[Captures]` as expectations and captures.

use super::query::{Predicate, Query, Token, predicate, query, tokens};
use crate::import::draft::literal_node;
use crate::import::draft::{Expectations, escape};
use crate::import::variables::Variables;
use crate::lang::jsonpath::JsonPath;
use crate::lang::xpath::XPath;
use crate::yaml::write::Node;

/// Puts an assert into the expectations; `None` where it has no equivalent.
pub fn assert(line: &str, expect: &mut Expectations, variables: &mut Variables) -> Option<()> {
    let tokens = tokens(line)?;
    let (query, rest) = query(&tokens)?;
    let predicate = predicate(rest)?;
    let (filters, counted) = match query.filters.as_slice() {
        [rest @ .., (last, _)] if last == "count" => (rest, true),
        all => (all, false),
    };
    let argument = query.argument.clone().unwrap_or_default();
    match query.kind.as_str() {
        "jsonpath" => {
            let path = json_path(&argument, filters)?;
            let list = is_list(&path);
            let mut node = matcher(&predicate, variables)?;
            if counted {
                node = Node::map([("length", node)]);
            } else if list {
                node = on_list(&predicate, node)?;
            }
            add(&mut expect.json, path, node);
        }
        "header" if only_conversions(filters) => {
            let node = matcher(&predicate, variables)?;
            add(&mut expect.headers, argument, if counted { Node::map([("count", node)]) } else { node });
        }
        "cookie" if filters.is_empty() && !counted => cookie(&argument, &predicate, expect, variables)?,
        "status" if filters.is_empty() && !counted => {
            let node = matcher(&predicate, variables)?;
            // `HTTP 200` above it holds, too.
            expect.status = Some(match expect.status.take() {
                Some(first) if first != "any".into() && first != node => both(first, node),
                _ => node,
            });
        }
        "body" if filters.is_empty() && !counted => {
            // Of a text that is there `exists` says nothing.
            let node = matcher(&predicate, variables)?;
            other(expect, "body", node)?;
        }
        "bytes" if filters.is_empty() && counted => {
            let node = matcher(&predicate, variables)?;
            other(expect, "body", Node::map([("bytes", Node::map([("length", node)]))]))?;
        }
        "sha256" if filters.is_empty() && predicate.name == "==" && !predicate.negated => {
            let Some(Token::Bytes(bytes)) = &predicate.value else { return None };
            let hex = bytes.strip_prefix("hex,")?.trim();
            other(expect, "body", Node::map([("sha256", Node::from(hex))]))?;
        }
        "duration" if filters.is_empty() && !counted => {
            let Node::Map(mut members) = matcher(&predicate, variables)? else { return None };
            let Node::Number(number) = &members.first()?.value else { return None };
            members[0].value = format!("{number}ms").into();
            other(expect, "duration", Node::Map(members))?;
        }
        "url" if filters.is_empty() && !counted => {
            let node = matcher(&predicate, variables)?;
            other(expect, "url", node)?;
        }
        "redirects" if filters.is_empty() && counted => {
            let node = matcher(&predicate, variables)?;
            other(expect, "redirects", node)?;
        }
        "xpath" if filters.is_empty() => xpath(&argument, &predicate, counted, expect, variables)?,
        "regex" if query.filters.is_empty() && predicate.name == "exists" => {
            let node = Node::map([("matches", pattern(&argument)?)]);
            other(expect, "body", if predicate.negated { Node::map([("not", node)]) } else { node })?;
        }
        "variable" if query.filters.is_empty() && !predicate.negated => {
            let sign = matches!(predicate.name.as_str(), "==" | "!=" | "<" | ">" | "<=" | ">=")
                .then_some(&predicate.name)?;
            let right = match predicate.value.as_ref()? {
                Token::Word(word) => word.clone(),
                Token::Text(text) if !text.contains(['\'', '\\', '\n']) => format!("'{text}'"),
                Token::Variable(name) => variables.expression(name),
                _ => return None,
            };
            expect.that.push(format!("{} {sign} {right}", variables.expression(&argument)));
        }
        _ => return None,
    }
    Some(())
}

/// Filters that only make a number of a text, which our orderings do by themselves.
fn only_conversions(filters: &[(String, Vec<Token>)]) -> bool {
    filters.iter().all(|(name, _)| matches!(name.as_str(), "toInt" | "toFloat" | "toDate"))
}

/// The path with filters that choose an element.
fn json_path(path: &str, filters: &[(String, Vec<Token>)]) -> Option<String> {
    let mut path = path.replace("${", "$${");
    for (name, arguments) in filters {
        if is_list(&path) && name != "jsonpath" {
            return None;
        }
        match (name.as_str(), arguments.as_slice()) {
            ("nth", [Token::Word(index)]) => path.push_str(&format!("[{}]", index.parse::<i64>().ok()?)),
            ("first", []) => path.push_str("[0]"),
            ("last", []) => path.push_str("[-1]"),
            ("jsonpath", [Token::Text(inner)]) => path.push_str(inner.strip_prefix('$')?),
            _ => return None,
        }
    }
    JsonPath::compile(&path).ok()?;
    Some(path)
}

/// A path that can find several values.
fn is_list(path: &str) -> bool {
    JsonPath::compile(path).is_ok_and(|path| !path.is_singular())
}

/// A predicate on the list that a path finds.
fn on_list(predicate: &Predicate, node: Node) -> Option<Node> {
    match predicate.name.as_str() {
        "exists" => Some(Node::map([("empty", Node::Bool(predicate.negated))])),
        "isEmpty" | "contains" | "includes" | "isCollection" | "isList" => Some(node),
        // One value that is found stands for itself.
        "==" if !predicate.negated => Some(match node {
            list @ Node::List(_) => list,
            value => Node::map([("length", 1_u64.into()), ("each", value)]),
        }),
        _ => None,
    }
}

fn cookie(
    name: &str,
    predicate: &Predicate,
    expect: &mut Expectations,
    variables: &mut Variables,
) -> Option<()> {
    let (name, attribute) = match name.split_once('[') {
        Some((name, attribute)) => (name, attribute.strip_suffix(']')?),
        None => (name, "Value"),
    };
    let there = predicate.name == "exists";
    let (key, node): (&str, Node) = match attribute.to_ascii_lowercase().as_str() {
        "value" if there && predicate.negated => return None,
        "value" => ("value", matcher(predicate, variables)?),
        "httponly" if there => ("http_only", (!predicate.negated).into()),
        "secure" if there => ("secure", (!predicate.negated).into()),
        "path" => ("path", matcher(predicate, variables)?),
        "domain" => ("domain", matcher(predicate, variables)?),
        "samesite" => ("same_site", matcher(predicate, variables)?),
        "max-age" => ("max_age", matcher(predicate, variables)?),
        _ => return None,
    };
    let member = crate::yaml::write::Member::new(key, node);
    match expect.cookies.iter_mut().find(|(known, _)| known == name) {
        Some((_, Node::Map(members))) if members.iter().all(|known| known.key != key) => members.push(member),
        Some(_) => return None,
        None => expect.cookies.push((name.to_owned(), Node::Map(vec![member]))),
    }
    Some(())
}

/// `string(…)`, `boolean(…)`, `count(…)` around a path that our XPath knows.
fn xpath(
    path: &str,
    predicate: &Predicate,
    counted: bool,
    expect: &mut Expectations,
    variables: &mut Variables,
) -> Option<()> {
    let inside = |name: &str| path.trim().strip_prefix(name).and_then(|rest| rest.strip_suffix(')'));
    let node = matcher(predicate, variables)?;
    let (path, node) = if let Some(inner) = inside("string(") {
        (inner, node)
    } else if let Some(inner) = inside("boolean(") {
        let Node::Bool(there) = node else { return None };
        (inner, Node::map([("exists", Node::Bool(there))]))
    } else if counted {
        (path, Node::map([("length", node)]))
    } else {
        (path, node)
    };
    XPath::compile(path).ok()?;
    add(&mut expect.xml, path.to_owned(), node);
    Some(())
}

/// A key that stands once; two matchers of it both hold.
fn other(expect: &mut Expectations, key: &'static str, node: Node) -> Option<()> {
    let special = |node: &Node| matches!(node, Node::Map(members) if members.iter().any(|member| matches!(member.key.as_str(), "bytes" | "sha256" | "same_as")));
    match expect.others.iter_mut().find(|(known, _)| *known == key) {
        None => expect.others.push((key, node)),
        Some((_, first)) => match (&mut *first, node) {
            (Node::Map(members), Node::Map(more))
                if more.iter().all(|new| members.iter().all(|old| old.key != new.key)) =>
            {
                members.extend(more);
            }
            (first, node) if !special(first) && !special(&node) => *first = both(first.clone(), node),
            _ => return None,
        },
    }
    Some(())
}

fn add(list: &mut Vec<(String, Node)>, key: String, node: Node) {
    match list.iter_mut().find(|(known, _)| *known == key) {
        None => list.push((key, node)),
        Some((_, first)) => *first = both(first.clone(), node),
    }
}

/// Two matchers of one value.
pub fn both(first: Node, second: Node) -> Node {
    match first {
        Node::Map(members) if members.len() == 1 && members[0].key == "all_of" => {
            match members[0].value.clone() {
                Node::List(mut all) => {
                    all.push(second);
                    Node::map([("all_of", Node::List(all))])
                }
                other => Node::map([("all_of", Node::List(vec![other, second]))]),
            }
        }
        first => Node::map([("all_of", Node::List(vec![first, second]))]),
    }
}

/// A predicate as a matcher.
fn matcher(predicate: &Predicate, variables: &mut Variables) -> Option<Node> {
    let one = |name: &str, node: Node| Node::map([(name, node)]);
    let mut value = || literal(predicate.value.as_ref()?, variables);
    let node = match predicate.name.as_str() {
        "==" | "equals" => value()?,
        "!=" | "notEquals" => one("not", value()?),
        ">" | "greaterThan" => one("gt", value()?),
        ">=" => one("gte", value()?),
        "<" | "lessThan" => one("lt", value()?),
        "<=" => one("lte", value()?),
        "startsWith" => one("starts_with", value()?),
        "endsWith" => one("ends_with", value()?),
        "contains" | "includes" => one("contains", value()?),
        "notContains" => one("not", one("contains", value()?)),
        "matches" => match predicate.value.as_ref()? {
            Token::Text(text) | Token::Regex(text) => one("matches", pattern(text)?),
            _ => return None,
        },
        "exists" => return Some(one("exists", (!predicate.negated).into())),
        "isEmpty" => return Some(one("empty", (!predicate.negated).into())),
        "isBoolean" => one("type", "boolean".into()),
        "isFloat" | "isNumber" => one("type", "number".into()),
        "isInteger" => one("type", "integer".into()),
        "isString" => one("type", "string".into()),
        "isCollection" => one("type", Node::List(vec!["array".into(), "object".into()])),
        "isList" => one("type", "array".into()),
        "isObject" => one("type", "object".into()),
        "isIsoDate" | "isDate" => one("format", "date-time".into()),
        "isIpv4" => one("format", "ipv4".into()),
        "isIpv6" => one("format", "ipv6".into()),
        "isUuid" => one("format", "uuid".into()),
        _ => return None,
    };
    Some(if predicate.negated { one("not", node) } else { node })
}

fn literal(token: &Token, variables: &mut Variables) -> Option<Node> {
    Some(match token {
        Token::Text(text) => Node::Text(variables.text(text)),
        Token::Variable(name) => Node::Text(format!("${{{}}}", variables.expression(name))),
        Token::Word(word) => match word.as_str() {
            "true" | "false" => Node::Bool(word == "true"),
            "null" => Node::Null,
            number => literal_node(&crate::value::Value::Number(number.parse().ok()?)),
        },
        Token::Regex(_) | Token::Bytes(_) => return None,
    })
}

/// A regular expression that runs in linear time.
fn pattern(text: &str) -> Option<Node> {
    regex::Regex::new(text).ok()?;
    Some(Node::Pattern(escape(text)))
}

/// A capture's source; `None` where it has no equivalent.
pub fn capture(value: &str, secret: bool) -> Option<Node> {
    let tokens = tokens(value)?;
    let (Query { kind, argument, filters }, rest) = query(&tokens)?;
    let redact = matches!(rest, [Token::Word(word)] if word == "redact");
    if !rest.is_empty() && !redact {
        return None;
    }
    let argument = argument.unwrap_or_default();
    let text = |text: &str| Node::Text(escape(text));
    let mut members = match (kind.as_str(), filters.as_slice()) {
        ("jsonpath", all) => match all.split_last() {
            // The first group of a regular expression on a value.
            Some(((name, arguments), rest)) if name == "regex" => {
                let [Token::Text(regex) | Token::Regex(regex)] = arguments.as_slice() else { return None };
                let simple = !regex.contains('\'')
                    && regex.contains('(')
                    && regex.starts_with('^') == regex.ends_with('$');
                simple.then_some(())?;
                let whole = regex.trim_start_matches('^').trim_end_matches('$');
                let transform = format!("value | regex_replace('^.*?{whole}.*$', '$1')");
                vec![("json", text(&json_path(&argument, rest)?)), ("transform", transform.into())]
            }
            Some(((name, _), rest)) if name == "count" => {
                vec![("json", text(&json_path(&argument, rest)?)), ("transform", "value | length".into())]
            }
            Some(((name, _), rest)) if matches!(name.as_str(), "toInt" | "toFloat" | "toString") => {
                let filter = match name.as_str() {
                    "toInt" => "int",
                    "toFloat" => "float",
                    _ => "string",
                };
                vec![
                    ("json", text(&json_path(&argument, rest)?)),
                    ("transform", format!("value | {filter}").into()),
                ]
            }
            _ => {
                let path = json_path(&argument, all)?;
                let list = is_list(&path);
                let mut members = vec![("json", Node::Text(path))];
                if list && argument.contains("[?") {
                    members.push(("pick", "one".into()));
                }
                members
            }
        },
        ("header", []) => vec![("header", text(&argument))],
        ("cookie", []) if !argument.contains('[') => vec![("cookie", text(&argument))],
        ("regex", []) => vec![("regex", pattern(&argument)?)],
        ("body", []) => vec![("body", Node::Bool(true))],
        ("status", []) => vec![("status", Node::Bool(true))],
        ("url", []) => vec![("url", Node::Bool(true))],
        ("duration", []) => vec![("duration", Node::Bool(true))],
        ("xpath", []) => {
            let path =
                argument.strip_prefix("string(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&argument);
            XPath::compile(path).ok()?;
            vec![("xml", text(path))]
        }
        _ => return None,
    };
    if secret || redact {
        members.push(("secret", true.into()));
    }
    if let [("json", path)] = members.as_slice() {
        return Some(path.clone());
    }
    Some(Node::map(members))
}
