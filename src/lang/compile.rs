//! From the text of an expression to our tree, by way of minijinja's parser.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::value::{Number, Value};
use minijinja::machinery::ast::{self, BinOpKind, CompareOpKind, UnaryOpKind};
use minijinja::machinery::{Span, parse_expr};

use super::expr::{Argument, Arithmetic, Compare, Expr, Node};
use super::{CompileError, limits};
use crate::diag::{Code, did_you_mean};
use crate::vocabulary::{FILTERS, FUNCTIONS, Function, TESTS};

/// Digits of an integer that the parser surely takes: it has 128 bits for them.
const PARSED_DIGITS: usize = 38;

/// Compiles one expression. Names of functions, filters and tests are checked here; variables by `check`.
pub(super) fn compile(text: &str) -> Result<Expr, CompileError> {
    let whole = 0..text.len();
    if text.trim().is_empty() {
        return Err(CompileError::new(Code::InvalidExpression, whole, "the expression is empty"));
    }
    check_size(text)?;
    check_foreign_operators(text)?;
    let parsed = with_points(text);
    let tree = parse_expr(&parsed).map_err(|error| {
        // minijinja tells the place only with its `debug` feature, which also makes its errors show values.
        let detail = error.detail().unwrap_or("it is not well-formed").replace("template", "expression");
        CompileError::new(Code::InvalidExpression, whole, format!("the expression cannot be read: {detail}"))
    })?;
    Converter { text }.expr(&tree)
}

/// The text with a point in each integer that the parser has no room for: its digits are taken from the text itself.
fn with_points(text: &str) -> Cow<'_, str> {
    let mut cuts = Vec::new();
    let mut digits = 0..0;
    for (at, character) in outside_quotes(text).chain([(text.len(), ' ')]) {
        if character.is_ascii_digit() && digits.end == at {
            digits.end += 1;
            continue;
        }
        let before = text[..digits.start].chars().next_back();
        let alone = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        if alone
            && digits.len() > PARSED_DIGITS
            && digits.end == at
            && !matches!(character, '.' | 'e' | 'E' | '_')
        {
            cuts.push(digits.start + 1);
        }
        digits = if character.is_ascii_digit() {
            at..at + 1
        } else {
            at + character.len_utf8()..at + character.len_utf8()
        };
    }
    if cuts.is_empty() {
        return text.into();
    }
    let mut pointed = text.to_owned();
    cuts.iter().for_each(|at| pointed.replace_range(*at..at + 1, "."));
    pointed.into()
}

/// Refuses texts on which a parser could recurse deeply: counted on the characters, before anything recurses.
fn check_size(text: &str) -> Result<(), CompileError> {
    let too_much = |what: String| Err(CompileError::new(Code::InvalidExpression, 0..text.len(), what));
    if text.len() > limits::EXPRESSION_BYTES {
        return too_much(format!("the expression is longer than {} bytes", limits::EXPRESSION_BYTES));
    }
    let (mut depth, mut deepest, mut operators) = (0_usize, 0, 0);
    let mut prefix_run = 0;
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    operators +=
        words.by_ref().filter(|word| matches!(*word, "not" | "and" | "or" | "if" | "in" | "is")).count();
    for (_, character) in outside_quotes(text) {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '+' | '-' | '*' | '/' | '%' | '~' | '|' | '.' | '<' | '>' | '=' | '!' => {
                operators += 1;
                prefix_run += 1;
            }
            c if c.is_whitespace() => {}
            _ => prefix_run = 0,
        }
        deepest = deepest.max(depth + prefix_run);
    }
    if deepest > limits::EXPRESSION_DEPTH {
        return too_much(format!("the expression is nested deeper than {} levels", limits::EXPRESSION_DEPTH));
    }
    if operators > limits::EXPRESSION_OPERATORS {
        return too_much(format!("the expression has more than {} operators", limits::EXPRESSION_OPERATORS));
    }
    Ok(())
}

/// Characters outside of quoted texts, with their offsets.
pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, character)| match quote {
        Some(open) => {
            if escaped {
                escaped = false;
            } else if *character == '\\' {
                escaped = true;
            } else if *character == open {
                quote = None;
            }
            false
        }
        None if matches!(character, '"' | '\'') => {
            quote = Some(*character);
            false
        }
        None => true,
    })
}

