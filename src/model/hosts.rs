//! `allow_hosts`: which hosts may be asked.

use std::fmt;
use std::net::IpAddr;

use crate::diag::{list, suggestion};

/// One pattern: `host`, `host:port`, `*.domain`, `*.domain:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPattern {
    /// In lower case, without brackets, without the dot at its end.
    name: String,
    /// The domain itself is not meant, but all below it.
    below: bool,
    /// `None`: every port.
    port: Option<u16>,
}

/// Why a pattern is none: one line, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPattern {
    pub message: String,
    pub help: String,
}

impl HostPattern {
    pub fn parse(text: &str) -> Result<Self, NoPattern> {
        let no = |message: String, help: String| NoPattern { message, help };
        let usual = || "write `host`, `host:port` or `*.domain`, such as `staging.example.com`".to_owned();
        if let Some((_, rest)) = text.split_once("://") {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let host = rest[..end].rsplit('@').next().unwrap_or_default();
            // What stands before an `@` is a password, perhaps, and is not shown.
            let message = "write an allowed host without `http://`".to_owned();
            return Err(no(message, format!("write `{host}`: only the host, not a whole URL")));
        }
        let (name, port) = split_port(text);
        let port = match port.map(str::parse::<u16>) {
            None => None,
            Some(Ok(port)) if port > 0 => Some(port),
            Some(_) => {
                let message =
                    format!("`{text}` does not have a valid port: a port is a number from 1 to 65535");
                return Err(no(message, usual()));
            }
        };
        if name == "*" {
            let message = "`*` would allow every host".to_owned();
            return Err(no(message, "leave `allow_hosts` out to allow every host".to_owned()));
        }
        let (rest, below) = match name.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        if rest.contains('*') {
            let message = format!("`{text}` has a `*` that is not at its beginning");
            return Err(no(message, "`*.domain` means every subdomain of a domain".to_owned()));
        }
        if !rest.is_ascii() {
            let message =
                format!("`{text}` contains letters that host names cannot contain when they are sent");
            return Err(no(
                message,
                "write the name in its encoded form, which begins with `xn--`".to_owned(),
            ));
        }
        let address = rest.parse::<IpAddr>().is_ok();
        let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let named = !rest.is_empty() && !rest.starts_with('.') && rest.chars().all(fit);
        if !(named || address) || (address && below) {
            return Err(no(format!("`{text}` is not a valid host"), usual()));
        }
        Ok(HostPattern { name: plain(rest), below, port })
    }

    fn covers(&self, host: &str, port: u16) -> bool {
        self.port.is_none_or(|only| only == port) && self.covers_name(host)
    }

    fn covers_name(&self, host: &str) -> bool {
        match self.below {
            true => host
                .strip_suffix(self.name.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
            false => match (self.name.parse::<IpAddr>(), host.parse::<IpAddr>()) {
                (Ok(one), Ok(other)) => one.to_canonical() == other.to_canonical(),
                _ => self.name == host,
            },
        }
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        if self.below {
            f.write_str("*.")?;
        }
        match self.port {
            None => f.write_str(name),
            Some(port) if name.contains(':') => write!(f, "[{name}]:{port}"),
            Some(port) => write!(f, "{name}:{port}"),
        }
    }
}

/// The hosts that a run may ask; all, where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct AllowedHosts {
    patterns: Option<Vec<HostPattern>>,
    /// Whose list it is: `allow_hosts` or `--allow-host`.
    named: &'static str,
}

impl AllowedHosts {
    /// Only what a pattern covers; `named` is the key or option that messages name.
    pub fn only(patterns: Vec<HostPattern>, named: &'static str) -> Self {
        AllowedHosts { patterns: Some(patterns), named }
    }

    /// One more, where not all are allowed anyway.
    pub fn and(mut self, pattern: HostPattern) -> Self {
        if let Some(patterns) = &mut self.patterns {
            patterns.push(pattern);
        }
        self
    }

    /// Whether a host (without brackets) may be asked on a port. The error is one line for people: what is wrong, and
    /// which host was meant, perhaps.
    pub fn check(&self, host: &str, port: u16) -> Result<(), String> {
        let Some(patterns) = &self.patterns else { return Ok(()) };
        let host = &plain(host);
        if patterns.iter().any(|pattern| pattern.covers(host, port)) {
            return Ok(());
        }
        let shown = match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        };
        let named = self.named;
        let mut message = format!("{shown} is not one of the allowed hosts ({named})");
        let all: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        let other_port = patterns.iter().find(|pattern| pattern.covers_name(host));
        let domain = patterns.iter().find(|pattern| pattern.below && pattern.name == *host);
        let names = patterns.iter().filter(|pattern| !pattern.below).map(|pattern| pattern.name.as_str());
        if let Some(pattern) = other_port {
            message.push_str(&format!(": `{pattern}` allows another port"));
        } else if let Some(pattern) = domain {
            message.push_str(&format!(": `{pattern}` means subdomains of `{host}`, not `{host}` itself"));
        } else if let Some(question) = suggestion(host, names).filter(|_| host.parse::<IpAddr>().is_err()) {
            message.push_str(&format!(": {question}"));
        } else if all.len() <= SHOWN {
            message.push_str(&format!(": only {}", list(all.iter().map(String::as_str))));
        }
        Err(message)
    }
}

