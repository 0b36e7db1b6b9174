//! Chains of `pm.expect(…)` as matchers.

use crate::value::Value;

use crate::import::draft::literal_node;
use crate::import::variables::Variables;
use crate::yaml::write::Node;

/// A matcher of a chain such as `.to.not.equal(7)`; `None` for one that has no equivalent.
pub fn matcher(chain: &str, variables: &mut Variables) -> Option<Node> {
    let mut words = Vec::new();
    let mut rest = chain.trim().trim_end_matches(';').trim();
    let mut argument = None;
    while let Some(behind) = rest.strip_prefix('.') {
        let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
        words.push(&behind[..end]);
        rest = behind[end..].trim_start();
        if let Some(inside) = rest.strip_prefix('(') {
            // The last call decides; `.to.be.an('array').that.is.not.empty` has two.
            let close = super::statements::closing(inside)?;
            if argument.is_some() {
                return None;
            }
            argument = Some(inside[..close].trim());
            rest = inside[close + 1..].trim_start();
            if !rest.is_empty() && argument != Some("") {
                return None;
            }
        }
    }
    if !rest.is_empty() {
        return None;
    }
    let negated = words.contains(&"not");
    let filler = [
        "to", "be", "been", "is", "that", "which", "and", "has", "have", "with", "at", "of", "same", "but",
        "does", "still", "not", "deep",
    ];
    let words: Vec<&str> = words.into_iter().filter(|word| !filler.contains(word)).collect();
    let node = plain(&words, argument.unwrap_or(""), variables)?;
    Some(if negated { negate(node) } else { node })
}

fn negate(node: Node) -> Node {
    match &node {
        // "Not there" and "not empty" have words of their own.
        Node::Map(members) if members.len() == 1 && matches!(members[0].key.as_str(), "exists" | "empty") => {
            let turned = !matches!(members[0].value, Node::Bool(true));
            one(&members[0].key.clone(), turned.into())
        }
        _ => one("not", node),
    }
}

fn one(operator: &str, value: Node) -> Node {
    Node::map([(operator, value)])
}

fn plain(words: &[&str], argument: &str, variables: &mut Variables) -> Option<Node> {
    let [word] = words else { return None };
    let mut value = || literal(argument, variables);
    Some(match *word {
        "equal" | "equals" | "eq" | "eql" | "eqls" => match value()? {
            object @ Node::Map(_) => one("equals", object),
            other => other,
        },
        "true" => true.into(),
        "false" => false.into(),
        "null" => Node::Null,
        "ok" | "exist" | "exists" => one("exists", true.into()),
        "undefined" => one("exists", false.into()),
        "empty" => one("empty", true.into()),
        "a" | "an" => match super::paths::quoted(argument)?.as_str() {
            name @ ("string" | "number" | "boolean" | "array" | "object" | "null") => {
                one("type", name.into())
            }
            _ => return None,
        },
        "include" | "includes" | "contain" | "contains" | "string" => match value()? {
            // Of an object it means some of its members.
            object @ Node::Map(_) => one("partial", object),
            other => one("contains", other),
        },
        "above" | "greaterThan" | "gt" => one("gt", value()?),
        "below" | "lessThan" | "lt" => one("lt", value()?),
        "least" | "gte" => one("gte", value()?),
        "most" | "lte" => one("lte", value()?),
        "lengthOf" | "length" => one("length", value()?),
        "oneOf" => match value()? {
            list @ Node::List(_) => one("one_of", list),
            _ => return None,
        },
        "match" | "matches" => {
            let pattern = argument.strip_prefix('/')?;
            let (pattern, flags) = pattern.rsplit_once('/')?;
            let flags = match flags {
                "" => "",
                "i" => "(?i)",
                _ => return None,
            };
            // Look-around and back-references are no part of what runs in linear time.
            let pattern = format!("{flags}{}", pattern.replace("\\/", "/"));
            regex::Regex::new(&pattern).ok()?;
            one("matches", Node::Pattern(crate::import::draft::escape(&pattern)))
        }
        _ => return None,
    })
}

/// A literal of JavaScript, or a variable of Postman.
pub fn literal(text: &str, variables: &mut Variables) -> Option<Node> {
    let text = text.trim();
    if let Some(inside) = super::paths::quoted(text) {
        return Some(Node::Text(crate::import::draft::escape(&inside)));
    }
    for holder in ["pm.environment", "pm.collectionVariables", "pm.globals", "pm.variables"] {
        if let Some(rest) = text.strip_prefix(holder).and_then(|rest| rest.strip_prefix(".get(")) {
            let name = super::paths::quoted(rest.strip_suffix(')')?)?;
            return variables.has(&name).then(|| Node::Text(variables.template(&name)));
        }
    }
    let json = match text.parse::<Value>() {
        Ok(json) => json,
        // 'Single' quotes in a list.
        Err(_) if !text.contains(['"', '\\']) => text.replace('\'', "\"").parse().ok()?,
        Err(_) => return None,
    };
    Some(literal_node(&json))
}
