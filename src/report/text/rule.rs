//! What an expectation asks for, to complete "expected it to …".

use crate::model::{OperatorSpec, Order, Rule};

/// What a rule asks for, with "to": "to be 3", "not to be 3".
pub(super) fn to(rule: &Rule) -> String {
    match rule {
        Rule::Exist(false) => "not to exist".to_owned(),
        Rule::Empty(false) => "not to be empty".to_owned(),
        Rule::Flag { name, set: false } => format!("not to be {name}"),
        Rule::NotMatch => "not to match".to_owned(),
        Rule::All(rules) | Rule::AllOf(rules) | Rule::AnyOf(rules) if rules.len() == 1 => to(&rules[0]),
        Rule::Not(rule) => match opposite(rule) {
            Ok(opposite) => to(&opposite),
            Err(Rule::All(rules) | Rule::AllOf(rules)) => format!("not to both {}", join(rules, " and ")),
            Err(Rule::AnyOf(rules)) => format!("neither to {}", join(rules, " nor to ")),
            Err(rule) => format!("not to {}", should(rule)),
        },
        _ => format!("to {}", should(rule)),
    }
}

/// An infinitive: "be 3", "have no duplicate elements".
pub(super) fn should(rule: &Rule) -> String {
    match rule {
        Rule::Be(value) => format!("be {value}"),
        Rule::Equal(value) => format!("equal {value}"),
        Rule::ContainAtLeast(value) => format!("contain at least {value}"),
        Rule::OneOf(values) => format!("be one of {values}"),
        Rule::Exist(true) => "exist".to_owned(),
        Rule::Exist(false) => "not exist".to_owned(),
        Rule::Type(names) => format!("be of type {names}"),
        Rule::Order(order, value) => format!("be {} {value}", compared(*order)),
        Rule::ContainElement(value) => format!("contain the element {value}"),
        Rule::Asks { operator, value } => match OperatorSpec::named(operator).and_then(|spec| spec.asks) {
            Some(words) => words.replacen("{}", value, 1),
            None => format!("satisfy `{operator}`"),
        },
        Rule::HaveLength => "have a length".to_owned(),
        Rule::Length(rule) => format!("have a length that must {}", should(rule)),
        Rule::Count(rule) => format!("have a count that must {}", should(rule)),
        Rule::Empty(true) => "be empty".to_owned(),
        Rule::Empty(false) => "not be empty".to_owned(),
        Rule::HaveElements => "have elements that match".to_owned(),
        Rule::Each(rule) => format!("have elements that must each {}", should(rule)),
        Rule::Some(Some(rule)) => format!("have an element that must {}", should(rule)),
        Rule::Some(None) => "have an element that matches".to_owned(),
        Rule::None => "have no element that matches".to_owned(),
        Rule::NotMatch => "not match".to_owned(),
        Rule::One => "have exactly one element that matches".to_owned(),
        Rule::Unique(true) => "have no duplicate elements".to_owned(),
        Rule::Unique(false) => "have duplicate elements".to_owned(),
        Rule::Sorted { descending: true } => "be sorted, largest first".to_owned(),
        Rule::Sorted { descending: false } => "be sorted, smallest first".to_owned(),
        Rule::Follow(schema) => format!("be valid against {schema}"),
        Rule::Not(rule) => should_not(rule),
        Rule::All(rules) | Rule::AllOf(rules) => join(rules, " and "),
        Rule::AnyOf(rules) => join(rules, " or "),
        Rule::Alternatives(count) => format!("satisfy one of {count} alternatives"),
        Rule::Fulfil(operator) => format!("satisfy `{operator}`"),
        Rule::SingleNode => "find one node".to_owned(),
        Rule::SameAsFile => "be the same as the file".to_owned(),
        Rule::Flag { name, set: true } => format!("be {name}"),
        Rule::Flag { name, set: false } => format!("not be {name}"),
        Rule::Boolean(wanted) => format!("be {wanted}"),
        Rule::Readable => "be readable".to_owned(),
        Rule::Captured => "be captured".to_owned(),
        Rule::Snapshot => "equal the body".to_owned(),
        Rule::AtLeast(least) => format!("have at least {least} {}", least.noun("element")),
        Rule::Documented { .. } => "be as documented".to_owned(),
    }
}

