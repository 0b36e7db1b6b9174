//! Everything compiled, each text once.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::{Hir, HirKind};

use super::compile::compile;
use super::jsonpath::JsonPath;
use super::openapi::OpenApi;
use super::schema::Schema;
use super::template::{Template, has_slots};
use super::xpath::XPath;
use super::{CompileError, Css, Expr, limits};
use crate::diag::Code;
use crate::model::{ApiId, CssId, ExprId, PathId, RegexId, SchemaId, TemplateId, XPathId};

/// Compiled templates, expressions, paths and regular expressions by id. It grows while files are read and does not
/// change afterwards.
#[derive(Debug, Default)]
pub struct Library {
    templates: Table<Template>,
    expressions: Table<Expr>,
    paths: Table<JsonPath>,
    regexes: Table<LazyRegex>,
    schemas: Table<Schema>,
    apis: Table<Arc<OpenApi>>,
    xpaths: Table<XPath>,
    selectors: Table<Css>,
}

impl Library {
    /// Compiles a text that may hold `${…}`; `None` when it holds none.
    pub fn compile_template(&mut self, text: &Arc<str>) -> Result<Option<TemplateId>, CompileError> {
        if !has_slots(text) {
            return Ok(None);
        }
        self.templates.intern(text, Template::compile).map(|id| Some(TemplateId(id)))
    }

    pub fn compile_expression(&mut self, text: &Arc<str>) -> Result<ExprId, CompileError> {
        self.expressions.intern(text, compile).map(ExprId)
    }

    /// Compiles a JSONPath.
    pub fn compile_path(&mut self, text: &Arc<str>) -> Result<PathId, CompileError> {
        let path = |text: &str| {
            JsonPath::compile(text).map_err(|error| CompileError {
                code: Code::InvalidJsonPath,
                range: error.range,
                message: error.message,
                help: error.help,
                meant: None,
            })
        };
        self.paths.intern(text, path).map(PathId)
    }

    pub fn compile_xpath(&mut self, text: &Arc<str>) -> Result<XPathId, CompileError> {
        self.xpaths.intern(text, XPath::compile).map(XPathId)
    }

    /// Compiles a CSS selector, maybe with `@attribute` at its end.
    pub fn compile_css(&mut self, text: &Arc<str>) -> Result<CssId, CompileError> {
        self.selectors.intern(text, Css::compile).map(CssId)
    }

    /// Checks a regular expression; it is compiled when first used, which may take milliseconds.
    pub fn compile_regex(&mut self, text: &Arc<str>) -> Result<RegexId, CompileError> {
        self.regexes.intern(text, LazyRegex::new).map(RegexId)
    }

    /// Compiles a JSON Schema that `key` names: the path of its file, or its text.
    pub fn compile_schema<E>(
        &mut self,
        key: &Arc<str>,
        compile: impl FnOnce() -> Result<Schema, E>,
    ) -> Result<SchemaId, E> {
        self.schemas.intern(key, |_| compile()).map(SchemaId)
    }

    /// How many JSON Schemas there are.
    pub fn schemas(&self) -> usize {
        self.schemas.items.len()
    }

    /// A compiled JSON Schema.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas.items[id.0 as usize]
    }

    /// Reads an OpenAPI document that `path` names.
    pub fn read_api<E>(
        &mut self,
        path: &Arc<str>,
        read: impl FnOnce() -> Result<OpenApi, E>,
    ) -> Result<ApiId, E> {
        self.apis.intern(path, |_| read().map(Arc::new)).map(ApiId)
    }

    pub fn api(&self, id: ApiId) -> &Arc<OpenApi> {
        &self.apis.items[id.0 as usize]
    }

    /// All OpenAPI documents, in the order of their ids.
    pub fn apis(&self) -> &[Arc<OpenApi>] {
        &self.apis.items
    }

    pub fn template(&self, id: TemplateId) -> &Template {
        &self.templates.items[id.0 as usize]
    }

    pub fn expression(&self, id: ExprId) -> &Expr {
        &self.expressions.items[id.0 as usize]
    }

    /// A compiled JSONPath.
    pub fn path(&self, id: PathId) -> &JsonPath {
        &self.paths.items[id.0 as usize]
    }

    pub fn xpath(&self, id: XPathId) -> &XPath {
        &self.xpaths.items[id.0 as usize]
    }

    /// A compiled CSS selector.
    pub fn css(&self, id: CssId) -> &Css {
        &self.selectors.items[id.0 as usize]
    }

    /// A regular expression, compiled now if it was not. The error is one line for people.
    pub fn regex(&self, id: RegexId) -> Result<&regex::Regex, String> {
        self.regexes.items[id.0 as usize].get()
    }
}

