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
    Status "status" Failed "The response has another status than expected." "Look at the response's body: most servers say there what they did not like.";
    Header "header" Failed "A response header is not as expected." "Compare the header's value; names are compared without case.";
    Json "json" Failed "A value in the JSON body is not as expected." "The message shows the path, the expected and the actual value with both types.";
    Xml "xml" Failed "A value in the XML body is not as expected." "Check the path and its prefixes.";
    Html "html" Failed "A part of the HTML page is not as expected." "Check the selector.";
    Cookie "cookie" Failed "A cookie of the response is not as expected." "Look at the Set-Cookie headers of the response.";
    Body "body" Failed "The body as a text or as bytes is not as expected." "Compare the body that is shown.";
    Duration "duration" Failed "The response came later than expected." "Run it again with -v to see the phases; a first connection costs more than a reused one.";
    Schema "schema" Failed "The body does not follow the JSON Schema." "The message names the place in the body and the rule of the schema.";
    Openapi "openapi" Failed "The exchange deviates from the OpenAPI document." "Either the API or its document is wrong; the message points into both.";
    Snapshot "snapshot" Failed "The body differs from its snapshot." "If the change is right, run again with --update-snapshots.";
    Url "url" Failed "The request ended at another URL than expected." "Look at the redirects.";
    That "that" Failed "An expression under `that` is false." "The message shows the value of each part.";
    Check "check" Failed "An expression of a check step is false, or a `for_each` has fewer elements than `at_least` asks for." "The message shows the value of each part, or how many elements there are.";
    Capture "capture" Failed "A capture found nothing, so later steps lack their value." "Look at the response: the API did not answer as the scenario needs.";
    Until "until" Failed "All attempts were used up before `until` became true, or all rounds of a `repeat` before its `while` became false." "Allow more attempts, a longer pause or more rounds, or look why the state is not reached.";
    NotJson "not-json" Failed "The body is read as JSON but is none." "Look at the Content-Type and the beginning of the body.";
    Redirects "redirects" Failed "The redirects form a loop, or are other than expected." "Look at the Location headers.";
    File "file" Errored "A file of the run is invalid." "Run `runthrough check` and mend what it shows.";
    Input "input" Errored "An input has no value, or one that it may not have." "Run `runthrough inputs` to see what is needed.";
    Template "template" Errored "A template could not be rendered." "A value that it needs is absent; was the step reached that captures it?";
    Resolve "resolve" Errored "The host's name is unknown." "Check the base URL and the network.";
    Connect "connect" Errored "No connection could be made." "Is the server running, and is the port right?";
    Tls "tls" Errored "TLS could not be agreed on." "Check the certificate and the authority that signed it.";
    Timeout "timeout" Errored "The time for the call was up." "Raise options.timeout, or look why the server is slow.";
    Connection "connection" Errored "The connection broke before the whole answer was there." "Look at the server's log: it, or something between, closed the connection.";
    Protocol "protocol" Errored "The answer is not HTTP." "Is this the right port, and http or https?";
    Limit "limit" Errored "A limit of runthrough was reached." "The message names the limit and the option that raises it.";
    HostNotAllowed "host-not-allowed" Errored "The request would go to a host that is not allowed." "Add it to allow_hosts or --allow-host, if it is right.";
    OneTime "one-time" Errored "No one-time value could be taken." "Run `runthrough codes FILE` to see how many are left.";
    CleanupNotReached "cleanup-not-reached" Errored "The cleanup did not run to its end, so something may be left on the server." "Raise --grace, or clean up by hand.";
    Interrupted "interrupted" Errored "The run was interrupted." "Run it again.";
    Internal "internal" Errored "A bug in runthrough." "Please report it with the message.";
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
