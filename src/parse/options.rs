//! `options`, and their merge.

use std::sync::Arc;
use std::time::Duration;

use super::file_values;
use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::model::keys::{OPTIONS, TLS};
use crate::model::units::parse_time_limit;
use crate::model::{Options, Setting, Text, TlsOptions, TlsSettings};
use crate::source::Spanned;
use crate::yaml::{Node, NodeKind};

/// Reads `options`; `null` removes an inherited one.
pub fn options(reader: &mut Reader<'_>, node: &Node) -> Option<Options> {
    let fields = reader.fields(node, "`options`", OPTIONS)?;
    let mut options = Options::default();
    for (name, _, value) in fields.iter() {
        let what = format!("`{name}`");
        match name {
            _ if value.kind == NodeKind::Null => options.removed.push(name),
            "timeout" => options.timeout = time_limit(reader, value, &what),
            "connect_timeout" => options.connect_timeout = time_limit(reader, value, &what),
            "max_body" => options.max_body = reader.size(value, &what),
            "follow_redirects" => options.follow_redirects = reader.boolean(value, &what),
            "max_redirects" => options.max_redirects = reader.count(value, &what),
            "cookies" => options.cookies = reader.boolean(value, &what),
            "proxy" => options.proxy = proxy(reader, value),
            "tls" => options.tls = tls(reader, value),
            _ => {}
        }
    }
    Some(options)
}

/// A duration in which something can happen.
fn time_limit(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<Setting<Duration>> {
    reader.setting(node, what, "a duration such as `10s`", parse_time_limit)
}

fn proxy(reader: &mut Reader<'_>, node: &Node) -> Option<Text> {
    let text = reader.text(node, "`proxy`")?;
    let known = ["http://", "https://", "socks4://", "socks5://", "socks4a://", "socks5h://", "${"];
    if !known.iter().any(|scheme| text.raw.starts_with(scheme)) {
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, text.span, "`proxy` takes the URL of a proxy")
                .help("write `http://host:port`, `https://host:port` or `socks5://host:port`"),
        );
        return None;
    }
    Some(text)
}

fn tls(reader: &mut Reader<'_>, node: &Node) -> TlsOptions {
    let mut tls = TlsOptions::default();
    let Some(fields) = reader.fields(node, "`tls`", TLS) else { return tls };
    for (name, _, value) in fields.iter() {
        match name {
            "ca" => tls.ca = pem(reader, value, "CERTIFICATE-----", "a certificate"),
            "cert" => tls.cert = pem(reader, value, "CERTIFICATE-----", "a certificate"),
            "key" => tls.key = pem(reader, value, "PRIVATE KEY-----", "a private key"),
            "insecure" => tls.insecure = reader.boolean(value, "`insecure`"),
            _ => {}
        }
    }
    tls
}

/// A file in PEM form. What is in it is never shown.
fn pem(reader: &mut Reader<'_>, node: &Node, marker: &str, what: &str) -> Option<Spanned<Arc<[u8]>>> {
    let (path, bytes) = file_values::bytes(reader, node)?;
    if !bytes.windows(marker.len()).any(|window| window == marker.as_bytes()) {
        reader.sink.push(
            Diagnostic::new(Code::InvalidValue, node.span, format!("`{path}` is not {what} in PEM form"))
                .help(format!("a PEM file contains a line `-----BEGIN {marker}`")),
        );
        return None;
    }
    Some(Spanned::new(bytes, node.span))
}

/// What is not said, or removed, is taken from the layer.
pub fn inherit_options(own: &mut Options, layer: &Options) {
    let Options {
        timeout,
        connect_timeout,
        max_body,
        follow_redirects,
        max_redirects,
        cookies,
        proxy,
        tls,
        removed,
    } = own;
    let removed_here = removed.clone();
    fn keep<T: Clone>(own: &mut Option<T>, layer: &Option<T>, name: &str, removed: &[&str]) {
        if own.is_none() && !removed.contains(&name) {
            own.clone_from(layer);
        }
    }
    keep(timeout, &layer.timeout, "timeout", &removed_here);
    keep(connect_timeout, &layer.connect_timeout, "connect_timeout", &removed_here);
    keep(max_body, &layer.max_body, "max_body", &removed_here);
    keep(follow_redirects, &layer.follow_redirects, "follow_redirects", &removed_here);
    keep(max_redirects, &layer.max_redirects, "max_redirects", &removed_here);
    keep(cookies, &layer.cookies, "cookies", &removed_here);
    keep(proxy, &layer.proxy, "proxy", &removed_here);
    // Certificate and key belong together: a nearer pair is not mixed with a farther one.
    if tls.cert.is_none() && tls.key.is_none() {
        keep(&mut tls.cert, &layer.tls.cert, "tls", &removed_here);
        keep(&mut tls.key, &layer.tls.key, "tls", &removed_here);
    }
    keep(&mut tls.ca, &layer.tls.ca, "tls", &removed_here);
    keep(&mut tls.insecure, &layer.tls.insecure, "tls", &removed_here);
    removed.extend(&layer.removed);
}

/// Puts the files of `tls` together, after all layers have been merged.
pub fn settle_options(options: &mut Options) {
    let TlsOptions { ca, cert, key, insecure, files } = &mut options.tls;
    let insecure = matches!(insecure, Some(Setting::Fixed(true)));
    let bytes = |file: &Option<Spanned<Arc<[u8]>>>| file.as_ref().map(|file| file.value.to_vec());
    if ca.is_some() || cert.is_some() || key.is_some() || insecure {
        let settings = TlsSettings { ca: bytes(ca), cert: bytes(cert), key: bytes(key), insecure };
        *files = Some(Arc::new(settings));
    }
}
