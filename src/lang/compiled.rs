//! A compiled form together with the text that it comes from.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A template, an expression, a path or another form that was compiled before the run. Copies are cheap and share it.
/// Two are equal when their texts are, and `Debug` prints the text: it says everything about the form.
pub struct Compiled<T>(Arc<Source<T>>);

struct Source<T> {
    /// The text itself, or the name of the file that it is in.
    text: Arc<str>,
    form: T,
}

impl<T> Compiled<T> {
    /// `text` must be all that `form` depends on: of a file its path.
    pub fn new(text: Arc<str>, form: T) -> Self {
        Compiled(Arc::new(Source { text, form }))
    }
}

impl<T> Deref for Compiled<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.form
    }
}

impl<T> Clone for Compiled<T> {
    fn clone(&self) -> Self {
        Compiled(self.0.clone())
    }
}

impl<T> PartialEq for Compiled<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl<T> Eq for Compiled<T> {}

impl<T> fmt::Debug for Compiled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text.fmt(f)
    }
}
