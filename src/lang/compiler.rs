//! Compiles each text once, however often it is written.

use std::collections::HashMap;
use std::sync::Arc;

use super::compile::compile;
use super::jsonpath::JsonPath;
use super::lazy_regex::LazyRegex;
use super::openapi::OpenApi;
use super::schema::Schema;
use super::template::{Template, has_slots};
use super::xpath::XPath;
use super::{CompileError, Compiled, Css, Expr};
use crate::diag::Code;

/// Gives the compiled forms of texts, and keeps them while files are read: equal texts share one form.
#[derive(Default)]
pub struct Compiler {
    templates: Known<Template>,
    expressions: Known<Expr>,
    paths: Known<JsonPath>,
    regexes: Known<LazyRegex>,
    schemas: Known<Schema>,
    apis: Known<OpenApi>,
    xpaths: Known<XPath>,
    selectors: Known<Css>,
}

impl Compiler {
    /// Compiles a text that may hold `${…}`; `None` when it holds none.
    pub fn template(&mut self, text: &Arc<str>) -> Result<Option<Compiled<Template>>, CompileError> {
        if !has_slots(text) {
            return Ok(None);
        }
        self.templates.get_or_compile(text, Template::compile).map(Some)
    }

    pub fn expression(&mut self, text: &Arc<str>) -> Result<Compiled<Expr>, CompileError> {
        self.expressions.get_or_compile(text, compile)
    }

    /// Compiles a JSONPath.
    pub fn path(&mut self, text: &Arc<str>) -> Result<Compiled<JsonPath>, CompileError> {
        self.paths.get_or_compile(text, |text| {
            JsonPath::compile(text).map_err(|error| CompileError {
                code: Code::InvalidJsonPath,
                range: error.range,
                message: error.message,
                help: error.help,
                meant: None,
            })
        })
    }

    pub fn xpath(&mut self, text: &Arc<str>) -> Result<Compiled<XPath>, CompileError> {
        self.xpaths.get_or_compile(text, XPath::compile)
    }

    /// Compiles a CSS selector, maybe with `@attribute` at its end.
    pub fn css(&mut self, text: &Arc<str>) -> Result<Compiled<Css>, CompileError> {
        self.selectors.get_or_compile(text, Css::compile)
    }

    /// Checks a regular expression; it is compiled when first used, which may take milliseconds.
    pub fn regex(&mut self, text: &Arc<str>) -> Result<Compiled<LazyRegex>, CompileError> {
        self.regexes.get_or_compile(text, LazyRegex::new)
    }

    /// Compiles a JSON Schema that `key` names: the path of its file, or its text.
    pub fn schema<E>(
        &mut self,
        key: &Arc<str>,
        compile: impl FnOnce() -> Result<Schema, E>,
    ) -> Result<Compiled<Schema>, E> {
        self.schemas.get_or_compile(key, |_| compile())
    }

    /// How many JSON Schemas were compiled.
    pub fn schemas(&self) -> usize {
        self.schemas.0.len()
    }

    /// Reads an OpenAPI document that `path` names.
    pub fn openapi<E>(
        &mut self,
        path: &Arc<str>,
        read: impl FnOnce() -> Result<OpenApi, E>,
    ) -> Result<Compiled<OpenApi>, E> {
        self.apis.get_or_compile(path, |_| read())
    }
}

/// Forms by their texts.
struct Known<T>(HashMap<Arc<str>, Compiled<T>>);

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known(HashMap::new())
    }
}

impl<T> Known<T> {
    fn get_or_compile<E>(
        &mut self,
        text: &Arc<str>,
        compile: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Compiled<T>, E> {
        if let Some(known) = self.0.get(text) {
            return Ok(known.clone());
        }
        let compiled = Compiled::new(text.clone(), compile(text)?);
        self.0.insert(text.clone(), compiled.clone());
        Ok(compiled)
    }
}
