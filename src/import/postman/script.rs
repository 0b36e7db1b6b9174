//! Test scripts: the usual idioms become expectations and captures, the rest is given back.

use super::matchers::{literal, matcher};
use super::paths::{Aliases, Part, part, quoted};
use crate::emit::{Expectations, Node};
use crate::import::secrets::is_secret;
use crate::import::variables::Variables;

/// The longest script that is read.
const LONGEST: usize = 256 * 1024;

/// What a script says.
#[derive(Default)]
pub struct Read {
    /// Expectations.
    pub expect: Expectations,
    /// Captures.
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

/// Statements: pieces that end with `;`, `{`, `}` or a line's end outside of quotes and brackets.
fn statements(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = String::new();
    let mut brackets = 0_usize;
    let mut quote = None;
    let mut comment = false;
    let mut before = '\n';
    let mut characters = script.chars().peekable();
    let mut push = |open: &mut String| {
        let text = std::mem::take(open).trim().to_owned();
        if !text.is_empty() && text != ")" && text != ";" && text != ");" {
            found.push(text);
        }
    };
    while let Some(character) = characters.next() {
        if comment {
            comment = character != '\n';
            if !comment {
                push(&mut open);
            } else {
                open.push(character);
            }
            continue;
        }
        match (quote, character) {
            (Some(closing), _) => {
                open.push(character);
                if character == closing && before != '\\' {
                    quote = None;
                }
            }
            (None, '"' | '\'' | '`') => {
                quote = Some(character);
                open.push(character);
            }
            (None, '/') if characters.peek() == Some(&'/') && open.trim().is_empty() => {
                comment = true;
                open.push(character);
            }
            (None, '(' | '[') => {
                brackets += 1;
                open.push(character);
            }
            (None, ')' | ']') => {
                brackets = brackets.saturating_sub(1);
                open.push(character);
            }
            // The body of a function, of a condition, a loop; else an object.
            (None, '{') if block(&open) => {
                open.push('{');
                push(&mut open);
                brackets = 0;
            }
            (None, '{') => {
                brackets += 1;
                open.push(character);
            }
            (None, '}') if brackets == 0 => {
                push(&mut open);
                open.push('}');
                // `});`, `} else {`.
                while let Some(next) = characters.next_if(|next| matches!(next, ')' | ';')) {
                    open.push(next);
                }
                let mut ahead = characters.clone();
                let word: String = ahead.by_ref().skip_while(|c| c.is_whitespace()).take(4).collect();
                if word != "else" && word != "catc" {
                    push(&mut open);
                }
            }
            (None, '}') => {
                brackets -= 1;
                open.push(character);
            }
            (None, ';') if brackets == 0 => push(&mut open),
            // A chain goes on in the next line with a dot.
            (None, '\n') if brackets == 0 => {
                let next = characters.clone().find(|c| !c.is_whitespace());
                if next != Some('.') {
                    push(&mut open);
                }
            }
            (None, '\n') => open.push(' '),
            _ => open.push(character),
        }
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    push(&mut open);
    found
}

fn block(open: &str) -> bool {
    let head = open.trim_end();
    let loops = ["if", "for", "while", "switch", "} else", "else", "try", "} catch", "catch"];
    head.ends_with("=>")
        || head.ends_with(')') && head.contains("function")
        || loops.iter().any(|word| head.trim_start().starts_with(word)) && !head.contains('=')
        || head.trim_start().starts_with("if") && head.ends_with(')')
        || head.trim_start().starts_with("function")
}

/// Where the bracket closes that was opened before a text.
pub fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(closing), _) if character == closing && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth == 0 => return Some(at),
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    None
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
                members.push(crate::emit::Member::new("empty", false));
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

