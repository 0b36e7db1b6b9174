//! `wait`, `retry`, `repeat` and `for_each`.

use super::reader::{Fields, Reader};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::keys::{FOR_EACH, REPEAT, RETRY};
use crate::model::units::parse_duration;
use crate::model::{Action, Elements, ForEach, Repeat, Retry, RetryOn, Section, Setting, Wait};
use crate::source::{Span, Spanned};
use crate::vocabulary::{find, names};
use crate::yaml::{Node, NodeKind};

pub fn wait(reader: &mut Reader<'_>, node: &Node) -> Option<Wait> {
    if matches!(&node.kind, NodeKind::Text(text) if &**text == "totp") {
        return Some(Wait::Totp(node.span));
    }
    let wanted = "a duration such as `500ms`, or `totp`";
    let parse = |text: &str| parse_duration(text).map_err(|problem| format!("{problem}, or `totp`"));
    reader.setting(node, "`wait`", wanted, parse).map(Wait::For)
}

/// Reads `retry`; `own` is where a step says it.
pub fn retry(reader: &mut Reader<'_>, node: &Node, own: Option<Span>) -> Option<Section<Retry>> {
    if node.kind == NodeKind::Null {
        return Some(Section::Removed);
    }
    let fields = reader.fields(node, "`retry`", RETRY)?;
    let mut retry = Retry { own, ..Retry::default() };
    for (name, _, node) in fields.iter() {
        match name {
            "attempts" => retry.attempts = whole(reader, node, "`attempts`", 1, 10_000),
            "every" => retry.every = reader.duration(node, "`every`"),
            "backoff" => retry.backoff = reader.setting(node, "`backoff`", "a number from 1", parse_factor),
            "max_wait" => retry.max_wait = reader.duration(node, "`max_wait`"),
            "on" => retry.on = reasons(reader, node),
            "until" => retry.until = reader.expression(node, "`until`"),
            "idempotent" => retry.idempotent = reader.boolean(node, "`idempotent`"),
            "expected" => retry.expected = reader.boolean(node, "`expected`"),
            _ => {}
        }
    }
    Some(Section::Is(retry))
}

/// Entry by entry, the nearer wins; `null` takes nothing from further away.
pub fn inherit_retry(own: &mut Option<Section<Retry>>, layer: Option<&Section<Retry>>) {
    match (own, layer) {
        (own @ None, layer) => *own = layer.cloned(),
        (Some(Section::Is(own)), Some(Section::Is(layer))) => {
            let Retry { own: _, attempts, every, backoff, max_wait, on, until, idempotent, expected } = own;
            keep(attempts, &layer.attempts);
            keep(every, &layer.every);
            keep(backoff, &layer.backoff);
            keep(max_wait, &layer.max_wait);
            keep(on, &layer.on);
            keep(until, &layer.until);
            keep(idempotent, &layer.idempotent);
            keep(expected, &layer.expected);
        }
        _ => {}
    }
}

fn keep<T: Clone>(own: &mut Option<T>, layer: &Option<T>) {
    if own.is_none() {
        own.clone_from(layer);
    }
}

pub fn repeat(reader: &mut Reader<'_>, node: &Node) -> Option<Repeat> {
    let fields = reader.fields(node, "`repeat`", REPEAT)?;
    let max = fields.get("max").and_then(|node| whole(reader, node, "`max`", 1, 100_000));
    let Some(node) = fields.get("while") else {
        reader.sink.push(
            Diagnostic::new(Code::MissingKey, fields.span, "`repeat` needs `while`")
                .help("for example `repeat: { while: response.json.more, max: 20 }`"),
        );
        return None;
    };
    Some(Repeat { while_: reader.expression(node, "`while`")?, max })
}