/// `&&`, `||`, `!` and a single `=` come from other languages: say what to write here.
fn check_foreign_operators(text: &str) -> Result<(), CompileError> {
    let characters: Vec<(usize, char)> = outside_quotes(text).collect();
    let mut depth = 0_usize;
    for (position, (offset, character)) in characters.iter().enumerate() {
        let next = characters.get(position + 1).filter(|(at, _)| *at == offset + 1).map(|(_, c)| *c);
        let previous = position.checked_sub(1).map(|before| characters[before].1);
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let (length, instead) = match (character, next) {
            ('&', Some('&')) => (2, "write `and`"),
            ('|', Some('|')) => (2, "write `or`"),
            ('=', Some('='))
                if characters.get(position + 2).is_some_and(|(at, c)| *at == offset + 2 && *c == '=') =>
            {
                (3, "write `==`")
            }
            // In brackets it names an argument.
            ('=', next)
                if depth == 0 && next != Some('=') && !matches!(previous, Some('=' | '!' | '<' | '>')) =>
            {
                (1, "write `==` to compare")
            }
            ('!', next) if next != Some('=') => (1, "write `not`"),
            ('?', _) => (1, "a choice is written `a if condition else b`"),
            _ => continue,
        };
        let range = *offset..offset + length;
        let message = format!("`{}` is no operator here", &text[range.clone()]);
        return Err(CompileError::new(Code::InvalidExpression, range, message).help(instead));
    }
    Ok(())
}

struct Converter<'t> {
    text: &'t str,
}

