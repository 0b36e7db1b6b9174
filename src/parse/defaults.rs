//! `defaults`, and their merge into requests.

use super::entries::entries;
use super::expect::expect;
use super::flow::{inherit_retry, retry};
use super::options::{inherit_options, options, settle_options};
use super::reader::Reader;
use super::request::{auth, check_headers};
use crate::model::keys::{DEFAULTS, DEFAULTS_EXPECT};
use crate::model::{
    Action, Auth, Data, Defaults, Entries, Entry, Expect, Namespaces, Request, Section, Step,
};
use crate::yaml::{Node, NodeKind};

pub fn defaults(reader: &mut Reader<'_>, node: &Node) -> Defaults {
    let Some(fields) = reader.fields(node, "`defaults`", DEFAULTS) else { return Defaults::default() };
    let mut map = |name: &str| {
        fields.get(name).map_or_else(Vec::new, |node| entries(reader, node, &format!("`{name}`")))
    };
    let (headers, query, cookies) = (map("headers"), map("query"), map("cookies"));
    check_headers(reader, &headers);
    Defaults {
        base_url: fields.get("base_url").and_then(|node| reader.text(node, "`base_url`")),
        headers,
        query,
        cookies,
        namespaces: fields.get("namespaces").map_or_else(Vec::new, |node| namespaces(reader, node)),
        auth: fields.get("auth").and_then(|node| auth(reader, node)),
        retry: fields.get("retry").and_then(|node| retry(reader, node, None)),
        options: fields.get("options").and_then(|node| options(reader, node)).unwrap_or_default(),
        expect: fields
            .get("expect")
            .and_then(|node| expect(reader, node, "`expect` of `defaults`", DEFAULTS_EXPECT))
            .unwrap_or_default(),
    }
}

/// Reads `namespaces`: prefixes and URIs; `null` removes an inherited one.
fn namespaces(reader: &mut Reader<'_>, node: &Node) -> Namespaces {
    let Some(members) = reader.map(node, "`namespaces`") else { return Vec::new() };
    let mut all = Vec::with_capacity(members.len());
    for (prefix, value) in members {
        let uri = match value.kind {
            NodeKind::Nothing => {
                reader.missing_value(prefix);
                continue;
            }
            NodeKind::Null => None,
            _ => match reader.fixed(value, "a namespace") {
                Some(uri) => Some(uri.value),
                None => continue,
            },
        };
        all.push((prefix.value.clone(), uri));
    }
    all
}

/// Puts layers of defaults, the nearest first, into every request of the steps.
pub fn merge_into(steps: &mut [Step], layers: &[&Defaults]) {
    for step in steps {
        if let Action::Request(request) = &mut step.action {
            merge(request, layers);
        }
    }
}

/// Entry by entry, the nearer wins; `null` and `auth: none` remove.
fn merge(request: &mut Request, layers: &[&Defaults]) {
    for layer in layers {
        if request.url.base.is_none() {
            request.url.base.clone_from(&layer.base_url);
        }
        inherit(&mut request.query, &layer.query, |left, right| left == right);
        inherit(&mut request.headers, &layer.headers, str::eq_ignore_ascii_case);
        inherit(&mut request.cookies, &layer.cookies, |left, right| left == right);
        if request.auth.is_none()
            && let Some(auth) = &layer.auth
        {
            request.auth = Some(auth.clone());
            request.auth_inherited = true;
        }
        for (prefix, uri) in &layer.namespaces {
            if !request.namespaces.iter().any(|(other, _)| other == prefix) {
                request.namespaces.push((prefix.clone(), uri.clone()));
            }
        }
        inherit_retry(&mut request.retry, layer.retry.as_ref());
        inherit_options(&mut request.options, &layer.options);
        inherit_expect(&mut request.expect, &layer.expect);
    }
    // Of headers the run has to know it: a client adds some by itself.
    let left_out = |entries: &mut Entries| entries.retain(|entry| !matches!(entry.value, Data::Null(_)));
    left_out(&mut request.query);
    left_out(&mut request.cookies);
    request.namespaces.retain(|(_, uri)| uri.is_some());
    if request.auth == Some(Auth::None) {
        request.auth = None;
    }
}

fn inherit(own: &mut Entries, layer: &Entries, same: impl Fn(&str, &str) -> bool) {
    for entry in layer {
        if !own.iter().any(|other| same(&other.name.value, &entry.name.value)) {
            own.push(Entry { inherited: true, ..entry.clone() });
        }
    }
}

fn inherit_expect(own: &mut Expect, layer: &Expect) {
    if own.status.is_none() {
        own.status.clone_from(&layer.status);
    }
    for (name, matcher) in &layer.headers {
        let same = |other: &str| other.eq_ignore_ascii_case(&name.raw);
        let removed = own.removed_headers.iter().any(|other| same(other));
        if !removed && !own.headers.iter().any(|(other, _)| same(&other.raw)) {
            own.headers.push((name.clone(), matcher.clone()));
        }
    }
    own.removed_headers.extend(layer.removed_headers.iter().cloned());
    if own.openapi.is_none() {
        own.openapi.clone_from(&layer.openapi);
    }
    if own.duration.is_none() {
        own.duration.clone_from(&layer.duration);
    }
}

/// Drops what `null` removed, after all layers have been merged.
pub fn settle(steps: &mut [Step]) {
    for step in steps {
        if let Action::Request(request) = &mut step.action {
            settle_options(&mut request.options);
            if request.retry == Some(Section::Removed) {
                request.retry = None;
            }
            let expect = &mut request.expect;
            if matches!(&expect.status, Some(status) if status.value == Section::Removed) {
                expect.status = None;
            }
            if expect.duration == Some(Section::Removed) {
                expect.duration = None;
            }
        }
    }
}
