//! A scenario file as a whole.

use std::sync::Arc;

use super::api_here::ApiHere;
use super::cases::cases;
use super::defaults::{defaults, merge_into, settle};
use super::fragment;
use super::inputs::{inputs, vars};
use super::openapi::openapi;
use super::reader::{Fields, Reader};
use super::step::{first_key, steps};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::keys::{FRAGMENT, SCENARIO};
use crate::model::{Config, Defaults, Environment, Scenario, Text};
use crate::source::{FileId, Span};
use crate::yaml::{Node, NodeKind};

/// What a scenario inherits.
pub struct Inherited<'a> {
    /// `runthrough.yaml`.
    pub config: &'a Config,
    /// The chosen environment.
    pub environment: Option<&'a Environment>,
}

/// Reads one file's tree. `None` when it is no scenario; errors inside of one go to the sink.
pub fn scenario(
    reader: &mut Reader<'_>,
    file: FileId,
    node: &Node,
    inherited: &Inherited<'_>,
    hidden: &mut Vec<(Span, Arc<str>)>,
) -> Option<Scenario> {
    if let NodeKind::Nothing = node.kind {
        reader.sink.push(not_a_scenario(Span::new(file, 0, 0), "this file is empty"));
        return None;
    }
    if let NodeKind::Unreadable = node.kind {
        return None;
    }
    let NodeKind::Map(members) = &node.kind else {
        let span = Span { end: node.span.start, ..node.span };
        reader.sink.push(not_a_scenario(span, "this file is not a map of keys, so it is not a scenario"));
        return None;
    };
    if !members.iter().any(|(key, _)| matches!(&*key.value, "scenario" | "fragment")) {
        let at = first_key(node);
        let near =
            members.iter().find(|(key, _)| did_you_mean(&key.value, ["scenario", "fragment"]).is_some());
        let diagnostic = match near {
            Some((key, _)) => {
                let meant = did_you_mean(&key.value, ["scenario", "fragment"]).unwrap_or("scenario");
                not_a_scenario(key.span, "this file has no `scenario:` at its top level level")
                    .meant(meant, true)
            }
            None => not_a_scenario(at, "this file has no `scenario:` at its top level level"),
        };
        reader.sink.push(diagnostic);
        return None;
    }
    let (node, is_fragment) = fragment::own_keys(reader, node, members);
    let fields = match is_fragment {
        true => reader.fields(&node, "a fragment", FRAGMENT)?,
        false => reader.fields(&node, "a scenario", SCENARIO)?,
    };
    let scenario = read(reader, file, &node, &fields, inherited, hidden);
    let parts = is_fragment.then(|| fragment::parts(reader, &fields));
    let mut scenario = scenario?;
    scenario.fragment = parts;
    // What `outputs` could not say counts too.
    scenario.unread.append(&mut reader.unread.names);
    Some(scenario)
}

fn not_a_scenario(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(Code::NotAScenario, span, message).help(
        "a YAML file in a scenario folder begins with `scenario: NAME`; to exclude other files, add them to .runthroughignore",
    )
}

fn read(
    reader: &mut Reader<'_>,
    file: FileId,
    node: &Node,
    fields: &Fields<'_>,
    inherited: &Inherited<'_>,
    hidden: &mut Vec<(Span, Arc<str>)>,
) -> Option<Scenario> {
    let name = match fields.get("fragment") {
        Some(node) => reader.fixed(node, "`fragment`"),
        None => fields.get("scenario").and_then(|node| reader.fixed(node, "`scenario`")),
    };
    // Before the steps, which may name its operations.
    reader.openapi = match fields.get("openapi") {
        Some(node) => openapi(reader, node),
        None => inherited.config.openapi.clone().map_or(ApiHere::None, ApiHere::Known),
    };
    if reader.openapi == ApiHere::None && !inherited.config.named.is_empty() {
        reader.openapi = ApiHere::Broken;
    }
    let description =
        fields.get("description").and_then(|node| reader.fixed(node, "`description`")).map(|text| text.value);
    let tags = fields.get("tags").map_or_else(Vec::new, |node| reader.fixed_list(node, "`tags`"));
    let when = fields.get("when").and_then(|node| reader.expression(node, "`when`"));
    let skip = fields.get("skip").and_then(|node| reader.fixed(node, "`skip`"));
    let (mut own_inputs, secret_defaults) =
        fields.get("inputs").map_or_else(Default::default, |node| inputs(reader, node));
    hidden.extend(secret_defaults);
    for input in &inherited.config.inputs {
        if !own_inputs.iter().any(|own| own.name.value == input.name.value) {
            own_inputs.push(input.clone());
        }
    }
    let cases = fields.get("cases").map_or_else(Default::default, |node| cases(reader, node, hidden));
    let locks = fields.get("locks").map_or_else(Vec::new, |node| locks(reader, node));
    for node in ["inputs", "vars"].into_iter().filter_map(|name| fields.get(name)) {
        if !matches!(node.kind, NodeKind::Map(_)) {
            reader.unread.add(node);
        }
    }
    let vars = fields.get("vars").map_or_else(Vec::new, |node| vars(reader, node));
    let own_defaults = fields.get("defaults").map_or_else(Defaults::default, |node| defaults(reader, node));
    let mut flow = match fields.get("steps") {
        Some(node) => steps(reader, node, false),
        None => {
            let kind = ["scenario", "fragment"].into_iter().find(|kind| fields.get(kind).is_some());
            if let Some(kind) = kind
                && !refused(node, "steps")
            {
                let diagnostic =
                    Diagnostic::new(Code::MissingKey, first_key(node), format!("a {kind} needs `steps`"))
                        .help("steps:\n  - name: Ask for the health\n    request: GET /health");
                reader.sink.push(diagnostic);
            }
            Vec::new()
        }
    };
    let mut cleanup = fields.get("cleanup").map_or_else(Vec::new, |node| steps(reader, node, true));
    let cleanup_timeout =
        fields.get("cleanup_timeout").and_then(|node| reader.duration(node, "`cleanup_timeout`"));
    let mut layers = vec![&own_defaults];
    layers.extend(inherited.environment.map(|environment| &environment.defaults));
    layers.push(&inherited.config.defaults);
    for list in [&mut flow, &mut cleanup] {
        merge_into(list, &layers);
        settle(list);
    }
    Some(Scenario {
        file,
        path: reader.source.path().clone(),
        name: name?,
        description,
        tags,
        when,
        skip,
        inputs: own_inputs,
        cases: cases.rows,
        columns_unknown: cases.unknown,
        locks,
        openapi: reader.openapi.known().cloned(),
        vars,
        defaults: own_defaults,
        steps: flow,
        cleanup,
        cleanup_timeout,
        fragment: None,
        files: std::mem::take(&mut reader.named.files).into_iter().chain(cases.file).collect(),
        unread: std::mem::take(&mut reader.unread.names),
    })
}

/// Names that may be made of inputs and columns.
fn locks(reader: &mut Reader<'_>, node: &Node) -> Vec<Text> {
    let Some(items) = reader.list(node, "`locks`") else { return Vec::new() };
    items.iter().filter_map(|item| reader.text(item, "a lock's name")).collect()
}

/// True when the key is there but its value was refused.
fn refused(node: &Node, name: &str) -> bool {
    match &node.kind {
        NodeKind::Map(members) => {
            members.iter().any(|(key, _)| &*key.value == name || did_you_mean(&key.value, [name]).is_some())
        }
        _ => false,
    }
}
