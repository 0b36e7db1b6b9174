//! `pm.response.to…` as expectations.

use super::matchers::literal;
use super::paths::{Part, quoted};
use super::script::Read;
use super::statements::closing;
use crate::import::variables::Variables;
use crate::yaml::write::Node;

impl Read {
    /// `pm.response.to…`
    pub(super) fn response(&mut self, chain: &str, variables: &mut Variables) -> Option<()> {
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
