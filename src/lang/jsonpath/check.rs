//! Rules on the tokens that the parser crate does not keep, and slips that deserve better words than "unexpected".

use super::error::PathError;
use super::token::{Kind, Token};
use super::{hints, numbers};

/// Brackets and parentheses inside each other.
const MAX_DEPTH: usize = 48;
/// Filters inside each other.
const MAX_FILTERS: usize = crate::vocabulary::limits::PATH_FILTERS;
/// Functions inside each other: more than two have no sense, and the parser takes exponential time for them.
const MAX_FUNCTIONS: usize = 4;
/// Segments in the whole text: the evaluator recurses over them.
const MAX_SEGMENTS: usize = crate::vocabulary::limits::PATH_SEGMENTS;

/// The five functions of RFC 9535.
pub(super) const FUNCTIONS: [&str; 5] = ["length", "count", "match", "search", "value"];

struct Opened {
    token: usize,
    filter: bool,
    function: bool,
}

pub(super) struct Checker<'t> {
    text: &'t str,
    tokens: &'t [Token],
    opened: Vec<Opened>,
    segments: usize,
    /// The tokens of numbers that are literals, as opposed to indexes.
    literals: Vec<usize>,
}

impl<'t> Checker<'t> {
    /// `complete`: the tokens are those of the whole text. Gives the tokens of numbers that are literals.
    pub(super) fn check(text: &'t str, tokens: &'t [Token], complete: bool) -> Result<Vec<usize>, PathError> {
        let mut checker = Self { text, tokens, opened: Vec::new(), segments: 0, literals: Vec::new() };
        for index in 0..tokens.len() {
            checker.pair(index)?;
            checker.nesting(index)?;
            if tokens[index].kind == Kind::Number {
                let literal = numbers::is_literal(tokens, index, checker.in_parentheses());
                numbers::check(text, tokens[index].range.clone(), literal)?;
                checker.literals.extend(literal.then_some(index));
            }
            if tokens[index].cuts.iter().any(|cut| cut.expression.is_some()) && !checker.is_name(index) {
                return Err(hints::template_outside(tokens[index].cuts[0].range.clone()));
            }
        }
        if complete {
            checker.end()?;
        }
        Ok(checker.literals)
    }

    fn text(&self, index: usize) -> &'t str {
        &self.text[self.tokens[index].range.clone()]
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn before(&self, index: usize) -> Option<Kind> {
        index.checked_sub(1).and_then(|index| self.kind(index))
    }

    fn in_filter(&self) -> bool {
        self.opened.iter().any(|opened| opened.filter)
    }

    fn in_parentheses(&self) -> bool {
        self.opened.last().is_some_and(|opened| self.kind(opened.token) == Some(Kind::ParenOpen))
    }

    /// Quoted text that is a name selector, as opposed to a literal.
    fn is_name(&self, index: usize) -> bool {
        !self.in_parentheses()
            && matches!(self.before(index), Some(Kind::Open | Kind::Comma))
            && matches!(self.kind(index + 1), None | Some(Kind::Close | Kind::Comma))
    }

    /// A token and the one before it.
    fn pair(&self, index: usize) -> Result<(), PathError> {
        let token = &self.tokens[index];
        let Some(before) = index.checked_sub(1).map(|index| &self.tokens[index]) else { return Ok(()) };
        let here = token.range.clone();
        let both = before.range.start..here.end;
        let touching = !token.blank;
        match (before.kind, token.kind) {
            (Kind::Dot | Kind::Descent, _) if !touching => {
                Err(PathError::new(before.range.end..here.start, "a space after a dot").help("remove it"))
            }
            (Kind::Dot | Kind::Descent, Kind::Name) => self.shorthand(index),
            (Kind::Dot | Kind::Descent, Kind::Star) | (Kind::Descent, Kind::Open) => Ok(()),
            (Kind::Dot, Kind::Open) => Err(PathError::new(both, "a dot before `[`").help("write `[` alone")),
            (Kind::Dot | Kind::Descent, Kind::Text) => {
                Err(PathError::new(here.clone(), "a quoted name after a dot")
                    .help(format!("write `[{}]`", self.text(index))))
            }
            (Kind::Dot, Kind::Number) => Err(PathError::new(here, "a number after a dot").help(format!(
                "a list element is `[{0}]`, a property with that name `['{0}']`",
                self.text(index)
            ))),
            (Kind::Dot | Kind::Descent, _) => {
                Err(PathError::new(both, format!("a name is missing after `{}`", self.text(index - 1))))
            }
            (_, Kind::Name) => self.word(index),
            (Kind::Name, Kind::Star) if touching => Err(PathError::new(here, "a `*` in a name")
                .help("`.*` and `[*]` mean all; quote a name that contains a star")),
            (Kind::Compare, Kind::Open) => Err(PathError::new(here, "a path cannot contain a list")
                .help("for an empty list write `length(@.name) == 0`")),
            (Kind::Close, Kind::ParenOpen) | (Kind::Star, Kind::ParenOpen) => {
                Err(PathError::new(here, "`(` is not expected here"))
            }
            (Kind::Name, Kind::Number) => Err(PathError::new(both.clone(), "a name that contains a space")
                .help(format!("write `['{}']`", &self.text[both]))),
            (
                Kind::Number | Kind::Text | Kind::Close | Kind::ParenClose | Kind::Star | Kind::Name,
                Kind::Number | Kind::Text,
            ) => Err(PathError::new(
                here,
                format!("a comma or an operator is missing before `{}`", self.text(index)),
            )),
            (Kind::Open, Kind::ParenOpen) => {
                Err(PathError::new(here, "a script `[(…)]` is not part of RFC 9535")
                    .help("the last element is `[-1]`; a filter is `[?…]`"))
            }
            (Kind::Open, Kind::Close) => {
                Err(PathError::new(both, "the brackets are empty").help("`[*]` means all elements"))
            }
            (Kind::Open | Kind::Comma, Kind::Current) if !self.in_parentheses() => {
                Err(PathError::new(here, "a filter begins with `?`").help("write `[?@.name == 1]`"))
            }
            _ => Ok(()),
        }
    }

