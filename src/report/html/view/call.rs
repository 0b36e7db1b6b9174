//! A request and what came back.

use std::time::Duration;

use serde::Serialize;

use super::bar::Bar;
use crate::model::units::{show_duration, show_size};
use crate::model::{Exchange, Timings};
use crate::report::text::{block, curl_line, one_line};

#[derive(Debug, Serialize)]
pub struct Call {
    method: String,
    url: String,
    status: Option<u16>,
    size: String,
    detailed: bool,
    request_headers: Vec<(String, String)>,
    request_body: Option<String>,
    response_headers: Vec<(String, String)>,
    response_body: Option<String>,
    connection: String,
    phases: Vec<Phase>,
    total: String,
    curl: Option<String>,
}

#[derive(Debug, Serialize)]
struct Phase {
    name: &'static str,
    class: &'static str,
    duration: String,
    bar: Bar,
}

impl From<&Exchange> for Call {
    fn from(exchange: &Exchange) -> Self {
        let timings = &exchange.timings;
        let mut connection =
            vec![if timings.reused { "reused connection" } else { "new connection" }.to_owned()];
        connection.extend(timings.remote.map(|remote| remote.to_string()));
        connection.extend(timings.tls_version.map(|version| version.as_str().to_owned()));
        let text = |body: &Option<String>| body.as_deref().map(|body| block(body).into_owned());
        Call {
            method: one_line(&exchange.method),
            url: one_line(&exchange.url),
            status: exchange.status,
            size: show_size(exchange.response_size),
            detailed: exchange.detailed,
            request_headers: headers(&exchange.request_headers),
            request_body: text(&exchange.request_body),
            response_headers: headers(&exchange.response_headers),
            response_body: text(&exchange.response_body),
            connection: connection.join(", "),
            phases: phases(timings),
            total: show_duration(timings.total),
            // Without its headers and body the line would send something else.
            curl: Some(exchange).filter(|exchange| exchange.detailed).map(curl_line),
        }
    }
}

fn headers<N: AsRef<str>>(headers: &[(N, String)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (one_line(name.as_ref()), one_line(value))).collect()
}

fn phases(timings: &Timings) -> Vec<Phase> {
    let known = timings.dns + timings.connect + timings.tls + timings.first_byte;
    let all = [
        ("DNS lookup", "dns", timings.dns),
        ("connect", "connect", timings.connect),
        ("TLS", "tls", timings.tls),
        ("wait", "wait", timings.first_byte),
        ("send and receive", "rest", timings.total.saturating_sub(known)),
    ];
    let mut before = Duration::ZERO;
    let phases =
        all.into_iter().filter(|(.., duration)| !duration.is_zero()).map(|(name, class, duration)| {
            let bar = Bar::new(before, duration, timings.total.max(known));
            before += duration;
            let millis = duration.as_secs_f64() * 1e3;
            Phase { name, class, duration: format!("{millis:.1}ms"), bar }
        });
    phases.collect()
}
