//! The schemas of a document, each compiled when it is first needed and shared by all instances of a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use jsonschema::{Draft, Registry};
use serde_json::json;

use super::keywords;
use super::schemas::{Schemas, Side, Unjudged};
use crate::lang::Compiled;
use crate::lang::openapi::{INTEGERS, OpenApi, Version};
use crate::lang::schema::{Instance, Validator, Violations, engines, is_valid, violations};
use crate::value::Value;

/// Stack of a thread that compiles a schema, in bytes.
const STACK: usize = 16 * 1024 * 1024;

/// A schema, compiled when it is first needed, or why there is none.
type LazyValidator = Arc<OnceLock<Result<Validator, String>>>;

/// Compiles schemas by their place.
pub struct Validators {
    api: Compiled<OpenApi>,
    registry: Result<Registry<'static>, String>,
    compiled: Mutex<HashMap<(String, Side), LazyValidator>>,
    /// For the keywords, which need schemas beside their own.
    own: Weak<dyn Schemas>,
}

impl Validators {
    /// Nothing is compiled yet.
    pub fn new(api: Compiled<OpenApi>) -> Arc<Validators> {
        let registry = registry(&api);
        Arc::new_cyclic(|own| Validators {
            api,
            registry,
            compiled: Mutex::new(HashMap::new()),
            own: own.clone() as Weak<dyn Schemas>,
        })
    }

    /// Calls back with the compiled schema of a place.
    fn with<T>(
        &self,
        reference: &str,
        side: Side,
        judge: impl FnOnce(&Validator) -> T,
    ) -> Result<T, Unjudged> {
        // Compiled outside of the lock: a schema may take long, and others need not wait for it.
        let slot = {
            let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
            compiled.entry((reference.to_owned(), side)).or_default().clone()
        };
        slot.get_or_init(|| self.compile_apart(reference, side))
            .as_ref()
            .map(judge)
            .map_err(|why| Unjudged::Unusable(why.clone()))
    }

    /// Compiling recurses on what people wrote, for which the stack of a worker is too small.
    fn compile_apart(&self, reference: &str, side: Side) -> Result<Validator, String> {
        let compiled = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            let thread = thread.spawn_scoped(scope, || self.compile(reference, side)).ok()?;
            thread.join().ok()
        });
        compiled.unwrap_or_else(|| Err("there is not enough memory to compile its schema".to_owned()))
    }

    fn compile(&self, reference: &str, side: Side) -> Result<Validator, String> {
        let registry = self.registry.as_ref().map_err(Clone::clone)?;
        let root = json!({ "$ref": reference });
        let built = engines(|engine| {
            let options = jsonschema::options_for::<Instance>()
                .with_draft(draft(&self.api))
                .with_registry(registry)
                .should_validate_formats(true);
            keywords::register(engine.apply(options), side, &self.own).build(&root)
        });
        built.map_err(|error| {
            let problem = crate::lang::schema::schema_message(&error);
            format!(
                "the schema at {} cannot be used: {problem}",
                crate::lang::schema::shown_location(reference)
            )
        })
    }
}

impl Schemas for Validators {
    fn api(&self) -> &OpenApi {
        &self.api
    }

    fn is_valid(&self, reference: &str, side: Side, value: &Value) -> Result<bool, Unjudged> {
        self.with(reference, side, |validator| is_valid(validator, value))?.map_err(Unjudged::TooMuch)
    }

    fn violations(&self, reference: &str, side: Side, value: &Value) -> Result<Violations, Unjudged> {
        self.with(reference, side, |validator| {
            let mut found = violations(validator, value).map_err(Unjudged::TooMuch)?;
            for violation in &mut found.shown {
                // The keyword stands for the `format` beside it.
                if violation.keyword == INTEGERS {
                    violation.keyword = "format".to_owned();
                    violation.location = violation.location.replace(INTEGERS, "format");
                }
            }
            Ok(found)
        })?
    }
}

fn registry(api: &OpenApi) -> Result<Registry<'static>, String> {
    let unusable = |_| format!("the references in {} cannot be resolved", api.name);
    let mut builder = Registry::new().draft(draft(api));
    for document in api.documents.iter() {
        builder = builder.add(document.uri.as_str(), document.value.clone()).map_err(unusable)?;
    }
    builder.prepare().map_err(unusable)
}

/// 3.0 is rewritten to draft 7, which ignores what stands beside a `$ref` as 3.0 does.
fn draft(api: &OpenApi) -> Draft {
    let dialect = api.root().and_then(|root| root.text("jsonSchemaDialect"));
    match (api.version, dialect) {
        (Version::V30, _) => Draft::Draft7,
        (Version::V31, Some(dialect)) if dialect.contains("draft-07") => Draft::Draft7,
        (Version::V31, Some(dialect)) if dialect.contains("2019-09") => Draft::Draft201909,
        (Version::V31, _) => Draft::Draft202012,
    }
}