    fn add(&mut self, part: Part, node: Node) {
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

    /// `pm.response.to…`
    fn response(&mut self, chain: &str, variables: &mut Variables) -> Option<()> {
        let chain = chain.trim_end_matches(';').trim();
        if let Some(word) = chain.strip_prefix("be.") {
            let status: Node = match word.trim_end_matches("()") {
                "ok" => 200_u64.into(),
                "success" => "2xx".into(),
                "accepted" => 202_u64.into(),
                "badRequest" => 400_u64.into(),
                "unauthorized" | "unauthorised" => 401_u64.into(),
                "forbidden" => 403_u64.into(),
                "notFound" => 404_u64.into(),
                "rateLimited" => 429_u64.into(),
                "redirection" => "3xx".into(),
                "clientError" => "4xx".into(),
                "serverError" => "5xx".into(),
                "error" => Node::List(vec!["4xx".into(), "5xx".into()]),
                "json" => {
                    self.add(
                        Part::Header("Content-Type".to_owned()),
                        Node::map([("contains", Node::from("json"))]),
                    );
                    return Some(());
                }
                "withBody" => {
                    self.add(Part::Body, Node::map([("empty", Node::Bool(false))]));
                    return Some(());
                }
                _ => return None,
            };
            self.expect.status.get_or_insert(status);
            return Some(());
        }
        let (word, rest) = chain.strip_prefix("have.")?.split_once('(')?;
        let inside = rest[..closing(rest)?].trim();
        match word {
            "status" => match literal(inside, variables)? {
                Node::Number(code) => {
                    self.expect.status.get_or_insert(Node::Number(code));
                }
                Node::Text(reason) => {
                    let code = reason_code(&reason)?;
                    self.expect.status.get_or_insert(code.into());
                }
                _ => return None,
            },
            "header" => {
                let (name, value) = match inside.split_once(',') {
                    Some((name, value)) => (name, Some(value)),
                    None => (inside, None),
                };
                let node = match value {
                    Some(value) => literal(value, variables)?,
                    None => Node::map([("exists", Node::Bool(true))]),
                };
                self.add(Part::Header(quoted(name.trim())?), node);
            }
            "body" => {
                let node = literal(inside, variables)?;
                self.add(Part::Body, node);
            }
            "jsonBody" if inside.is_empty() => {
                self.add(Part::Json("$".to_owned()), Node::map([("exists", Node::Bool(true))]));
            }
            "jsonBody" => {
                let (path, value) = match inside.split_once(',') {
                    Some((path, value)) => (path, Some(value)),
                    None => (inside, None),
                };
                let steps: String =
                    quoted(path.trim())?.split('.').map(crate::import::names::json_step).collect();
                let node = match value {
                    Some(value) => literal(value, variables)?,
                    None => Node::map([("exists", Node::Bool(true))]),
                };
                self.add(Part::Json(format!("${steps}")), node);
            }
            _ => return None,
        }
        Some(())
    }

    /// `tests["name"] = responseCode.code === 200`, `= jsonData.a === "b"`, `= responseBody.has("x")`
    fn old(&mut self, rest: &str, aliases: &Aliases, variables: &mut Variables) -> Option<()> {
        let (_, expression) = rest.split_once("] =").or_else(|| rest.split_once("]="))?;
        let expression = expression.trim().trim_end_matches(';');
        if let Some(inside) = expression.strip_prefix("responseBody.has(") {
            let text = quoted(inside.strip_suffix(')')?.trim())?;
            self.add(Part::Body, Node::map([("contains", Node::Text(crate::emit::escape(&text)))]));
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
        let secret = is_secret(&name, "?");
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

fn reason_code(reason: &str) -> Option<u64> {
    Some(match reason {
        "OK" => 200,
        "Created" => 201,
        "Accepted" => 202,
        "No Content" => 204,
        "Moved Permanently" => 301,
        "Found" => 302,
        "Not Modified" => 304,
        "Bad Request" => 400,
        "Unauthorized" => 401,
        "Forbidden" => 403,
        "Not Found" => 404,
        "Conflict" => 409,
        "Unprocessable Entity" => 422,
        "Internal Server Error" => 500,
        _ => return None,
    })
}
