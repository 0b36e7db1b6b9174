//! From words to what they mean.

use std::ops::Range;

use super::super::{CompileError, limits};
use super::expr::{Comparison, Expr, Name, Path, Step, Test};
use super::token::{Token, TokenKind, tokens};
use crate::diag::Code;

/// What there is, for whoever wrote something else.
const FUNCTIONS: &str = "supported are `text()`, `count()`, `contains()`, `starts-with()`, `normalize-space()`, `not()` and `last()`";

/// Parses an XPath.
pub fn parse(text: &str) -> Result<Expr> {
    if text.len() > limits::EXPRESSION_BYTES {
        let message = format!("the XPath is longer than {} bytes", limits::EXPRESSION_BYTES);
        return Err(CompileError::new(Code::InvalidXPath, 0..0, message));
    }
    if let Some(at) = text.find("${") {
        return Err(CompileError::new(Code::InvalidXPath, at..at + 2, "an XPath cannot contain a template")
            .help("capture the values, and compare them with an expression under `that`"));
    }
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, depth: 0 };
    if parser.tokens.is_empty() {
        return Err(CompileError::new(Code::InvalidXPath, 0..text.len(), "an XPath is missing here"));
    }
    let root = parser.either()?;
    match parser.peek() {
        None => Ok(root),
        Some(_) => Err(parser.unexpected("the end of the XPath")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Result<T> = std::result::Result<T, CompileError>;

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn peek_sign(&self, ahead: usize) -> Option<&'static str> {
        match self.tokens.get(self.at + ahead)?.kind {
            TokenKind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |token| token.range.clone())
    }

    fn take(&mut self, sign: &str) -> bool {
        let is = self.peek_sign(0) == Some(sign);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> CompileError {
        let range = self.here();
        let found = match self.text.get(range.clone()) {
            Some("") | None => "found the end of the XPath".to_owned(),
            Some(found) => format!("found `{found}`"),
        };
        let error =
            CompileError::new(Code::InvalidXPath, range.clone(), format!("expected {wanted}, {found}"));
        match self.text.get(range) {
            Some("|") => error.help("write a separate XPath for each"),
            Some("::") => error.help("only `/`, `//`, `@`, `.` and `..` are supported between nodes"),
            Some("+" | "-" | "*") => error.help("arithmetic is not supported; capture values and use `that`"),
            Some("$") => error.help("variables are not supported; capture values and use `that`"),
            Some("!") => error.help("write `not(…)` or `!=`"),
            _ => error,
        }
    }

    /// Runs `inner` one level deeper.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > limits::EXPRESSION_DEPTH {
            return Err(CompileError::new(Code::InvalidXPath, self.here(), "the XPath is nested too deeply"));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// A word between two operands, such as `and`, and not a name.
    fn word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(TokenKind::Name(name)) if name == word);
        self.at += usize::from(is);
        is
    }

    fn either(&mut self) -> Result<Expr> {
        self.deeper(|this| {
            let mut left = this.both()?;
            while this.word("or") {
                left = Expr::Or(Box::new(left), Box::new(this.both()?));
            }
            Ok(left)
        })
    }

    fn both(&mut self) -> Result<Expr> {
        let mut left = self.comparison()?;
        while self.word("and") {
            left = Expr::And(Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expr> {
        let left = self.value()?;
        let comparison = match self.peek_sign(0) {
            Some("=") => Comparison::Equal,
            Some("!=") => Comparison::NotEqual,
            Some("<") => Comparison::Less,
            Some("<=") => Comparison::LessOrEqual,
            Some(">") => Comparison::Greater,
            Some(">=") => Comparison::GreaterOrEqual,
            _ => return Ok(left),
        };
        self.at += 1;
        Ok(Expr::Compare(comparison, Box::new(left), Box::new(self.value()?)))
    }

    fn value(&mut self) -> Result<Expr> {
        match self.peek().cloned() {
            Some(TokenKind::Literal(text)) => {
                self.at += 1;
                Ok(Expr::Literal(text))
            }
            Some(TokenKind::Number(number)) => {
                self.at += 1;
                Ok(Expr::Number(number))
            }
            Some(TokenKind::Name(name)) if self.peek_sign(1) == Some("(") && name != "text" => {
                self.function(&name)
            }
            Some(TokenKind::Name(_) | TokenKind::Sign("/" | "//" | "." | ".." | "@" | "*")) => {
                self.path().map(Expr::Path)
            }
            _ => Err(self.unexpected("a path")),
        }
    }

    fn function(&mut self, name: &str) -> Result<Expr> {
        let range = self.here();
        self.at += 2;
        let expr = match name {
            "count" => match self.either()? {
                Expr::Path(path) => Expr::Count(path),
                _ => {
                    return Err(CompileError::new(
                        Code::InvalidXPath,
                        range,
                        "`count` counts what a path finds",
                    ));
                }
            },
            "contains" | "starts-with" => {
                let whole = Box::new(self.either()?);
                self.expect(",")?;
                let part = Box::new(self.either()?);
                if name == "contains" { Expr::Contains(whole, part) } else { Expr::StartsWith(whole, part) }
            }
            "normalize-space" if self.peek_sign(0) == Some(")") => Expr::NormalizeSpace(None),
            "normalize-space" => Expr::NormalizeSpace(Some(Box::new(self.either()?))),
            "not" => Expr::Not(Box::new(self.either()?)),
            "last" => Expr::Last,
            _ => {
                let message = format!("the XPath function `{name}` cannot be used here");
                return Err(CompileError::new(Code::InvalidXPath, range, message).help(FUNCTIONS));
            }
        };
        self.expect(")")?;
        Ok(expr)
    }

    fn path(&mut self) -> Result<Path> {
        let mut steps = Vec::new();
        let absolute = matches!(self.peek_sign(0), Some("/" | "//"));
        let mut deep = false;
        if absolute {
            deep = self.take("//");
            if !deep {
                self.expect("/")?;
            }
        }
        loop {
            steps.push(self.step(deep)?);
            deep = self.take("//");
            if !deep && !self.take("/") {
                return Ok(Path { absolute, steps });
            }
        }
    }

    fn step(&mut self, deep: bool) -> Result<Step> {
        let test = if self.take("..") {
            Test::Parent
        } else if self.take(".") {
            Test::Current
        } else if self.take("@") {
            Test::Attribute(self.name()?)
        } else {
            let start = self.here();
            if self.word("text") {
                if self.take("(") {
                    self.expect(")")?;
                    Test::Text
                } else {
                    Test::Element(self.rest_of_name("text".to_owned())?)
                }
            } else {
                let name = self.name()?;
                if self.peek_sign(0) == Some("(") {
                    let word = name.local.unwrap_or_default();
                    let message = format!("`{word}()` cannot be used in a path here");
                    return Err(CompileError::new(Code::InvalidXPath, start, message).help(FUNCTIONS));
                }
                Test::Element(name)
            }
        };
        if self.peek_sign(0) == Some("::") {
            return Err(self.unexpected("`/`"));
        }
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.either()?);
            self.expect("]")?;
        }
        Ok(Step { deep, test, predicates })
    }

    fn name(&mut self) -> Result<Name> {
        if self.take("*") {
            return Ok(Name { prefix: None, local: None });
        }
        match self.peek().cloned() {
            Some(TokenKind::Name(name)) => {
                self.at += 1;
                self.rest_of_name(name)
            }
            _ => Err(self.unexpected("the name of an element or attribute")),
        }
    }

    fn rest_of_name(&mut self, first: String) -> Result<Name> {
        if !self.take(":") {
            return Ok(Name { prefix: None, local: Some(first) });
        }
        let prefix = Some(first);
        if self.take("*") {
            return Ok(Name { prefix, local: None });
        }
        match self.peek().cloned() {
            Some(TokenKind::Name(local)) => {
                self.at += 1;
                Ok(Name { prefix, local: Some(local) })
            }
            _ => Err(self.unexpected("a name")),
        }
    }
}
