//! `cases`: data rows, written in the scenario or in a CSV, JSON or YAML file. Rows are data: nothing in them is rendered.

mod cell;
mod csv;
mod delimiter;
mod diagnostics;
mod json;
mod record;
mod table;

use std::sync::Arc;

use super::file_values;
use super::reader::{Fields, Reader};
use crate::diag::{Code, Diagnostic};
use crate::model::keys::CASES;
use crate::model::{CASE, InputType, Rows};
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::value::Value;
use crate::yaml::tree;
use crate::yaml::{Node, NodeKind};

use diagnostics::{empty, no_column, too_wide};
pub use record::record;
use table::RawRow;

/// What was read of `cases`.
#[derive(Default)]
pub struct Cases {
    /// The rows; `None` when they could not be read.
    pub rows: Option<Rows>,
    /// The file that they stand in.
    pub file: Option<FileId>,
    /// Not even the columns are known.
    pub unknown: bool,
}

/// Reads `cases`. Ranges that must not be shown are added to `hidden`.
pub fn cases(reader: &mut Reader<'_>, node: &Node, hidden: &mut Vec<(Span, Arc<str>)>) -> Cases {
    let mut cases = match &node.kind {
        NodeKind::Map(_) => from_file(reader, node, hidden),
        NodeKind::List(_) => {
            let items = reader.list(node, "`cases`").unwrap_or(&[]);
            let mut raw = Vec::with_capacity(items.len());
            for item in items {
                raw.extend(row_of(reader, item, Rendered::Inline));
            }
            let rows = if items.is_empty() { None } else { table::rows(reader, raw, None) };
            Cases { rows, ..Cases::default() }
        }
        NodeKind::Unreadable => Cases::default(),
        _ => {
            let message = format!("`cases` takes a list of rows or a file of rows, not {}", node.describe());
            reader.sink.push(Diagnostic::new(Code::WrongType, node.span, message).help(
                "write `cases: { file: rows.csv }`, or one row per line: `- { case: empty code, code: \"\" }`",
            ));
            Cases::default()
        }
    };
    cases.unknown = cases.rows.is_none();
    cases
}

/// Whether `$${` stands for `${`: only where templates could stand, not in files of data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rendered {
    Inline,
    Data,
}

/// A map as a row. What is wrong with a cell is told; the cell is null then, so that it is not missed too.
fn row_of(reader: &mut Reader<'_>, node: &Node, rendered: Rendered) -> Option<RawRow> {
    let members = match &node.kind {
        NodeKind::Map(members) if !members.is_empty() => members,
        NodeKind::Unreadable => return None,
        _ => {
            reader.sink.push(
                Diagnostic::new(
                    Code::WrongType,
                    node.span,
                    format!("a row must be a map, not {}", node.describe()),
                )
                .help("write `{ case: empty code, code: \"\" }`"),
            );
            return None;
        }
    };
    if too_wide(reader, members.len(), node.span) {
        return None;
    }
    let mut cells = Vec::with_capacity(members.len());
    for (key, value) in members {
        if value.kind == NodeKind::Nothing {
            reader.sink.push(
                Diagnostic::new(Code::MissingValue, key.span, format!("`{}` has no value", key.value))
                    .help(format!("write `{0}: null` or `{0}: \"\"`", key.value)),
            );
        }
        cells.push((key.clone(), cell_value(reader, value, rendered)));
    }
    Some(RawRow { span: node.span, cells })
}

fn cell_value(reader: &mut Reader<'_>, node: &Node, rendered: Rendered) -> Value {
    match &node.kind {
        NodeKind::Nothing | NodeKind::Null | NodeKind::Unreadable => Value::Null,
        NodeKind::Bool(value) => (*value).into(),
        NodeKind::Number(number) => number.clone().into(),
        NodeKind::Text(text) if rendered == Rendered::Inline && text.contains("${") => {
            if text.replace("$${", "").contains("${") {
                reader.sink.push(
                    Diagnostic::new(Code::InvalidValue, node.span, "rows must be fixed, without `${…}`").help(
                        "compute values under `vars`, which can use the columns; for a literal `${` write `$${`",
                    ),
                );
            }
            text.replace("$${", "${").into()
        }
        NodeKind::Text(text) => text.as_ref().into(),
        NodeKind::List(items) => {
            items.iter().map(|item| cell_value(reader, item, rendered)).collect::<Vec<_>>().into()
        }
        NodeKind::Map(members) => {
            let mut map = crate::value::Map::new();
            for (key, value) in members {
                map.insert(key.value.to_string(), cell_value(reader, value, rendered));
            }
            map.into()
        }
    }
}

