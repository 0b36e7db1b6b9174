//! Steps and their requests.

use std::sync::Arc;
use std::time::Duration;

use super::{
    Body, Capture, Entries, Expect, Expression, ForEach, Repeat, Retry, Section, Setting, Text, TlsSettings,
    Use, Wait,
};
use crate::source::{Span, Spanned};

/// One step of `steps` or `cleanup`.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique in its list.
    pub name: Spanned<Arc<str>>,
    pub span: Span,
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

/// The kinds of step. A new one also needs a variant of [`Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    Request,
    Check,
    Use,
}

impl ActionKind {
    pub const ALL: [ActionKind; 3] = [ActionKind::Request, ActionKind::Check, ActionKind::Use];

    /// The key that makes a step one of this kind.
    pub const fn key(self) -> &'static str {
        match self {
            ActionKind::Request => "request",
            ActionKind::Check => "check",
            ActionKind::Use => "use",
        }
    }

    /// The kind of that key; `None` where it makes no step.
    pub fn named(key: &str) -> Option<ActionKind> {
        ActionKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether a key of steps may be beside the kind's own.
    pub fn takes(self, key: &str) -> bool {
        match self {
            ActionKind::Request => !matches!(key, "with" | "outputs"),
            ActionKind::Check => matches!(key, "name" | "when" | "wait" | "say" | "spent" | "on_failure"),
            ActionKind::Use => {
                matches!(key, "name" | "with" | "outputs" | "when" | "for_each" | "say" | "on_failure")
            }
        }
    }
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
    pub method: Text,
    pub url: Url,
    /// Query parameters, added to those of the URL.
    pub query: Entries,
    pub headers: Entries,
    pub cookies: Entries,
    /// At most one body.
    pub body: Option<Body>,
    pub auth: Option<Auth>,
    /// The credentials come from `defaults`, and so go only to the origin of `base_url`.
    pub auth_inherited: bool,
    /// Namespaces of the XPaths, from `defaults`.
    pub namespaces: Namespaces,
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
    pub text: Text,
    /// True when it starts with `/` and so goes after `base_url`.
    pub relative: bool,
    /// The `base_url` that holds here, from the nearest `defaults`.
    pub base: Option<Text>,
    /// True when it is the path of an operation, in which `{name}` stands for a value of `path`.
    pub operation: bool,
    /// `path`: the values.
    pub path: Entries,
}

/// Prefixes of XPaths and the namespaces (URIs) that they stand for; `None` for one that was removed.
pub type Namespaces = Vec<(Arc<str>, Option<Arc<str>>)>;

#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// User name, without a colon.
        user: Text,
        password: Text,
    },
    /// Bearer token (RFC 6750).
    Bearer(Text),
    /// Removes an inherited one.
    None,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Whole call; default 30 s.
    pub timeout: Option<Setting<Duration>>,
    /// Until a connection stands.
    pub connect_timeout: Option<Setting<Duration>>,
    /// Bytes of a body after decompression.
    pub max_body: Option<Setting<u64>>,
    /// Redirects are followed; default false.
    pub follow_redirects: Option<Setting<bool>>,
    /// How many; default 10.
    pub max_redirects: Option<Setting<u64>>,
    /// The instance's cookies are sent and kept; default true.
    pub cookies: Option<Setting<bool>>,
    /// URL of a proxy.
    pub proxy: Option<Text>,
    pub tls: TlsOptions,
    /// Options that `null` removes: none is inherited.
    pub removed: Vec<&'static str>,
}

/// `options.tls`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TlsOptions {
    /// Authorities, PEM.
    pub ca: Option<Spanned<Arc<[u8]>>>,
    /// Client certificate, PEM.
    pub cert: Option<Spanned<Arc<[u8]>>>,
    /// Its key, PEM.
    pub key: Option<Spanned<Arc<[u8]>>>,
    /// Any certificate is accepted.
    pub insecure: Option<Setting<bool>>,
    /// The files, put together after all defaults were merged: requests share it.
    pub files: Option<Arc<TlsSettings>>,
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
    /// Namespaces of XPaths.
    pub namespaces: Namespaces,
    /// When requests are sent again.
    pub retry: Option<Section<Retry>>,
    /// How requests are sent.
    pub options: Options,
    /// `status`, `headers`, `duration`.
    pub expect: Expect,
}