/// The opposite of a rule, to complete "it should …".
fn should_not(rule: &Rule) -> String {
    match opposite(rule) {
        Ok(opposite) => should(&opposite),
        Err(Rule::All(rules) | Rule::AllOf(rules)) => format!("not both {}", join(rules, " and ")),
        Err(Rule::AnyOf(rules)) => format!("neither {}", join(rules, " nor ")),
        Err(rule) => format!("not {}", should(rule)),
    }
}

/// The rule that asks for the opposite; or the rule itself, out of lists of one, where none does.
fn opposite(rule: &Rule) -> Result<Rule, &Rule> {
    match rule {
        Rule::Exist(wanted) => Ok(Rule::Exist(!wanted)),
        Rule::Empty(wanted) => Ok(Rule::Empty(!wanted)),
        Rule::Unique(wanted) => Ok(Rule::Unique(!wanted)),
        Rule::Not(rule) => Ok((**rule).clone()),
        Rule::None => Ok(Rule::Some(None)),
        Rule::All(rules) | Rule::AllOf(rules) | Rule::AnyOf(rules) if rules.len() == 1 => opposite(&rules[0]),
        _ => Err(rule),
    }
}

/// The verb of a value that breaks a rule, to complete "it should …, but …" without the value.
pub(super) fn does_not(rule: &Rule) -> &'static str {
    match rule {
        Rule::Be(_)
        | Rule::OneOf(_)
        | Rule::Type(_)
        | Rule::Order(..)
        | Rule::Empty(true)
        | Rule::Sorted { .. }
        | Rule::SameAsFile
        | Rule::Flag { set: true, .. }
        | Rule::Boolean(_)
        | Rule::Readable
        | Rule::Captured
        | Rule::Documented { .. } => "is not",
        Rule::Empty(false) | Rule::Flag { set: false, .. } => "is",
        Rule::NotMatch | Rule::Exist(false) => "does",
        Rule::All(rules) | Rule::AllOf(rules) | Rule::AnyOf(rules) if rules.len() == 1 => does_not(&rules[0]),
        Rule::Not(rule) => match opposite(rule) {
            Ok(opposite) => does_not(&opposite),
            Err(rule) if does_not(rule) == "is not" => "is",
            Err(_) => "does",
        },
        _ => "does not",
    }
}

/// Rules one after the other, the composite ones in parentheses.
fn join(rules: &[Rule], between: &str) -> String {
    let inner = |rule: &Rule| match rule.is_composite() && rules.len() > 1 {
        true => format!("({})", should(rule)),
        false => should(rule),
    };
    rules.iter().map(inner).collect::<Vec<_>>().join(between)
}

fn compared(order: Order) -> &'static str {
    match order {
        Order::Gt => "greater than",
        Order::Gte => "at least",
        Order::Lt => "less than",
        Order::Lte => "at most",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(value: &str) -> Rule {
        Rule::Equal(value.to_owned())
    }

    fn not(rule: Rule) -> Rule {
        Rule::Not(rule.into())
    }

    fn any() -> Rule {
        Rule::AnyOf(vec![equal("1"), Rule::Exist(true)])
    }

    #[test]
    fn what_belongs_together_stays_together() {
        let length = |rule| Rule::Length(Box::new(rule));
        for (rule, words, but) in [
            (not(equal("1")), "not equal 1", "does"),
            (not(not(equal("1"))), "equal 1", "does not"),
            (not(Rule::Exist(true)), "not exist", "does"),
            (not(Rule::Empty(false)), "be empty", "is not"),
            (not(Rule::Unique(true)), "have duplicate elements", "does not"),
            (not(Rule::None), "have an element that matches", "does not"),
            (not(any()), "neither equal 1 nor exist", "does"),
            (not(Rule::AllOf(vec![equal("1"), any()])), "not both equal 1 and (equal 1 or exist)", "does"),
            (not(Rule::AnyOf(vec![equal("1")])), "not equal 1", "does"),
            (
                Rule::All(vec![length(any()), equal("2")]),
                "(have a length that must equal 1 or exist) and equal 2",
                "does not",
            ),
            (Rule::AnyOf(vec![not(any()), equal("2")]), "(neither equal 1 nor exist) or equal 2", "does not"),
            (not(length(any())), "not have a length that must equal 1 or exist", "does"),
        ] {
            assert_eq!((&*should(&rule), does_not(&rule)), (words, but), "{rule:?}");
        }
    }
}