/// `cases: {file: …}`.
fn from_file(reader: &mut Reader<'_>, node: &Node, hidden: &mut Vec<(Span, Arc<str>)>) -> Cases {
    let Some(fields) = reader.fields(node, "`cases`", CASES) else { return Cases::default() };
    let types = fields.get("types").map_or_else(Vec::new, |node| types(reader, node));
    let delimiter = fields.get("delimiter").and_then(|node| delimiter::written(reader, node));
    let secret = fields.get("secret").map_or_else(Vec::new, |node| reader.fixed_list(node, "`secret`"));
    let Some(at) = fields.get("file") else {
        if !fields.iter().any(|(name, ..)| name == "file") {
            let diagnostic = Diagnostic::new(Code::MissingKey, node.span, "`cases` as a map needs `file`");
            reader.sink.push(diagnostic.help("write `cases: { file: rows.csv }`, or a list of rows"));
        }
        return Cases::default();
    };
    let Some((file, source)) = data_file(reader, at) else { return Cases::default() };
    let path = source.path().clone();
    let errors = reader.sink.has_errors_in(file);
    let secret_names: Vec<Arc<str>> = secret.iter().map(|name| name.value.clone()).collect();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let rows = match ending.as_str() {
        "csv" | "tsv" | "txt" => {
            let settings = csv::Settings { delimiter, types: &types, secret: &secret_names };
            csv::rows(reader, file, &source, &settings)
        }
        "json" | "yaml" | "yml" => {
            only_for_csv(reader, &fields);
            let raw = match ending.as_str() {
                "json" => json::rows(reader, file, &source),
                _ => yaml_rows(reader, file, &source),
            };
            raw.and_then(|raw| match raw.is_empty() {
                true => {
                    empty(reader, file, &source);
                    None
                }
                false => table::rows(reader, raw, Some(path.clone())),
            })
        }
        _ => {
            reader.sink.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    at.span,
                    format!("the file type of `{path}` is not known"),
                )
                .help("the names of files with rows end in .csv, .json or .yaml"),
            );
            None
        }
    };
    let Some(mut rows) = rows else {
        hide_all(&source, file, &secret_names, hidden);
        return Cases { file: Some(file), ..Cases::default() };
    };
    let known = !errors && !rows.columns.is_empty();
    for name in &secret {
        secret_column(reader, &mut rows, name, known);
    }
    hide_all(&source, file, &secret_names, hidden);
    diagnostics::short_secrets(reader, &rows);
    Cases { rows: Some(rows), file: Some(file), unknown: false }
}

/// Where a column is secret no line of the file is drawn: it is not known where in a line the cell stands.
fn hide_all(source: &SourceFile, file: FileId, secret: &[Arc<str>], hidden: &mut Vec<(Span, Arc<str>)>) {
    if let Some(name) = secret.first() {
        let header = if source.path().ends_with(".csv") { source.line_range(0).end } else { 0 };
        hidden.push((Span::new(file, header, source.text().len()), name.clone()));
    }
}

fn secret_column(reader: &mut Reader<'_>, rows: &mut Rows, name: &Spanned<Arc<str>>, known: bool) {
    if &*name.value == CASE {
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, name.span, "`case` names the row in every report")
                .help("put the secret in a separate column"),
        );
    } else if rows.columns.iter().any(|column| column.value == name.value) {
        rows.hide_column(&name.value);
    } else if known {
        no_column(reader, &rows.columns, name);
    }
}

fn types(reader: &mut Reader<'_>, node: &Node) -> Vec<(Spanned<Arc<str>>, InputType)> {
    let Some(members) = reader.map(node, "`types`") else { return Vec::new() };
    let mut types = Vec::with_capacity(members.len());
    for (name, value) in members {
        types.extend(reader.word(value, "a column's type", InputType::ALL).map(|kind| (name.clone(), kind)));
    }
    types
}

fn only_for_csv(reader: &mut Reader<'_>, fields: &Fields<'_>) {
    for name in ["types", "delimiter"] {
        if let Some((key, _)) = fields.entry(name) {
            reader.sink.push(
                Diagnostic::new(
                    Code::ConflictingKeys,
                    key.span,
                    format!("`{name}` only applies to CSV files; JSON and YAML values have types"),
                )
                .help(format!("remove `{name}`")),
            );
        }
    }
}

/// The text of a file of rows, which counts as one of the project's: its lines are drawn in findings.
fn data_file(reader: &mut Reader<'_>, node: &Node) -> Option<(FileId, Arc<SourceFile>)> {
    let path = file_values::path(reader, node)?;
    if let Some(file) = reader.named.sources.find(&path) {
        return Some((file, reader.named.sources.shared(file)));
    }
    // Not kept among the contents: the text is, until all is checked.
    let bytes = match reader.files.read(&path) {
        Ok(bytes) => bytes,
        Err(problem) => {
            reader.error(Code::UnreadableFile, node.span, problem);
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => {
            let file = reader.named.sources.add(path.clone(), text);
            Some((file, reader.named.sources.shared(file)))
        }
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            reader.sink.push(
                Diagnostic::new(
                    Code::UnreadableFile,
                    node.span,
                    format!("{path}:{line}: this line is not valid UTF-8"),
                )
                .help("save the file as UTF-8 (a spreadsheet calls it \"CSV UTF-8\")"),
            );
            None
        }
    }
}

fn yaml_rows(reader: &mut Reader<'_>, file: FileId, source: &SourceFile) -> Option<Vec<RawRow>> {
    let root = tree(file, source, reader.sink)?;
    match &root.kind {
        NodeKind::Nothing => Some(Vec::new()),
        NodeKind::Unreadable => None,
        NodeKind::List(items) => {
            Some(items.iter().filter_map(|item| row_of(reader, item, Rendered::Data)).collect())
        }
        _ => {
            let message = format!("a file of rows must be a list of maps, not {}", root.describe());
            reader.error(Code::WrongType, root.span, message);
            None
        }
    }
}
