//! Texts and places in them.
//!
//! Every value that a person wrote keeps a [`Span`] into its file, so that any later message can point at it. A
//! [`Sources`] owns the texts; a [`Span`] is twelve bytes and copies freely.

mod file;
mod scalar;
mod text;
mod urls;

use std::sync::Arc;

pub use file::{Location, SourceFile};
pub use scalar::span_inside;
pub use text::text_of;
pub use urls::{IN_PATH, url_passwords};

/// Names one text of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in one file, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file that the bytes are in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `start..end` in `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        // Files are limited to far less than 4 GiB when they are read, so that the casts lose nothing.
        Span { file, start: start as u32, end: end.max(start) as u32 }
    }

    /// From the start of this span to the end of `other`, which is in the same file.
    pub fn to(self, other: Span) -> Self {
        Span { end: other.end.max(self.start), ..self }
    }

    /// The span as a byte range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

/// All texts of a run, by [`FileId`].
#[derive(Debug, Default, Clone)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a text under the path that people shall see (`/` as separator, relative to the working directory).
    pub fn add(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(Arc::new(SourceFile::new(path.into(), text.into())));
        id
    }

    /// The text of that path, if it was added.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.files.iter().position(|file| &**file.path() == path).map(|index| FileId(index as u32))
    }

    /// The file of an id that came from [`Sources::add`].
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Like [`Sources::file`], for whoever keeps it while files are added.
    pub fn shared(&self, id: FileId) -> Arc<SourceFile> {
        self.files[id.0 as usize].clone()
    }

    /// Path, line and column of a span's start.
    pub fn location(&self, span: Span) -> Location {
        self.file(span.file).location(span.start as usize)
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text().get(span.range()).unwrap_or("")
    }

    /// Marks a range whose text must never be shown, as `[secret:name]` stands for it.
    pub fn hide(&mut self, span: Span, name: &str) {
        if let Some(file) = self.files.get_mut(span.file.0 as usize) {
            Arc::make_mut(file).hide(span.range(), name);
        }
    }

    /// Drops the text behind the line that a span begins in: places there are no longer known.
    pub fn cut_behind(&mut self, span: Span) {
        if let Some(file) = self.files.get_mut(span.file.0 as usize) {
            Arc::make_mut(file).cut(span.start as usize);
        }
    }

    /// The ids of all files, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }
}