    /// A name after a dot.
    fn shorthand(&self, index: usize) -> Result<(), PathError> {
        let call = self.tokens.get(index + 1).filter(|token| token.kind == Kind::ParenOpen);
        if let Some(call) = call {
            let range = self.tokens[index - 1].range.start..call.range.end;
            return Err(hints::method(range, self.text(index), self.in_filter()));
        }
        Ok(())
    }

    /// A name that follows no dot: a function, a literal, or a slip.
    fn word(&self, index: usize) -> Result<(), PathError> {
        let token = &self.tokens[index];
        let name = self.text(index);
        let range = token.range.clone();
        let before = &self.tokens[index - 1];
        let call = self.tokens.get(index + 1).filter(|token| token.kind == Kind::ParenOpen);
        let reserved = matches!(name, "in" | "nin" | "contains" | "and" | "or" | "like" | "not_in");
        match before.kind {
            Kind::Name if self.in_filter() && reserved => Err(hints::word(range, name)),
            Kind::Name if matches!(self.before(index - 1), Some(Kind::Dot | Kind::Descent)) => {
                let both = before.range.start..range.end;
                Err(PathError::new(both.clone(), "a name that contains a space")
                    .help(format!("write `['{}']`", &self.text[both])))
            }
            Kind::Open | Kind::Comma if !self.in_parentheses() => {
                Err(PathError::new(range, "a name in brackets has no quotes")
                    .help(format!("write `['{name}']`")))
            }
            Kind::Root | Kind::Current if !token.blank => {
                Err(PathError::new(range, format!("a dot is missing before `{name}`"))
                    .help(format!("write `{}.{name}`", self.text(index - 1))))
            }
            Kind::Close | Kind::Star if !self.in_filter() => {
                Err(PathError::new(range, format!("a dot is missing before `{name}`"))
                    .help(format!("write `.{name}`")))
            }
            _ => match call {
                Some(call) if call.blank && FUNCTIONS.contains(&name) => Err(PathError::new(
                    range.start..call.range.end,
                    format!("a space between `{name}` and `(`"),
                )
                .help(format!("write `{name}(`"))),
                Some(_) if FUNCTIONS.contains(&name) => Ok(()),
                Some(call) if !call.blank => Err(hints::function(range, name)),
                _ if matches!(name, "true" | "false" | "null") => Ok(()),
                _ => Err(hints::word(range, name)),
            },
        }
    }

    fn nesting(&mut self, index: usize) -> Result<(), PathError> {
        let token = &self.tokens[index];
        let segment = match token.kind {
            Kind::Dot | Kind::Descent => true,
            Kind::Open => self.before(index) != Some(Kind::Descent),
            _ => false,
        };
        self.segments += usize::from(segment);
        if self.segments > MAX_SEGMENTS {
            return Err(PathError::new(
                token.range.clone(),
                format!("the path has more than {MAX_SEGMENTS} parts"),
            ));
        }
        match token.kind {
            Kind::Open | Kind::ParenOpen => {
                let function = token.kind == Kind::ParenOpen && self.before(index) == Some(Kind::Name);
                self.opened.push(Opened { token: index, filter: false, function });
            }
            Kind::Question => {
                if let Some(opened) = self.opened.last_mut() {
                    opened.filter = true;
                }
            }
            Kind::Close | Kind::ParenClose => self.close(index)?,
            _ => {}
        }
        let deep = self.opened.len() > MAX_DEPTH
            || self.opened.iter().filter(|opened| opened.filter).count() > MAX_FILTERS
            || self.opened.iter().filter(|opened| opened.function).count() > MAX_FUNCTIONS;
        if deep { Err(PathError::new(token.range.clone(), "the path is nested too deep")) } else { Ok(()) }
    }

    fn close(&mut self, index: usize) -> Result<(), PathError> {
        let (symbol, wanted) = match self.tokens[index].kind {
            Kind::Close => ("]", Kind::Open),
            _ => (")", Kind::ParenOpen),
        };
        match self.opened.pop() {
            Some(opened) if self.kind(opened.token) == Some(wanted) => Ok(()),
            Some(opened) => Err(self.unclosed(&opened)),
            None => Err(PathError::new(
                self.tokens[index].range.clone(),
                format!("`{symbol}` has no matching opening bracket"),
            )),
        }
    }

    fn unclosed(&self, opened: &Opened) -> PathError {
        let (symbol, closer) = match self.kind(opened.token) {
            Some(Kind::Open) => ("[", "]"),
            _ => ("(", ")"),
        };
        PathError::new(self.tokens[opened.token].range.clone(), format!("`{symbol}` is never closed"))
            .help(format!("close it with `{closer}`"))
    }

    fn end(&self) -> Result<(), PathError> {
        if let Some(last) = self.tokens.last()
            && matches!(last.kind, Kind::Dot | Kind::Descent)
        {
            let dots = &self.text[last.range.clone()];
            let help = if dots == "." { "remove the dot" } else { "write `..name`, `..*` or `..[…]`" };
            return Err(
                PathError::new(last.range.clone(), format!("a name is missing after `{dots}`")).help(help)
            );
        }
        match self.opened.last() {
            Some(opened) => Err(self.unclosed(opened)),
            None => Ok(()),
        }
    }
}
