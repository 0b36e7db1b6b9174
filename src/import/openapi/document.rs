//! The document, with references inside of it followed.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::value::Value;

use crate::diag::Sink;
use crate::import::{Notes, Refused, names};
use crate::parse::document as read_document;
use crate::source::Sources;

/// References that lead to each other.
const HOPS: usize = 32;

/// Methods of operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document of version 3.0 or 3.1.
pub struct Document {
    root: Value,
    nothing: Value,
    /// What the reader of an operation has to know.
    remarks: RefCell<BTreeSet<String>>,
}

/// A method on a path.
pub struct Operation<'d> {
    /// With a template for its parameters.
    pub path: &'d str,
    /// In capital letters.
    pub method: &'static str,
    /// What the document says of it.
    pub value: &'d Value,
    /// What it says of the whole path.
    item: &'d Value,
}

impl Document {
    /// Reads JSON or YAML.
    pub fn read(text: &str, name: &str, notes: &mut Notes) -> Result<Document, Refused> {
        let text = text.trim_start_matches('\u{feff}');
        // The name says how it is read.
        let name =
            if text.trim_start().starts_with('{') { format!("{name}.json") } else { format!("{name}.yaml") };
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let root = read_document(&name, text.as_bytes(), &mut sources, &mut sink)
            .map_err(|problem| format!("the document {problem}"))?;
        for warning in sink.take() {
            notes.add(&warning.position(&sources), warning.message);
        }
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or("");
        if root.get("swagger").is_some() {
            return Err("this is Swagger 2.0: convert it to OpenAPI 3 first".to_owned());
        }
        if !version.starts_with("3.0") && !version.starts_with("3.1") {
            return Err("this is not an OpenAPI document of version 3.0 or 3.1".to_owned());
        }
        Ok(Document { root, nothing: Value::Null, remarks: RefCell::default() })
    }

    /// All operations, in the order of the document.
    pub fn operations(&self, notes: &mut Notes) -> Vec<Operation<'_>> {
        let paths = self.root.get("paths").and_then(Value::as_object).into_iter().flatten();
        let mut all = Vec::new();
        for (path, item) in paths.filter(|(path, _)| path.starts_with('/')) {
            let item = self.follow(item);
            self.tell(&format!("`{}`", names::fixed(path)), notes);
            for (name, value) in item.as_object().into_iter().flatten() {
                let Some(method) =
                    METHODS.iter().find(|method| **method == name.as_str()).filter(|_| value.is_object())
                else {
                    continue;
                };
                all.push(Operation { path, method: capital(method), value, item });
            }
        }
        all
    }

    /// Where a reference leads to; the value itself where it is none, and nothing where it leads out of the document.
    pub fn follow<'d>(&'d self, value: &'d Value) -> &'d Value {
        let mut value = value;
        for _ in 0..HOPS {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
            let Some(pointer) = reference.strip_prefix('#') else {
                self.remark(format!(
                    "`{}` is in another file, which is not read: its content is missing",
                    names::fixed(reference)
                ));
                return &self.nothing;
            };
            value = self.root.pointer(pointer).unwrap_or(&self.nothing);
        }
        &self.nothing
    }

    /// Keeps something that the reader of this operation has to know.
    pub fn remark(&self, text: String) {
        self.remarks.borrow_mut().insert(text);
    }

    /// Tells what was kept.
    pub fn tell(&self, at: &str, notes: &mut Notes) {
        self.remarks.take().into_iter().for_each(|text| notes.add(at, text));
    }

    /// The URL of the first server, with the defaults of its variables.
    pub fn server(&self) -> String {
        let server = self.root.pointer("/servers/0");
        let url = server.and_then(|server| server.get("url")).and_then(Value::as_str).unwrap_or("");
        let mut url = url.to_owned();
        let variables = server.and_then(|server| server.get("variables")).and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            let default = variable.get("default").and_then(Value::as_str).unwrap_or("");
            url = url.replace(&format!("{{{name}}}"), default);
        }
        let url = url.trim_end_matches('/');
        // One that is relative says nothing of the host.
        if url.starts_with("http") {
            url.replace("${", "$")
        } else {
            format!("http://localhost:8080{}", if url.starts_with('/') { url } else { "" })
        }
    }

    /// `security` of the whole document.
    pub fn security(&self) -> Option<&Value> {
        self.root.get("security")
    }

    /// How a security scheme is described.
    pub fn scheme(&self, name: &str) -> &Value {
        let schemes = self.root.pointer("/components/securitySchemes");
        schemes.and_then(|schemes| schemes.get(name)).map_or(&self.nothing, |scheme| self.follow(scheme))
    }
}

fn capital(method: &str) -> &'static str {
    match method {
        "get" => "GET",
        "put" => "PUT",
        "post" => "POST",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        _ => "TRACE",
    }
}

impl<'d> Operation<'d> {
    /// `operationId`.
    pub fn id(&self) -> Option<String> {
        self.value.get("operationId").and_then(Value::as_str).map(crate::import::names::variable)
    }

    /// Its parameters and those of its path; its own win.
    pub fn parameters(&self, document: &'d Document) -> Vec<&'d Value> {
        let list = |value: &'d Value| value.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let key = |parameter: &Value| {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).map(str::to_owned);
            (text("in"), text("name"))
        };
        let mut all: Vec<&Value> = list(self.value).map(|parameter| document.follow(parameter)).collect();
        for parameter in list(self.item).map(|parameter| document.follow(parameter)) {
            if all.iter().all(|own| key(own) != key(parameter)) {
                all.push(parameter);
            }
        }
        all
    }
}