impl Converter<'_> {
    fn range(&self, span: Span) -> Range<usize> {
        let end = (span.end_offset as usize).min(self.text.len());
        (span.start_offset as usize).min(end)..end
    }

    fn boxed(&self, expr: &ast::Expr<'_>) -> Result<Box<Expr>, CompileError> {
        Ok(Box::new(self.expr(expr)?))
    }

    fn expr(&self, expr: &ast::Expr<'_>) -> Result<Expr, CompileError> {
        let range = self.range(expr.span());
        let node = match expr {
            ast::Expr::Var(var) if var.id == "null" => Node::Const(Value::Null),
            ast::Expr::Var(var) => Node::Var(var.id.into()),
            ast::Expr::Const(value) => Node::Const(self.constant(&value.value, &range)?),
            ast::Expr::List(list) => Node::List(self.all(&list.items)?),
            ast::Expr::Tuple(tuple) => Node::List(self.all(&tuple.items)?),
            ast::Expr::Map(map) => {
                let keys = self.all(&map.keys)?;
                let values = self.all(&map.values)?;
                Node::Map(keys.into_iter().zip(values).collect())
            }
            ast::Expr::UnaryOp(unary) => {
                let inner = self.boxed(&unary.expr)?;
                match unary.op {
                    UnaryOpKind::Not => Node::Not(inner),
                    UnaryOpKind::Neg => Node::Negate(inner),
                }
            }
            ast::Expr::BinOp(binary) => {
                let (left, right) = (self.boxed(&binary.left)?, self.boxed(&binary.right)?);
                binary_node(binary.op, left, right)
            }
            ast::Expr::Compare(compare) => {
                let mut rest = Vec::with_capacity(compare.ops.len());
                for op in &compare.ops {
                    rest.push((comparison(op.op), self.expr(&op.expr)?));
                }
                Node::Compare(self.boxed(&compare.expr)?, rest)
            }
            ast::Expr::IfExpr(choice) => Node::If {
                condition: self.boxed(&choice.test_expr)?,
                then: self.boxed(&choice.true_expr)?,
                otherwise: choice.false_expr.as_ref().map(|expr| self.boxed(expr)).transpose()?,
            },
            ast::Expr::GetAttr(get) => Node::Attribute(self.boxed(&get.expr)?, get.name.into()),
            ast::Expr::GetItem(get) => Node::Item(self.boxed(&get.expr)?, self.boxed(&get.subscript_expr)?),
            ast::Expr::Slice(slice) => {
                let bound =
                    |expr: &Option<ast::Expr<'_>>| expr.as_ref().map(|expr| self.boxed(expr)).transpose();
                let bounds = [bound(&slice.start)?, bound(&slice.stop)?, bound(&slice.step)?];
                Node::Slice(self.boxed(&slice.expr)?, bounds)
            }
            ast::Expr::Filter(filter) => {
                self.known("filter", FILTERS, filter.name, filter.args.len(), &range)?;
                let Some(inner) = &filter.expr else {
                    return Err(CompileError::new(
                        Code::InvalidExpression,
                        range,
                        "a filter stands behind a value",
                    ));
                };
                Node::Filter(filter.name.into(), self.boxed(inner)?, self.arguments(&filter.args, &range)?)
            }
            ast::Expr::Test(test) => {
                self.known("test", TESTS, test.name, test.args.len(), &range)?;
                Node::Test(test.name.into(), self.boxed(&test.expr)?, self.arguments(&test.args, &range)?)
            }
            ast::Expr::Call(call) => self.call(call, &range)?,
        };
        // What stands behind a value (`.name`, `[0]`, `| length`) has a place that begins at itself: the value belongs to it.
        let start = match &node {
            Node::Attribute(inner, _) | Node::Item(inner, _) | Node::Slice(inner, _) => inner.range.start,
            Node::Filter(_, inner, _) | Node::Test(_, inner, _) => inner.range.start,
            _ => range.start,
        };
        Ok(Expr { node, range: start.min(range.start)..range.end })
    }

    fn call(&self, call: &ast::Call<'_>, range: &Range<usize>) -> Result<Node, CompileError> {
        match &call.expr {
            ast::Expr::Var(var) => {
                self.known("function", FUNCTIONS, var.id, call.args.len(), range)?;
                Ok(Node::Call(var.id.into(), self.arguments(&call.args, range)?))
            }
            ast::Expr::GetAttr(get) => {
                let at = self.name_range(get.name, range);
                let error = CompileError::new(
                    Code::UnknownFunction,
                    at,
                    format!("values have no methods such as `.{}()`", get.name),
                );
                Err(match FILTERS.iter().find(|filter| filter.name == get.name) {
                    Some(filter) => error.help(format!("write it as a filter: `{}`", filter.usage)),
                    None => error.help("filters do that work: `value | length`, `text | upper`"),
                })
            }
            _ => Err(CompileError::new(Code::InvalidExpression, range.clone(), "this cannot be called")),
        }
    }

    /// Checks that a function, filter or test exists and takes so many arguments.
    fn known(
        &self,
        what: &str,
        table: &'static [Function],
        name: &str,
        given: usize,
        range: &Range<usize>,
    ) -> Result<(), CompileError> {
        let at = self.name_range(name, range);
        let Some(function) = table.iter().find(|function| function.name == name) else {
            let error = CompileError::new(Code::UnknownFunction, at, format!("there is no {what} `{name}`"));
            if let Some(near) = did_you_mean(name, table.iter().map(|function| function.name)) {
                return Err(error.meant(near));
            }
            for (other, table) in [("filter", FILTERS), ("test", TESTS), ("function", FUNCTIONS)] {
                if let Some(function) = table.iter().find(|function| function.name == name) {
                    return Err(error.help(format!("`{name}` is a {other}: `{}`", function.usage)));
                }
            }
            return Err(error);
        };
        let (least, most) = function.arguments;
        if given < least || given > most {
            let message = format!("`{name}` takes {}, not {given}", amount(least, most));
            return Err(CompileError::new(Code::InvalidExpression, at, message)
                .help(format!("it is used like this: `{}`", function.usage)));
        }
        Ok(())
    }

    /// Where a name stands inside a range; names of filters and tests come after their value, so the last one.
    fn name_range(&self, name: &str, range: &Range<usize>) -> Range<usize> {
        let text = &self.text[range.start..];
        let inside = &self.text[range.clone()];
        match inside.rfind(name).or_else(|| text.find(name)) {
            Some(offset) => range.start + offset..range.start + offset + name.len(),
            None => range.clone(),
        }
    }

    fn all(&self, items: &[ast::Expr<'_>]) -> Result<Vec<Expr>, CompileError> {
        items.iter().map(|item| self.expr(item)).collect()
    }

    fn arguments(
        &self,
        arguments: &[ast::CallArg<'_>],
        range: &Range<usize>,
    ) -> Result<Vec<Argument>, CompileError> {
        let one = |argument: &ast::CallArg<'_>| match argument {
            ast::CallArg::Pos(value) => Ok(Argument { name: None, value: self.expr(value)? }),
            ast::CallArg::Kwarg(name, value) => {
                Ok(Argument { name: Some(Arc::from(*name)), value: self.expr(value)? })
            }
            ast::CallArg::PosSplat(_) | ast::CallArg::KwargSplat(_) => Err(CompileError::new(
                Code::InvalidExpression,
                range.clone(),
                "arguments are written out; `*` and `**` do not spread them here",
            )),
        };
        arguments.iter().map(one).collect()
    }

    /// A literal; a number with the digits that it has in the text.
    fn constant(&self, value: &minijinja::Value, range: &Range<usize>) -> Result<Value, CompileError> {
        let invalid = |why: String| CompileError::new(Code::InvalidExpression, range.clone(), why);
        if value.is_number() {
            let written = self.text.get(range.clone()).unwrap_or_default();
            if let Some(number) = Number::from_lenient(&written.replace('_', "")) {
                number.check_length().map_err(|error| invalid(error.to_string()))?;
                return Ok(number.into());
            }
        }
        serde_json::to_value(value).map(Value::from).map_err(|error| invalid(error.to_string()))
    }
}

