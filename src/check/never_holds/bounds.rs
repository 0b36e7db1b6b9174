//! Operators that leave no number between them.

use std::cmp::Ordering;

use super::clash::{Clash, Subject};
use crate::model::units::{parse_duration, parse_size};
use crate::model::{Data, Expected, Matcher, Op, Operator, Order};
use crate::source::Span;
use crate::value::Number;

/// An end of what is possible.
#[derive(Debug, Clone)]
struct Bound {
    at: Number,
    /// The value itself is possible.
    closed: bool,
    /// What it comes from; nothing for what the subject brings along.
    from: Option<(Span, &'static str)>,
}

/// The first operator that, with those before, leaves nothing possible.
pub fn clash(matcher: &Matcher, subject: Subject) -> Option<Clash> {
    let natural = |at: u64| Bound { at: at.into(), closed: true, from: None };
    let mut lower = match subject {
        Subject::Number | Subject::Duration => Some(natural(0)),
        Subject::Lines => Some(natural(1)),
        Subject::Status => Some(natural(100)),
        _ => None,
    };
    let mut upper = (subject == Subject::Status).then(|| natural(999));
    for operator in &matcher.operators {
        let Some((at, order)) = number(operator, subject) else { continue };
        let from = Some((operator.span, operator.name));
        let closed = !matches!(order, Some(Order::Gt | Order::Lt));
        let bound = Bound { at, closed, from };
        if matches!(order, None | Some(Order::Gt | Order::Gte)) && tighter(&bound, &lower, Ordering::Greater)
        {
            lower = Some(bound.clone());
        }
        if matches!(order, None | Some(Order::Lt | Order::Lte)) && tighter(&bound, &upper, Ordering::Less) {
            upper = Some(bound);
        }
        if let (Some(low), Some(high)) = (&lower, &upper)
            && !room(low, high, subject)
        {
            let other = [low, high]
                .into_iter()
                .filter_map(|bound| bound.from)
                .find(|(span, _)| *span != operator.span);
            let message = match other {
                Some((_, name)) => format!("no value satisfies both `{name}` and `{}`", operator.name),
                None => format!("no {} satisfies this `{}`", what(subject), operator.name),
            };
            return Some(Clash { span: operator.span, message, other: other.map(|(span, _)| span) });
        }
        if order.is_none()
            && matches!(subject, Subject::Number | Subject::Lines)
            && lower.as_ref().is_some_and(|low| !low.at.is_integer())
        {
            let message = format!("no {} has a fraction", what(subject));
            return Some(Clash { span: operator.span, message, other: None });
        }
    }
    None
}

/// True where a count must be above zero to fulfil a matcher.
pub fn above_zero(matcher: &Matcher) -> bool {
    matcher.operators.iter().any(|operator| {
        number(operator, Subject::Number).is_some_and(|(at, order)| match order {
            None | Some(Order::Gte) => at > 0.into(),
            Some(Order::Gt) => at >= 0.into(),
            Some(Order::Lt | Order::Lte) => false,
        })
    })
}

/// True where a count of 1 never fulfils a matcher.
pub fn excludes_one(matcher: &Matcher) -> bool {
    matcher.operators.iter().any(|operator| {
        number(operator, Subject::Number).is_some_and(|(at, order)| match order {
            None => at != 1.into(),
            Some(order) => !order.holds(Number::from(1_u64).cmp(&at)),
        })
    })
}

fn what(subject: Subject) -> &'static str {
    match subject {
        Subject::Duration => "duration",
        Subject::Status => "status",
        Subject::Lines => "number of lines of an existing header",
        _ => "count",
    }
}

fn tighter(bound: &Bound, known: &Option<Bound>, wanted: Ordering) -> bool {
    match known {
        None => true,
        Some(known) => match bound.at.cmp(&known.at) {
            Ordering::Equal => known.closed && !bound.closed,
            ordering => ordering == wanted,
        },
    }
}

/// True where a value lies between the bounds; counts and statuses are whole.
fn room(low: &Bound, high: &Bound, subject: Subject) -> bool {
    match low.at.cmp(&high.at) {
        Ordering::Less => {
            let whole = matches!(subject, Subject::Number | Subject::Lines | Subject::Status);
            let next = match (low.at.as_i64(), high.at.as_i64()) {
                (Some(low), Some(high)) => high.checked_sub(low) == Some(1),
                _ => false,
            };
            !whole || !next || low.closed || high.closed
        }
        Ordering::Equal => low.closed && high.closed,
        Ordering::Greater => false,
    }
}

/// The number that an operator names, and how it is compared; `None` for the order is equality.
fn number(operator: &Operator, subject: Subject) -> Option<(Number, Option<Order>)> {
    let (data, order) = match &operator.op {
        Op::Order(order, data) => (data, Some(*order)),
        Op::Equals(comparison) => match &comparison.expected {
            Expected::Data(data) => (data, None),
            Expected::File(_) => return None,
        },
        _ => return None,
    };
    let number = match data {
        Data::Number(number, _) => number.clone(),
        Data::Text(text) if text.template.is_none() => match subject {
            Subject::Duration => u64::try_from(parse_duration(&text.raw).ok()?.as_millis()).ok()?.into(),
            Subject::Status => text.raw.parse::<u64>().ok()?.into(),
            Subject::Text | Subject::Nodes | Subject::Json if order.is_some() => {
                parse_size(&text.raw).ok()?.into()
            }
            _ => return None,
        },
        _ => return None,
    };
    Some((number, order))
}
