//! What scenarios say of an OpenAPI document, and the ways in which an exchange can deviate from it.

use std::sync::Arc;

use crate::diag::Severity;
use crate::source::{Span, Spanned};

/// `openapi` of an `expect`.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenapiExpect {
    /// `false`: the exchange is not looked at.
    pub off: bool,
    /// The operation that it must be.
    pub operation: Option<Spanned<Arc<str>>>,
    /// Whether the request is validated; `None`: unless a 4xx is expected.
    pub request: Option<bool>,
    /// Whether the response is validated; `None`: it is.
    pub response: Option<bool>,
    /// Where it is written.
    pub span: Span,
}

/// The part of an OpenAPI document that an exchange touched; what coverage is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    pub method: Arc<str>,
    pub path: Arc<str>,
    /// The `operationId`, else method and path.
    pub operation: Arc<str>,
    /// The key under `responses` that the status was judged by; `None` where it is not documented.
    pub status: Option<Arc<str>>,
    /// Documented parameters that were sent: `query limit`.
    pub parameters: Vec<String>,
}

macro_rules! deviations {
    ($($variant:ident $name:literal $severity:ident $summary:literal $advice:literal;)*) => {
        /// A way in which an exchange deviates from its OpenAPI document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Deviation {
            $(#[doc = $summary] $variant,)*
        }

        impl Deviation {
            /// All, in the order of this file.
            pub const ALL: &[Deviation] = &[$(Deviation::$variant,)*];

            /// The kebab-case code.
            pub fn name(self) -> &'static str {
                match self { $(Deviation::$variant => $name,)* }
            }

            /// An error is a failure, a warning a note; `severity` of `runthrough.yaml` may say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Deviation::$variant => Severity::$severity,)* }
            }

            /// One sentence: what it means.
            pub fn summary(self) -> &'static str {
                match self { $(Deviation::$variant => $summary,)* }
            }

            /// What to look at first.
            pub fn advice(self) -> &'static str {
                match self { $(Deviation::$variant => $advice,)* }
            }
        }
    };
}

deviations! {
    UndocumentedPath "openapi-undocumented-path" Error
        "The OpenAPI document has no path that matches the URL."
        "Check the spelling of the path, and that `servers` contains the beginning of the URL. For a request to another API write `expect: { openapi: false }`.";
    UndocumentedMethod "openapi-undocumented-method" Error
        "The OpenAPI document has the path, but not with this method."
        "Add the method to the document; for a request that is invalid on purpose write `expect: { openapi: false }`.";
    WrongOperation "openapi-wrong-operation" Error
        "The exchange belongs to an operation other than the one that `expect: openapi:` names."
        "Compare the URL with the path of the intended operation.";
    ParameterMissing "openapi-parameter-missing" Error
        "A parameter that the operation requires was not sent."
        "Send it. If the step leaves it out on purpose, expect the 4xx that follows; then the request is not validated.";
    Parameter "openapi-parameter" Error
        "A parameter is not valid against its schema."
        "The message shows the value as parsed according to the parameter's `style`.";
    RequestBodyMissing "openapi-request-body-missing" Error
        "The operation requires a body, but none was sent."
        "Send it. If the step leaves it out on purpose, expect the 4xx that follows; then the request is not validated.";
    RequestContentType "openapi-request-content-type" Error
        "The request body has a media type that the operation does not accept."
        "Compare the Content-Type with the media types under `requestBody`.";
    RequestBody "openapi-request-body" Error
        "The request body is not valid against its schema."
        "The message shows the location in the body and the rule in the document.";
    UndocumentedBody "openapi-undocumented-body" Warning
        "A body was sent, but the document describes none: `content` is missing."
        "Describe the body under `content`, or leave the body out.";
    UndocumentedStatus "openapi-undocumented-status" Error
        "The response has a status that the operation does not document."
        "Document it (the status, its class such as `4XX`, or `default`), or fix the API.";
    ResponseHeaderMissing "openapi-response-header-missing" Error
        "A required response header is missing."
        "Either the API or its document is wrong.";
    ResponseHeader "openapi-response-header" Error
        "A response header is not valid against its schema."
        "The message shows the value as parsed according to the header's `style`.";
    ResponseContentType "openapi-response-content-type" Error
        "The response body has no media type, or one that is not documented for its status."
        "Compare the Content-Type with the media types under `content`.";
    ResponseBody "openapi-response-body" Error
        "The response body is missing or not valid against its schema."
        "The message shows the location in the body and the rule in the document.";
}

impl Deviation {
    /// The deviation of that code.
    pub fn parse(name: &str) -> Option<Deviation> {
        Deviation::ALL.iter().copied().find(|deviation| deviation.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for deviation in Deviation::ALL {
            let name = deviation.name();
            assert!(seen.insert(name), "{name} twice");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(Deviation::parse(name), Some(*deviation));
            assert!(crate::diag::Code::parse(name).is_none(), "{name} is a diagnostic, too");
        }
    }
}
