//! Expressions as our own tree: what the parser of minijinja understood, owned, with a range for every part.

use std::ops::Range;
use std::sync::Arc;

use crate::value::Value;
use crate::vocabulary::{Filter, Function, Test};

/// A compiled expression or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub node: Node,
    /// Bytes of the expression's text.
    pub range: Range<usize>,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Var(Arc<str>),
    Const(Value),
    /// `[a, b]`; a tuple is a list.
    List(Vec<Expr>),
    /// `{a: b}`.
    Map(Vec<(Expr, Expr)>),
    /// `not a`.
    Not(Box<Expr>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `a and b`.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`.
    Or(Box<Expr>, Box<Expr>),
    /// `a + b` and its like.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a ~ b`: both as text.
    Concat(Box<Expr>, Box<Expr>),
    /// `a < b <= c`.
    Compare(Box<Expr>, Vec<(Compare, Expr)>),
    /// `a if b else c`.
    If {
        condition: Box<Expr>,
        /// Its value when true.
        then: Box<Expr>,
        /// Its value when false; without one there is no value.
        otherwise: Option<Box<Expr>>,
    },
    /// `a.b`.
    Attribute(Box<Expr>, Arc<str>),
    /// `a[b]`.
    Item(Box<Expr>, Box<Expr>),
    /// `a[b:c:d]`.
    Slice(Box<Expr>, [Option<Box<Expr>>; 3]),
    /// `a | name(…)`.
    Filter(Filter, Box<Expr>, Vec<Argument>),
    /// `a is name(…)`.
    Test(Test, Box<Expr>, Vec<Argument>),
    /// `name(…)`.
    Call(Function, Vec<Argument>),
}

/// An argument, maybe with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `name=`.
    pub name: Option<Arc<str>>,
    pub value: Expr,
}

/// Operators on numbers (`+` also joins texts and lists).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
}

impl Arithmetic {
    pub fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::FloorDivide => "//",
            Arithmetic::Remainder => "%",
            Arithmetic::Power => "**",
        }
    }
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

impl Expr {
    /// Calls `visit` with every part, this one first.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        self.children().for_each(|child| child.walk(visit));
    }

    /// The parts directly below.
    pub fn children(&self) -> impl Iterator<Item = &Expr> {
        let mut children: Vec<&Expr> = Vec::new();
        match &self.node {
            Node::Var(_) | Node::Const(_) => {}
            Node::List(items) => children.extend(items),
            Node::Map(members) => members.iter().for_each(|(key, value)| children.extend([key, value])),
            Node::Not(inner) | Node::Negate(inner) | Node::Attribute(inner, _) => children.push(inner),
            Node::And(left, right)
            | Node::Or(left, right)
            | Node::Arithmetic(_, left, right)
            | Node::Concat(left, right)
            | Node::Item(left, right) => children.extend([&**left, &**right]),
            Node::Compare(first, rest) => {
                children.push(first);
                children.extend(rest.iter().map(|(_, right)| right));
            }
            Node::If { condition, then, otherwise } => {
                children.extend([&**condition, &**then]);
                children.extend(otherwise.as_deref());
            }
            Node::Slice(inner, bounds) => {
                children.push(inner);
                children.extend(bounds.iter().flatten().map(|bound| &**bound));
            }
            Node::Filter(_, inner, arguments) | Node::Test(_, inner, arguments) => {
                children.push(inner);
                children.extend(arguments.iter().map(|argument| &argument.value));
            }
            Node::Call(_, arguments) => children.extend(arguments.iter().map(|argument| &argument.value)),
        }
        children.into_iter()
    }

    /// Calls `visit` with the name and range of every variable.
    pub fn for_each_variable<'e>(&'e self, visit: &mut dyn FnMut(&'e Arc<str>, Range<usize>)) {
        self.walk(&mut |part| {
            if let Node::Var(name) = &part.node {
                visit(name, part.range.clone());
            }
        });
    }
}
