//! Test scripts: the usual idioms become expectations and captures, the rest is given back.

use super::matchers::{literal, matcher};
use super::paths::{Aliases, Part, part, quoted};
use super::statements::{closing, statements};
use crate::import::draft::Expectations;
use crate::import::secrets::is_secret_capture;
use crate::import::variables::Variables;
use crate::yaml::write::{Member, Node};

/// The longest script that is read.
const LONGEST: usize = 256 * 1024;

/// What a script says.
#[derive(Default)]
pub struct Read {
    pub expect: Expectations,
    pub capture: Vec<(String, Node)>,
    /// Statements without an equivalent.
    pub rest: Vec<String>,
}

/// Reads a test script.
pub fn read(script: &str, variables: &mut Variables) -> Read {
    let mut read = Read::default();
    if script.len() > LONGEST {
        read.rest.push("(a script that is too long to be read)".to_owned());
        return read;
    }
    let mut aliases = Aliases::new();
    // Inside of a condition or loop nothing holds always: such a block is given back whole.
    let mut kept_depth = None;
    let mut depth = 0_usize;
    for statement in statements(script) {
        let opens = statement.ends_with('{');
        let closes = statement.starts_with('}');
        if closes {
            depth = depth.saturating_sub(1);
        }
        if kept_depth.is_some_and(|kept| depth > kept || depth == kept && closes) {
            read.rest.push(statement.clone());
        } else if closes && !opens {
            // The end of a `pm.test`.
        } else if opens && is_test(&statement) {
            // Its name says what the lines inside say.
        } else if opens {
            kept_depth = Some(depth);
            read.rest.push(statement.clone());
        } else if !read.statement(&statement, &mut aliases, variables) {
            read.rest.push(statement.clone());
        }
        if opens {
            depth += 1;
        }
        if kept_depth.is_some_and(|kept| depth <= kept && closes && !opens) {
            kept_depth = None;
        }
    }
    read
}

fn is_test(statement: &str) -> bool {
    let head = statement.trim_end_matches('{').trim_end();
    let function = head.ends_with("=>") || head.ends_with(')') && head.contains("function");
    statement.starts_with("pm.test(") && function
}

impl Read {
    /// Reads one statement; `false` where it has no equivalent.
    fn statement(&mut self, text: &str, aliases: &mut Aliases, variables: &mut Variables) -> bool {
        if text.starts_with("console.") {
            return true;
        }
        // `pm.test("name", () => statement)`
        if text.starts_with("pm.test(") {
            let inside =
                text.split_once("=>").and_then(|(_, rest)| rest.trim_end_matches(';').strip_suffix(')'));
            return inside.is_some_and(|inside| self.statement(inside.trim(), aliases, variables));
        }
        if let Some(rest) = ["const ", "let ", "var "].iter().find_map(|word| text.strip_prefix(word)) {
            let Some((name, value)) = rest.split_once('=') else { return false };
            return match part(value, aliases) {
                Some(Part::Json(path)) => {
                    aliases.insert(name.trim().to_owned(), path);
                    true
                }
                _ => false,
            };
        }
        if let Some(inside) = text.strip_prefix("pm.expect(") {
            return self.expected(inside, aliases, variables).is_some();
        }
        if let Some(chain) = text.strip_prefix("pm.response.to.") {
            return self.response(chain, variables).is_some();
        }
        if let Some(rest) = text.strip_prefix("tests[") {
            return self.old(rest, aliases, variables).is_some();
        }
        self.set(text, aliases, variables).is_some()
    }

    /// `pm.expect(EXPRESSION).to…`
    fn expected(&mut self, inside: &str, aliases: &Aliases, variables: &mut Variables) -> Option<()> {
        let close = closing(inside)?;
        // A message may stand behind the expression.
        let expression = inside[..close].split(", \"").next()?.split(", '").next()?;
        let mut chain = inside[close + 1..].trim();
        let found = part(expression, aliases)?;
        if let Part::Json(path) = &found {
            let have = [".to.have.property(", ".to.have.a.property(", ".to.have.own.property("];
            if let Some(rest) = have.iter().find_map(|word| chain.strip_prefix(word)) {
                return self.property(path, rest, variables);
            }
            // `.to.be.an('array').that.is.not.empty`
            let not_empty =
                [".that.is.not.empty", ".and.not.empty", ".and.to.not.be.empty", ".that.is.not.empty;"];
            if let Some(first) = not_empty.iter().find_map(|end| chain.strip_suffix(end)) {
                let node = matcher(first, variables)?;
                let Node::Map(mut members) = node else { return None };
                members.push(Member::new("empty", false));
                self.add(found, Node::Map(members));
                return Some(());
            }
        }
        chain = chain.trim_end_matches(';');
        let node = matcher(chain, variables)?;
        self.add(found, node);
        Some(())
    }

    /// `.to.have.property("name"[, value])`
    fn property(&mut self, path: &str, rest: &str, variables: &mut Variables) -> Option<()> {
        let inside = &rest[..closing(rest)?];
        let (name, value) = match inside.split_once(',') {
            Some((name, value)) => (name, Some(value)),
            None => (inside, None),
        };
        let name = quoted(name.trim())?;
        let node = match value {
            Some(value) => match literal(value, variables)? {
                object @ Node::Map(_) => Node::map([("equals", object)]),
                other => other,
            },
            None => Node::map([("exists", Node::Bool(true))]),
        };
        self.add(Part::Json(format!("{path}{}", crate::import::names::json_step(&name))), node);
        Some(())
    }