fn amount(least: usize, most: usize) -> String {
    let words = |n: usize| match n {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        n => format!("{n} arguments"),
    };
    if least == most { words(least) } else { format!("{least} to {most} arguments") }
}

fn comparison(op: CompareOpKind) -> Compare {
    match op {
        CompareOpKind::Eq => Compare::Equal,
        CompareOpKind::Ne => Compare::NotEqual,
        CompareOpKind::Lt => Compare::Less,
        CompareOpKind::Lte => Compare::LessOrEqual,
        CompareOpKind::Gt => Compare::Greater,
        CompareOpKind::Gte => Compare::GreaterOrEqual,
        CompareOpKind::In => Compare::In,
        CompareOpKind::NotIn => Compare::NotIn,
    }
}

fn binary_node(op: BinOpKind, left: Box<Expr>, right: Box<Expr>) -> Node {
    let compare = |compare, left, right: Box<Expr>| Node::Compare(left, vec![(compare, *right)]);
    match op {
        BinOpKind::Eq => compare(Compare::Equal, left, right),
        BinOpKind::Ne => compare(Compare::NotEqual, left, right),
        BinOpKind::Lt => compare(Compare::Less, left, right),
        BinOpKind::Lte => compare(Compare::LessOrEqual, left, right),
        BinOpKind::Gt => compare(Compare::Greater, left, right),
        BinOpKind::Gte => compare(Compare::GreaterOrEqual, left, right),
        BinOpKind::In => compare(Compare::In, left, right),
        BinOpKind::ScAnd => Node::And(left, right),
        BinOpKind::ScOr => Node::Or(left, right),
        BinOpKind::Add => Node::Arithmetic(Arithmetic::Add, left, right),
        BinOpKind::Sub => Node::Arithmetic(Arithmetic::Subtract, left, right),
        BinOpKind::Mul => Node::Arithmetic(Arithmetic::Multiply, left, right),
        BinOpKind::Div => Node::Arithmetic(Arithmetic::Divide, left, right),
        BinOpKind::FloorDiv => Node::Arithmetic(Arithmetic::FloorDivide, left, right),
        BinOpKind::Rem => Node::Arithmetic(Arithmetic::Remainder, left, right),
        BinOpKind::Pow => Node::Arithmetic(Arithmetic::Power, left, right),
        BinOpKind::Concat => Node::Concat(left, right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, String) {
        let error = compile(text).unwrap_err();
        (
            text[error.range.clone()].to_owned(),
            format!("{} / {:?} / {}", error.message, error.meant, error.help.unwrap_or_default()),
        )
    }

    #[test]
    fn ranges_name_the_parts() {
        let expr = compile("a.b == 1 and not c").unwrap();
        let mut names = Vec::new();
        expr.for_each_variable(&mut |name, range| names.push((name.to_string(), range)));
        assert_eq!(names, [("a".to_owned(), 0..1), ("c".to_owned(), 17..18)]);
    }

    #[test]
    fn numbers_have_the_digits_of_the_text() {
        let long = "1234567890".repeat(5);
        for text in
            ["0.10000000000000000001", "18446744073709551616", "1e400", "1.50", &long, &format!("{long}.5")]
        {
            let Expr { node: Node::Const(value), range } = compile(text).unwrap() else { panic!("{text}") };
            assert_eq!((value.to_string().as_str(), range), (text, 0..text.len()));
        }
        for (text, value) in [("0x1F", "31"), ("1_000", "1000"), ("5.", "5")] {
            let Node::Const(constant) = compile(text).unwrap().node else { panic!("{text}") };
            assert_eq!(constant.to_string(), value, "{text}");
        }
        assert!(compile(&format!("a == [{long}, '{long}', x{long}][0]")).is_ok());
        assert!(error("1 + 1e10001").1.contains("10000"));
        assert!(error(&"9".repeat(1001)).1.contains("1000 digits"));
    }

    #[test]
    fn words_of_other_languages_are_explained() {
        assert_eq!(error("a && b").0, "&&");
        assert!(error("!a").1.contains("write `not`"));
        assert!(error("name | uper").1.contains("Some(\"upper\")"));
        assert!(error("name.upper()").1.contains("text | upper"));
        assert_eq!(error("name | uper").0, "uper");
        assert!(error("random_int(1)").1.contains("2 arguments"));
        assert!(error("a ==").1.contains("cannot be read"));
    }

    #[test]
    fn deep_and_long_texts_are_refused_without_recursion() {
        for hostile in
            ["-".repeat(5000), "(".repeat(5000), "not ".repeat(1500), "a+".repeat(3000), "a.b".repeat(2000)]
        {
            assert!(compile(&hostile).is_err());
        }
    }
}
