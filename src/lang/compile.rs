//! From the text of an expression to our tree, by way of minijinja's parser.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use crate::value::{Number, Value};
use minijinja::machinery::ast::{self, BinOpKind, CompareOpKind, UnaryOpKind};
use minijinja::machinery::{Span, parse_expr};

use super::CompileError;
use super::expr::{Argument, Arithmetic, Compare, Expr, Node};
use super::expression_text::{check_foreign_operators, check_size, with_points};
use crate::diag::{Code, did_you_mean};
use crate::vocabulary::{Callable, FILTERS, FUNCTIONS, Filter, Function, TESTS, Test};

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
                let name = self.known(filter.name, filter.args.len(), &range)?;
                let Some(inner) = &filter.expr else {
                    return Err(CompileError::new(
                        Code::InvalidExpression,
                        range,
                        "a filter follows a value",
                    ));
                };
                Node::Filter(name, self.boxed(inner)?, self.arguments(&filter.args, &range)?)
            }
            ast::Expr::Test(test) => {
                let name = self.known(test.name, test.args.len(), &range)?;
                Node::Test(name, self.boxed(&test.expr)?, self.arguments(&test.args, &range)?)
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
                let name = self.known(var.id, call.args.len(), range)?;
                Ok(Node::Call(name, self.arguments(&call.args, range)?))
            }
            ast::Expr::GetAttr(get) => {
                let at = self.name_range(get.name, range);
                let error = CompileError::new(
                    Code::UnknownFunction,
                    at,
                    format!("values have no methods such as `.{}()`", get.name),
                );
                Err(match Filter::parse(get.name) {
                    Some(filter) => error.help(format!("use a filter: `{}`", filter.signature().usage)),
                    None => error.help("use filters instead: `value | length`, `text | upper`"),
                })
            }
            _ => Err(CompileError::new(Code::InvalidExpression, range.clone(), "this is not a function")),
        }
    }

    /// The function, filter or test of that name, if it takes so many arguments.
    fn known<C: Callable>(&self, name: &str, given: usize, range: &Range<usize>) -> Result<C, CompileError> {
        let at = self.name_range(name, range);
        let Some(callable) = C::parse(name) else { return Err(unknown::<C>(name, at)) };
        let signature = callable.signature();
        if !signature.arguments.contains(&given) {
            let message = format!("`{name}` takes {}, not {given}", amount(&signature.arguments));
            return Err(CompileError::new(Code::InvalidExpression, at, message)
                .help(format!("for example: `{}`", signature.usage)));
        }
        Ok(callable)
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
                "write the arguments out; `*` and `**` are not supported here",
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

/// Nothing of that kind has the name: suggests what resembles it, or says what has it.
fn unknown<C: Callable>(name: &str, at: Range<usize>) -> CompileError {
    let error =
        CompileError::new(Code::UnknownFunction, at, format!("the {} `{name}` does not exist", C::WHAT));
    if let Some(near) = did_you_mean(name, C::TABLE.iter().map(|signature| signature.name)) {
        return error.meant(near);
    }
    for (other, table) in [(Filter::WHAT, FILTERS), (Test::WHAT, TESTS), (Function::WHAT, FUNCTIONS)] {
        if let Some(signature) = table.iter().find(|signature| signature.name == name) {
            return error.help(format!("`{name}` is a {other}: `{}`", signature.usage));
        }
    }
    error
}

fn amount(arguments: &RangeInclusive<usize>) -> String {
    let words = |n: usize| match n {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        n => format!("{n} arguments"),
    };
    let (least, most) = (*arguments.start(), *arguments.end());
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