/// Reads `for_each`: one free name beside `label` and `at_least`.
pub fn for_each(reader: &mut Reader<'_>, node: &Node) -> Option<ForEach> {
    let members = reader.map(node, "`for_each`")?;
    let (mut label, mut at_least) = (None, None);
    let mut items = Vec::new();
    let mut told = false;
    for (key, value) in members {
        if value.kind == NodeKind::Nothing {
            reader.missing_value(key);
            reader.unread.names.push(key.value.clone());
            told = true;
            continue;
        }
        match find(FOR_EACH, &key.value).map(|known| known.name) {
            Some("label") => label = reader.text(value, "`label`"),
            Some(_) => at_least = whole(reader, value, "`at_least`", 0, 100_000),
            None => items.push((key, value)),
        }
    }
    if items.len() > 1 {
        // A misspelt `label` is more likely than two names.
        let near = items.iter().find_map(|(key, _)| Some((*key, did_you_mean(&key.value, names(FOR_EACH))?)));
        let key = near.map_or(items[1].0, |(key, _)| key);
        let message = format!(
            "`for_each` takes one name for the element, but has `{}` and `{}`",
            items[0].0.value, items[1].0.value
        );
        let mut diagnostic = Diagnostic::new(Code::ConflictingKeys, key.span, message);
        if let Some((_, near)) = near {
            diagnostic = diagnostic.meant(near, true);
        }
        reader.sink.push(diagnostic.help("besides that name, it has `label` and `at_least`"));
        reader.unread.names.extend(items.iter().map(|(key, _)| key.value.clone()));
        return None;
    }
    let Some((item, value)) = items.first() else {
        if !told {
            reader.sink.push(
                Diagnostic::new(Code::MissingKey, node.span, "`for_each` needs a name for the element")
                    .help("for example `for_each: { id: ids }`, and `${id}` in the step"),
            );
        }
        return None;
    };
    let named = reader.name(item, "an element");
    let elements = match &value.kind {
        NodeKind::List(_) => {
            reader.list(value, "the list of `for_each`").and_then(|_| reader.data(value)).map(Elements::List)
        }
        NodeKind::Text(_) => reader.expression(value, "`for_each`").map(Elements::Expression),
        _ => {
            reader.wrong_type(value, "`for_each`", "a list, or an expression that gives one");
            None
        }
    };
    match elements {
        Some(elements) if named => Some(ForEach { item: (*item).clone(), elements, label, at_least }),
        _ => {
            reader.unread.names.push(item.value.clone());
            None
        }
    }
}

/// `append` joins over rounds: without any there is nothing to join.
pub fn loops_alone(reader: &mut Reader<'_>, fields: &Fields<'_>, action: Option<&Action>) {
    let Some(Action::Request(request)) = action else { return };
    if fields.get("repeat").is_some() || fields.get("for_each").is_some() {
        return;
    }
    for capture in request.capture.iter().filter(|capture| capture.append) {
        reader.sink.push(
            Diagnostic::new(
                Code::ConflictingKeys,
                capture.name.span,
                format!("`{}` has `append: true`, but the step runs only once", capture.name.value),
            )
            .help("remove `append`, or run the step several times with `repeat` or `for_each`"),
        );
    }
}

fn whole(reader: &mut Reader<'_>, node: &Node, what: &str, least: u32, most: u32) -> Option<Setting<u32>> {
    let parse = |text: &str| match text.parse::<u32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("{what} takes an integer from {least} to {most}")),
    };
    reader.setting(node, what, "an integer", parse)
}

fn parse_factor(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().ok().filter(|factor| (1.0..=100.0).contains(factor));
    factor.ok_or_else(|| "`backoff` takes a number from 1 to 100, such as `2`".to_owned())
}

fn reasons(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Vec<RetryOn>>> {
    let items = reader.list(node, "`on`")?;
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        let text = match &item.kind {
            NodeKind::Text(text) => text.clone(),
            NodeKind::Number(number) => number.to_string().into(),
            _ => {
                reader.wrong_type(item, "`on`", "a word or a status");
                continue;
            }
        };
        match reason(&text) {
            Some(reason) => all.push(reason),
            None => {
                let words = ["connection", "timeout", "expect"];
                let diagnostic = Diagnostic::new(
                    Code::InvalidValue,
                    item.span,
                    format!("`{text}` is not a valid value for `on`"),
                )
                .suggest(&text, words, true, |diagnostic| diagnostic);
                reader.sink.push(diagnostic.help(
                    "use `connection`, `timeout`, `expect`, a status such as `429` or a class such as `5xx`",
                ));
            }
        }
    }
    Some(Spanned::new(all, node.span))
}

fn reason(text: &str) -> Option<RetryOn> {
    match text {
        "connection" => Some(RetryOn::Connection),
        "timeout" => Some(RetryOn::Timeout),
        "expect" => Some(RetryOn::Expect),
        _ => match text.strip_suffix("xx") {
            Some(class) => class.parse().ok().filter(|class| (1..=9).contains(class)).map(RetryOn::Class),
            None => text.parse().ok().filter(|code| (100..=999).contains(code)).map(RetryOn::Status),
        },
    }
}