#[derive(Debug)]
struct Table<T> {
    items: Vec<T>,
    index: HashMap<Arc<str>, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { items: Vec::new(), index: HashMap::new() }
    }
}

impl<T> Table<T> {
    fn intern<E>(&mut self, text: &Arc<str>, compile: impl FnOnce(&str) -> Result<T, E>) -> Result<u32, E> {
        if let Some(id) = self.index.get(text) {
            return Ok(*id);
        }
        self.items.push(compile(text)?);
        let id = self.items.len() as u32 - 1;
        self.index.insert(text.clone(), id);
        Ok(id)
    }
}

/// A regular expression that is known to be well-formed. Building its automaton is put off: it can take a hundred
/// times longer than reading a scenario file.
#[derive(Debug)]
struct LazyRegex {
    text: Arc<str>,
    compiled: OnceLock<Result<regex::Regex, String>>,
}

impl LazyRegex {
    fn new(text: &str) -> Result<Self, CompileError> {
        if text.len() > limits::REGEX_BYTES {
            let message = format!("the regular expression is longer than {} bytes", limits::REGEX_BYTES);
            return Err(CompileError::new(Code::InvalidRegex, 0..0, message));
        }
        let parsed = regex_syntax::Parser::new().parse(text).map_err(|error| regex_error(text, error))?;
        let compiled = OnceLock::new();
        // What may grow too large is built at once, to know it before the run.
        if grown(&parsed) > GROWN {
            let built = build_regex(text);
            if let Err(problem) = &built {
                return Err(CompileError::new(Code::InvalidRegex, 0..text.len(), problem.clone()));
            }
            let _ = compiled.set(built);
        }
        Ok(LazyRegex { text: text.into(), compiled })
    }

    fn get(&self) -> Result<&regex::Regex, String> {
        self.compiled.get_or_init(|| build_regex(&self.text)).as_ref().map_err(Clone::clone)
    }
}

/// Parts of a regular expression after its repetitions are written out; above this it is built by `check` already.
const GROWN: u64 = 2_000;

/// How many parts a regular expression has when its repetitions are written out, each class counted as several.
fn grown(parsed: &Hir) -> u64 {
    match parsed.kind() {
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)).max(1);
            grown(&repetition.sub).saturating_mul(times.into())
        }
        HirKind::Capture(capture) => grown(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(grown).fold(0, u64::saturating_add)
        }
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => 1 + class.ranges().len() as u64,
        HirKind::Literal(literal) => literal.0.len() as u64,
        _ => 1,
    }
}

/// Builds a regular expression within our limits. The error is one line for people.
pub fn build_regex(text: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(text).size_limit(limits::REGEX_SIZE).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            "the regular expression grows too large; shorten its repetitions".to_owned()
        }
        _ => format!("`{text}` is not a regular expression that can be used here"),
    })
}

fn regex_error(text: &str, error: regex_syntax::Error) -> CompileError {
    let (range, reason) = match &error {
        regex_syntax::Error::Parse(error) => {
            let span = error.span();
            (span.start.offset..span.end.offset, error.kind().to_string())
        }
        regex_syntax::Error::Translate(error) => {
            let span = error.span();
            (span.start.offset..span.end.offset, error.kind().to_string())
        }
        _ => (0..text.len(), "it is not well-formed".to_owned()),
    };
    CompileError::new(Code::InvalidRegex, range, format!("the regular expression cannot be read: {reason}"))
}