/// More patterns than this are not listed in a message.
const SHOWN: usize = 5;

/// As names of hosts are compared.
fn plain(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// `host`, `host:port`, `[v6]`, `[v6]:port`; a bare IPv6 address has no port.
fn split_port(text: &str) -> (&str, Option<&str>) {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        return (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').unwrap_or(rest)) });
    }
    match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, Some(port)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(patterns: &[&str]) -> AllowedHosts {
        let patterns = patterns.iter().map(|text| HostPattern::parse(text).unwrap()).collect();
        AllowedHosts::only(patterns, "allow_hosts")
    }

    #[test]
    fn patterns_cover_hosts_ports_and_domains() {
        let list = allowed(&[
            "api.example",
            "one.example:8443",
            "*.corp.net",
            "*.dev.net:80",
            "127.0.0.1",
            "[::1]:99",
            "fe80::1",
        ]);
        for (host, port) in [
            ("api.example", 1),
            ("API.Example.", 443),
            ("one.example", 8443),
            ("a.corp.net", 80),
            ("a.b.corp.net", 81),
            ("x.dev.net", 80),
            ("127.0.0.1", 8080),
            ("::ffff:127.0.0.1", 1),
            ("::1", 99),
            ("0:0:0:0:0:0:0:1", 99),
            ("fe80::1", 5),
        ] {
            assert_eq!(list.check(host, port), Ok(()), "{host}:{port}");
        }
        for (host, port) in [
            ("evil.example", 80),
            ("api.example.evil.org", 80),
            ("xapi.example", 80),
            ("one.example", 443),
            ("corp.net", 80),
            ("xcorp.net", 80),
            (".corp.net", 80),
            ("x.dev.net", 81),
            ("127.0.0.2", 80),
            ("127.1", 80),
            ("2130706433", 80),
            ("localhost", 80),
            ("::1", 98),
            ("", 80),
        ] {
            assert!(list.check(host, port).is_err(), "{host}:{port}");
        }
        assert_eq!(AllowedHosts::default().check("any.example", 1), Ok(()));
    }

    #[test]
    fn the_message_names_what_was_meant() {
        let told = |patterns: &[&str], host, port| allowed(patterns).check(host, port).unwrap_err();
        let start = "api.exmaple:80 is not one of the allowed hosts (allow_hosts)";
        assert_eq!(
            told(&["api.example", "b.c"], "api.exmaple", 80),
            format!("{start}: did you mean `api.example`?")
        );
        assert!(told(&["a.example:1"], "a.example", 2).ends_with(": `a.example:1` allows another port"));
        assert!(told(&["*.c.net"], "c.net", 2).ends_with("means subdomains of `c.net`, not `c.net` itself"));
        assert!(told(&["x", "*.y:1"], "far.away.org", 2).ends_with(": only `x` and `*.y:1`"));
        assert!(told(&["a", "b", "c", "d", "e", "f"], "far.away.org", 2).ends_with("(allow_hosts)"));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (text, words) in [
            ("https://u:pw@api.example:1/x", "write `api.example:1`"),
            ("*", "leave `allow_hosts` out"),
            ("a.*.example", "`*.domain` means"),
            ("*example", "`*.domain` means"),
            ("", "is not a valid host"),
            ("*.", "is not a valid host"),
            ("api.example/path", "is not a valid host"),
            ("api example", "is not a valid host"),
            ("*.127.0.0.1", "is not a valid host"),
            ("api.example:0", "a port is a number from 1 to 65535"),
            ("api.example:http", "a port is a number from 1 to 65535"),
            ("[::1]x", "a port is a number from 1 to 65535"),
            ("bücher.example", "xn--"),
        ] {
            let problem = HostPattern::parse(text).unwrap_err();
            let told = format!("{}: {}", problem.message, problem.help);
            assert!(told.contains(words) && !told.contains("pw"), "{text}: {told}");
        }
        for text in ["a", "A.example:80", "*.a", "*.a:1", "::1", "[::1]", "[::1]:8", "10.0.0.1:5", "a_b.c"] {
            let pattern = HostPattern::parse(text).unwrap();
            assert_eq!(HostPattern::parse(&pattern.to_string()), Ok(pattern), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_pattern_or_none(text in "\\PC*|[a-c*.:\\[\\]0-9]{0,12}", host: String, port: u16) {
            if let Ok(pattern) = HostPattern::parse(&text) {
                assert_eq!(HostPattern::parse(&pattern.to_string()), Ok(pattern.clone()));
                let _ = AllowedHosts::only(vec![pattern], "allow_hosts").check(&host, port);
            }
        }
    }
}