    pub(super) fn add(&mut self, part: Part, node: Node) {
        let expect = &mut self.expect;
        let (list, key, node) = match part {
            Part::Json(path) => (&mut expect.json, path, node),
            Part::Length(path) => (&mut expect.json, path, Node::map([("length", node)])),
            Part::Header(name) => (&mut expect.headers, name, node),
            Part::Cookie(name) => {
                let node = match node {
                    Node::Map(_) => Node::map([("value", node)]),
                    plain => plain,
                };
                (&mut expect.cookies, name, node)
            }
            Part::Status => {
                // `one_of` is what a list of statuses says.
                let node = match node {
                    Node::Map(members) if members.len() == 1 && members[0].key == "one_of" => {
                        members[0].value.clone()
                    }
                    other => other,
                };
                expect.status.get_or_insert(node);
                return;
            }
            Part::Time => {
                if let Some(node) = with_unit(node) {
                    expect.others.retain(|(key, _)| *key != "duration");
                    expect.others.push(("duration", node));
                }
                return;
            }
            Part::Body => {
                if expect.others.iter().all(|(key, _)| *key != "body") {
                    expect.others.insert(0, ("body", node));
                }
                return;
            }
        };
        match list.iter_mut().find(|(known, _)| *known == key) {
            None => list.push((key, node)),
            // Both hold.
            Some((_, first)) if *first != node => {
                if let Some(one) = together(first, &node) {
                    *first = one;
                    return;
                }
                let both = vec![first.clone(), node];
                *first = match &*first {
                    Node::Map(members) if members.len() == 1 && members[0].key == "all_of" => {
                        let Node::List(mut all) = members[0].value.clone() else { return };
                        all.extend(both.into_iter().skip(1));
                        Node::map([("all_of", Node::List(all))])
                    }
                    _ => Node::map([("all_of", Node::List(both))]),
                };
            }
            Some(_) => {}
        }
    }

    /// `tests["name"] = responseCode.code === 200`, `= jsonData.a === "b"`, `= responseBody.has("x")`
    fn old(&mut self, rest: &str, aliases: &Aliases, variables: &mut Variables) -> Option<()> {
        let (_, expression) = rest.split_once("] =").or_else(|| rest.split_once("]="))?;
        let expression = expression.trim().trim_end_matches(';');
        if let Some(inside) = expression.strip_prefix("responseBody.has(") {
            let text = quoted(inside.strip_suffix(')')?.trim())?;
            self.add(Part::Body, Node::map([("contains", Node::Text(crate::import::draft::escape(&text)))]));
            return Some(());
        }
        for (sign, operator) in
            [("===", ""), ("==", ""), ("<=", "lte"), (">=", "gte"), ("<", "lt"), (">", "gt")]
        {
            if let Some((left, right)) = expression.split_once(sign) {
                let value = literal(right, variables)?;
                let node = if operator.is_empty() { value } else { Node::map([(operator, value)]) };
                self.add(part(left, aliases)?, node);
                return Some(());
            }
        }
        None
    }

    /// `pm.environment.set("name", EXPRESSION)`
    fn set(&mut self, text: &str, aliases: &Aliases, variables: &mut Variables) -> Option<()> {
        let beginnings = [
            "pm.environment.set(",
            "pm.collectionVariables.set(",
            "pm.globals.set(",
            "pm.variables.set(",
            "postman.setEnvironmentVariable(",
            "postman.setGlobalVariable(",
        ];
        let rest = beginnings.iter().find_map(|beginning| text.strip_prefix(beginning))?;
        let (name, value) = rest[..closing(rest)?].split_once(',')?;
        let name = quoted(name.trim())?;
        let (source, place) = match part(value, aliases)? {
            Part::Json(path) => ("json", Node::from(path)),
            Part::Header(header) => ("header", Node::from(header)),
            Part::Cookie(cookie) => ("cookie", Node::from(cookie)),
            Part::Body => ("body", Node::Bool(true)),
            Part::Status => ("status", Node::Bool(true)),
            Part::Time => ("duration", Node::Bool(true)),
            Part::Length(_) => return None,
        };
        let secret = is_secret_capture(&name, if let Node::Text(place) = &place { place } else { "" });
        let own = variables.capture(&name);
        let node = match (source, secret) {
            ("json", false) => place,
            (_, false) => Node::map([(source, place)]),
            (_, true) => Node::map([(source, place), ("secret", true.into())]),
        };
        self.capture.retain(|(known, _)| *known != own);
        self.capture.push((own, node));
        Some(())
    }
}

/// Two matchers as one, where they have different operators: `{ gte: 1 }` and `{ lte: 5 }`. What has to be of a type is
/// there.
fn together(first: &Node, second: &Node) -> Option<Node> {
    let (Node::Map(first), Node::Map(second)) = (first, second) else { return None };
    let alone = |members: &[Member], other: &[Member]| {
        matches!(members, [one] if one.key == "exists" && matches!(one.value, Node::Bool(true)))
            && other.iter().any(|member| member.key == "type")
    };
    if alone(first, second) {
        return Some(Node::Map(second.clone()));
    }
    if alone(second, first) {
        return Some(Node::Map(first.clone()));
    }
    let apart = |key: &str| !["not", "all_of", "exists", "equals", "partial"].contains(&key);
    let all = first.iter().chain(second);
    let fits = all.clone().all(|member| apart(&member.key))
        && second.iter().all(|member| first.iter().all(|other| other.key != member.key));
    fits.then(|| Node::Map(all.cloned().collect()))
}

/// Numbers of milliseconds get their unit.
fn with_unit(node: Node) -> Option<Node> {
    let Node::Map(members) = node else { return None };
    let members: Option<Vec<_>> = members
        .into_iter()
        .map(|member| match member.value {
            Node::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some((member.key, Node::Text(format!("{number}ms"))))
            }
            _ => None,
        })
        .collect();
    Some(Node::map(members?))
}
