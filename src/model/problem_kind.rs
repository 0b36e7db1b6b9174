//! Verdicts, and the kinds of failures and errors with what `runthrough explain KIND` says of them.

use serde::{Deserialize, Serialize};

/// How a scenario instance, a step or an attempt ended. Ordered from best to worst as far as the two bad ones go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Skipped,
    Passed,
    /// A whole answer came and is not what was expected.
    Failed,
    /// No whole answer came, or a limit, template or file of ours stood in the way.
    Errored,
}

impl Verdict {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Skipped => "skipped",
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Errored => "errored",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $verdict:ident $summary:literal $advice:literal;)*) => {
        /// Why something failed or errored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $(#[doc = $summary] $variant,)*
        }

        impl Kind {
            /// Every kind, failures first.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// The word that reports use.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// Whether it is a failure or an error.
            pub fn verdict(self) -> Verdict {
                match self { $(Kind::$variant => Verdict::$verdict,)* }
            }

            /// One sentence: what happened.
            pub fn summary(self) -> &'static str {
                match self { $(Kind::$variant => $summary,)* }
            }

            /// What to look at first.
            pub fn advice(self) -> &'static str {
                match self { $(Kind::$variant => $advice,)* }
            }
        }
    };
}

kinds! {
    Status "status" Failed "The response does not have the expected status." "Look at the response body: most servers explain the problem there.";
    Header "header" Failed "A response header is not as expected." "Compare the header's value. Header names are case-insensitive.";
    Json "json" Failed "A value in the JSON body is not as expected." "The message shows the path, and the expected and actual values with their types.";
    Xml "xml" Failed "A value in the XML body is not as expected." "Check the path and its prefixes.";
    Html "html" Failed "A value in the HTML page is not as expected." "Check the selector.";
    Cookie "cookie" Failed "A cookie of the response is not as expected." "Look at the Set-Cookie headers of the response.";
    Body "body" Failed "The body, as text or as bytes, is not as expected." "Compare the body that is shown.";
    Duration "duration" Failed "The response took longer than expected." "Run it again with -v to see the phases. A new connection takes longer than a reused one.";
    Schema "schema" Failed "The body is not valid against the JSON Schema." "The message shows the location in the body and the rule in the schema.";
    Openapi "openapi" Failed "The exchange deviates from the OpenAPI document." "Either the API or its document is wrong; the message points into both.";
    Snapshot "snapshot" Failed "The body differs from its snapshot." "If the change is right, run again with --update-snapshots.";
    Url "url" Failed "The request ended at a URL other than the expected one." "Look at the redirects.";
    That "that" Failed "An expression under `that` is false." "The message shows the value of each part.";
    Check "check" Failed "An expression of a check step is false, or a `for_each` has fewer elements than `at_least` asks for." "The message shows the value of each part, or the number of elements.";
    Capture "capture" Failed "A capture found nothing, so later steps would lack its value." "Look at the response: it does not contain what the scenario needs.";
    Until "until" Failed "`until` was still false after the last attempt, or the `while` of a `repeat` still true after the last iteration." "Allow more attempts, a longer pause or more iterations, or find out why the state is not reached.";
    NotJson "not-json" Failed "The body is read as JSON, but is not valid JSON." "Look at the Content-Type and the beginning of the body.";
    Redirects "redirects" Failed "The redirects form a loop, or are not as expected." "Look at the Location headers.";
    File "file" Errored "A file that the run needs is invalid." "Run `runthrough check` and fix what it reports.";
    Input "input" Errored "An input has no value, or a value that is not allowed." "Run `runthrough inputs` to see what is needed.";
    Template "template" Errored "A template could not be rendered." "A value is missing, for example because the step that captures it was not reached.";
    Resolve "resolve" Errored "The host name cannot be resolved." "Check the base URL and the network.";
    Connect "connect" Errored "No connection could be made." "Check that the server is running, and the port.";
    Tls "tls" Errored "The TLS handshake failed." "Check the certificate and the certificate authority that signed it.";
    Timeout "timeout" Errored "The request timed out." "Increase `options.timeout`, or find out why the server is slow.";
    Connection "connection" Errored "The connection was closed before the response was complete." "Look at the server's log: the server, or a proxy or firewall in between, closed the connection.";
    Protocol "protocol" Errored "The response is not HTTP." "Check the port, and whether the URL should begin with http or https.";
    Limit "limit" Errored "A limit of runthrough was reached." "The message names the limit and the option that changes it.";
    HostNotAllowed "host-not-allowed" Errored "The request would go to a host that is not allowed." "If the request is intended, add the host to `allow_hosts` or `--allow-host`.";
    OneTime "one-time" Errored "No one-time value was available." "Run `runthrough codes FILE` to see how many are left.";
    CleanupNotReached "cleanup-not-reached" Errored "The cleanup did not finish, so something may be left on the server." "Increase `--grace`, or clean up manually.";
    Interrupted "interrupted" Errored "The run was interrupted." "Run it again.";
    Internal "internal" Errored "A bug in runthrough." "Please report it with the message.";
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
