//! Steps and their requests.

use std::sync::Arc;
use std::time::Duration;

use super::{Capture, Data, Expect, Expression, ForEach, Repeat, Retry, Section, Setting, Text, Use, Wait};
use crate::source::{Span, Spanned};

/// One step of `steps` or `cleanup`.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique in its list.
    pub name: Spanned<Arc<str>>,
    /// The whole step.
    pub span: Span,
    /// What it does.
    pub action: Action,
    /// False: skipped.
    pub when: Option<Expression>,
    /// A line for people.
    pub say: Option<Text>,
    /// Before the action.
    pub wait: Option<Wait>,
    /// Once per element.
    pub for_each: Option<ForEach>,
    /// Again while an expression is true.
    pub repeat: Option<Repeat>,
    /// What a failure means for the steps behind.
    pub on_failure: OnFailure,
    /// Sends a one-time value again on purpose.
    pub spent: bool,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Sends a request and judges the response.
    Request(Box<Request>),
    /// Judges what was captured.
    Check(Vec<Expression>),
    /// Runs the steps of a fragment.
    Use(Box<Use>),
}

/// What a failure means for the steps behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// They are skipped.
    Stop,
    /// They run.
    Continue,
}

/// A request and what is expected of its response.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The method token.
    pub method: Text,
    /// The URL.
    pub url: Url,
    /// Query parameters, added to those of the URL.
    pub query: Entries,
    /// Header fields.
    pub headers: Entries,
    /// Cookies.
    pub cookies: Entries,
    /// At most one body.
    pub body: Option<Body>,
    /// Credentials.
    pub auth: Option<Auth>,
    /// The credentials come from `defaults`, and so go only to the origin of `base_url`.
    pub auth_inherited: bool,
    /// How it is sent.
    pub options: Options,
    /// What the response must be.
    pub expect: Expect,
    /// What is taken from the response.
    pub capture: Vec<Capture>,
    /// When it is sent again; never `Removed` after all layers were merged.
    pub retry: Option<Section<Retry>>,
}

/// The URL of a request, cut where the rules of encoding change.
#[derive(Debug, Clone, PartialEq)]
pub struct Url {
    /// As written.
    pub text: Text,
    /// True when it starts with `/` and so goes after `base_url`.
    pub relative: bool,
    /// The `base_url` that holds here, from the nearest `defaults`.
    pub base: Option<Text>,
}

/// A map of names to values; a list repeats the name.
pub type Entries = Vec<Entry>;

/// One name of a query, header, cookie or form map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name.
    pub name: Spanned<Arc<str>>,
    /// A scalar, a list of scalars, or `null`, which leaves the entry out.
    pub value: Data,
    /// Comes from `defaults`, and so goes only to the origin of `base_url`.
    pub inherited: bool,
}

/// A request's body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `json`: sent as compact JSON.
    Json(Data),
    /// `form`: application/x-www-form-urlencoded.
    Form(Entries),
    /// `text`: as it is.
    Text(Text),
}

/// `auth`.
#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// User name, without a colon.
        user: Text,
        /// Password.
        password: Text,
    },
    /// Bearer token (RFC 6750).
    Bearer(Text),
    /// Removes an inherited one.
    None,
}

/// `options`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Whole call; default 30 s.
    pub timeout: Option<Setting<Duration>>,
    /// Until a connection stands.
    pub connect_timeout: Option<Setting<Duration>>,
    /// Bytes of a body after decompression.
    pub max_body: Option<Setting<u64>>,
}

/// `defaults` of a file, an environment or `runthrough.yaml`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Defaults {
    /// What a URL that starts with `/` goes after.
    pub base_url: Option<Text>,
    /// Header fields, to the origin of `base_url` only.
    pub headers: Entries,
    /// Query parameters, to the origin of `base_url` only.
    pub query: Entries,
    /// Cookies, to the origin of `base_url` only.
    pub cookies: Entries,
    /// Credentials, to the origin of `base_url` only.
    pub auth: Option<Auth>,
    /// When requests are sent again.
    pub retry: Option<Section<Retry>>,
    /// How requests are sent.
    pub options: Options,
    /// `status`, `headers`, `duration`.
    pub expect: Expect,
}
