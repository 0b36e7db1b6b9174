//! The part of the public form that tells of one request and its response.

use super::self_schema::{Definitions, Described, Millis, described};

described! {
    /// A request and what came back. Bodies of passed steps are kept with `-v` only.
    Exchange {
        always {
            /// What was sent.
            request: Request,
            /// The connection that it went over.
            connection: Connection,
            /// How long each phase took.
            timings: Timings,
            /// True when the bodies were kept.
            detailed: bool,
        }
        sometimes {
            /// What came back; absent when no answer came.
            response: Option<Response>,
        }
    }

    /// What was sent.
    Request {
        always {
            /// The method.
            method: String,
        }
        sometimes {
            /// The URL.
            url: Option<String>,
            /// Headers as the scenario gives them; those that the client adds are not listed.
            headers: Vec<Header>,
            /// The body as text, cut after some thousand characters.
            body: Option<String>,
        }
    }

    /// What came back.
    Response {
        always {
            /// The status code.
            status: u16,
            /// Bytes of the body, after decompression.
            size: u64,
        }
        sometimes {
            /// Headers as they came.
            headers: Vec<Header>,
            /// The body as text, cut after some thousand characters.
            body: Option<String>,
        }
    }

    /// A header.
    Header {
        always {
            /// Its name.
            name: String,
            /// Its value; `[secret:name]` in place of a secret.
            value: String,
        }
        sometimes {}
    }

    /// The connection of an exchange.
    Connection {
        always {
            /// True when it was used before.
            reused: bool,
        }
        sometimes {
            /// Address and port of the other side: of the server, or of the proxy.
            remote: Option<String>,
            /// Version of TLS, such as `TLSv1.3`.
            tls_version: Option<String>,
        }
    }

    /// How long each phase took; 0 for a phase that did not happen, such as the connecting of a reused connection.
    Timings {
        always {
            /// Milliseconds of looking the host's name up.
            dns_ms: Millis,
            /// Milliseconds of the TCP handshake.
            connect_ms: Millis,
            /// Milliseconds of the TLS handshake.
            tls_ms: Millis,
            /// Milliseconds from the request's last byte to the response's first.
            first_byte_ms: Millis,
            /// Milliseconds of the whole call.
            total_ms: Millis,
        }
        sometimes {}
    }
}
