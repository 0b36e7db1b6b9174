//! What belongs to the file whose steps run: it is replaced as a whole when a fragment is entered and left.

use std::collections::HashSet;
use std::sync::Arc;

use crate::eval::Variables;
use crate::model::Site;
use crate::run::analysis::FileAnalysis;
use crate::run::one_time::value::FileValue;
use crate::run::ports::OneTimeStore;
use crate::run::secrets::Secrets;
use crate::value::Value;

/// The scope of a scenario or of one use of a fragment.
pub struct FileScope {
    /// What is known of the file.
    pub analysis: Arc<FileAnalysis>,
    /// Inputs, vars and captures so far.
    pub variables: Variables,
    /// In a dry run: names whose values are not known.
    pub unknown: Option<HashSet<Arc<str>>>,
    /// One-time values that it took from files.
    pub taken: Vec<FileValue>,
    /// Where the file is used.
    pub call_site: CallSite,
}

/// Where in an instance a file is used. The default is that of the instance's own file.
#[derive(Debug, Clone, Default)]
pub struct CallSite {
    /// Names of the steps that use it, each followed by the separator.
    pub prefix: String,
    /// Line of the outermost of these steps, which is in the file of the instance.
    pub line: Option<usize>,
    /// The indexes of these steps.
    pub site: Site,
}

impl CallSite {
    /// Whether this is the instance's own file, which no step uses.
    pub fn is_root(&self) -> bool {
        self.site.is_empty()
    }
}

impl FileScope {
    /// The scope of an instance's own file, with nothing defined.
    pub fn root(analysis: Arc<FileAnalysis>) -> Self {
        FileScope {
            analysis,
            variables: Variables::default(),
            unknown: None,
            taken: Vec::new(),
            call_site: CallSite::default(),
        }
    }

    /// Whether the value of a name is secret.
    pub fn is_secret(&self, name: &str) -> bool {
        self.analysis.secret.contains(name)
    }

    /// Gives a name its value; one that is secret is masked from now on.
    pub fn define(&mut self, name: &Arc<str>, value: Value, secrets: &mut Secrets) {
        if self.is_secret(name) {
            secrets.add(name, &value);
        }
        self.variables.set(name.clone(), value);
    }

    /// Gives back the one-time values that a step would have sent, when its request cannot have reached a server. Returns
    /// a line for people for each that could not be given back.
    pub fn give_back(&self, step: usize, store: &dyn OneTimeStore) -> Vec<String> {
        let names = &self.analysis.one_time.mentioned[step];
        let sent = self.taken.iter().filter(|taken| names.contains(&taken.input));
        sent.filter_map(|taken| store.unsent(&taken.file, &taken.value).err()).collect()
    }
}
