//! `openapi`: the document that exchanges are held against, and what a step says of it.

use std::sync::Arc;

use super::api_here::ApiHere;
use super::entries::entries;
use super::file_values;
use super::files::{loader, value};
use super::reader::{Reader, Wanted};
use super::unusable::Unusable;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::lang::openapi::OpenApi;
use crate::lang::schema::{Document, bundle, document};
use crate::model::keys::EXPECT_OPENAPI;
use crate::model::{Data, Entries, Entry, OpenapiExpect, Text, Url};
use crate::source::{Span, Spanned};
use crate::yaml::{Node, NodeKind};

/// Reads a document and what it refers to, once for all that name it.
pub fn openapi(reader: &mut Reader<'_>, node: &Node) -> ApiHere {
    let Some((path, bytes)) = file_values::bytes(reader, node) else { return ApiHere::Broken };
    let (files, named, sink) = (reader.files, &mut reader.named, &mut *reader.sink);
    let read = reader.compiler.openapi(&path, || {
        let value = value(&path, &bytes, named.sources, sink).map_err(Unusable::Document)?;
        let root = Document::file(path.clone(), document(&value));
        let mut load = loader(files, named, sink);
        OpenApi::read(bundle(root, Vec::new(), &mut load)).map_err(Unusable::Schemas)
    });
    match read {
        Ok(api) => ApiHere::Known(api),
        Err(unusable) => {
            unusable.report(reader, &path, node, Code::InvalidOpenapi);
            ApiHere::Broken
        }
    }
}

/// `openapi` of an `expect`: an operation, `false`, or a map.
pub fn expected(reader: &mut Reader<'_>, node: &Node) -> Option<OpenapiExpect> {
    let mut expect =
        OpenapiExpect { off: false, operation: None, request: None, response: None, span: node.span };
    match &node.kind {
        NodeKind::Bool(false) => expect.off = true,
        NodeKind::Text(_) => expect.operation = Some(operation(reader, node)?),
        NodeKind::Map(_) => {
            let fields = reader.fields(node, "`openapi`", EXPECT_OPENAPI)?;
            let flag = |reader: &mut Reader<'_>, name: &str| {
                fields.get(name).and_then(|node| reader.fixed_boolean(node, &format!("`{name}`")))
            };
            expect.request = flag(reader, "request");
            expect.response = flag(reader, "response");
            expect.operation = fields.get("operation").and_then(|node| operation(reader, node));
        }
        _ => {
            reader.wrong_type(
                node,
                "`openapi`",
                Wanted::text("an operationId (a string), `false`, or a map"),
            );
            return None;
        }
    }
    Some(expect)
}

/// An operation by its name; it must exist where the document is known.
fn operation(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Arc<str>>> {
    let name = reader.fixed(node, "an operationId")?;
    match reader.openapi.clone() {
        ApiHere::Known(api) => {
            let known = api.operations.iter().any(|operation| *operation.shown() == *name.value);
            if !known {
                unknown(reader, &api, &name.value, name.span);
                return None;
            }
        }
        ApiHere::Broken => {}
        ApiHere::None => {
            reader.sink.push(
                Diagnostic::new(Code::MissingKey, node.span, "no OpenAPI document is configured").help(
                    "add it at the top level of the scenario or to runthrough.yaml: `openapi: api.yaml`",
                ),
            );
            return None;
        }
    }
    Some(name)
}

fn unknown(reader: &mut Reader<'_>, api: &OpenApi, name: &str, span: Span) {
    let message = format!("{} has no operation `{name}`", api.name);
    let diagnostic = Diagnostic::new(Code::UnknownOperation, span, message);
    let ids = api.operations.iter().filter_map(|operation| operation.id.as_deref());
    reader.sink.push(
        diagnostic
            .suggest(name, ids, true, |diagnostic| diagnostic.help("use the `operationId` of an operation")),
    );
}

/// `request: operationId` stands for method and URL. `None` where it was told what is wrong; the outer one where no
/// document is known, so that the text is none.
pub fn request_line(reader: &mut Reader<'_>, name: &str, span: Span) -> Option<Option<(Text, Url)>> {
    let api = match reader.openapi.clone() {
        ApiHere::None => return None,
        ApiHere::Broken => return Some(None),
        ApiHere::Known(api) => api,
    };
    let Some(operation) = api.operation(name) else {
        unknown(reader, &api, name, span);
        return Some(None);
    };
    let text = |raw: &Arc<str>| Text { raw: raw.clone(), span, template: None };
    let url =
        Url { text: text(&operation.path), relative: true, base: None, path: Vec::new(), operation: true };
    Some(Some((text(&operation.method), url)))
}

/// `path`: the values of the parameters of an operation's path, each of them and no others.
pub fn path_parameters(reader: &mut Reader<'_>, url: &Url, key: Option<(Span, &Node)>) -> Entries {
    let values = key.map(|(_, node)| entries(reader, node, "`path`")).unwrap_or_default();
    if !url.operation {
        if let Some((span, _)) = key {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    span,
                    "`path` can only be used when `request` is an operationId",
                )
                .help("write `request: operationId`, or put the values in the URL: `/users/${id}`"),
            );
        }
        return Vec::new();
    }
    let names: Vec<&str> = parameters(&url.text.raw).collect();
    for name in &names {
        let told = |entry: &Entry| did_you_mean(&entry.name.value, [*name]).is_some();
        if !values.iter().any(|entry| &*entry.name.value == *name || told(entry)) {
            let message = format!("the path `{}` needs a value for `{name}`", url.text.raw);
            reader.sink.push(
                Diagnostic::new(Code::MissingKey, url.text.span, message)
                    .help(format!("add it next to `request`: `path: {{ {name}: … }}`")),
            );
        }
    }
    for entry in &values {
        if let Data::Null(span) = entry.value {
            let message = format!("`{}` is part of the path and cannot be null", entry.name.value);
            reader.error(Code::InvalidValue, span, message);
        }
        if !names.contains(&&*entry.name.value) {
            let message = format!("the path `{}` has no `{}`", url.text.raw, entry.name.value);
            let diagnostic = Diagnostic::new(Code::UnknownKey, entry.name.span, message);
            let known = names.iter().copied();
            reader.sink.push(diagnostic.suggest(&entry.name.value, known, true, |diagnostic| diagnostic));
        }
    }
    values
}

/// Names between braces.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
