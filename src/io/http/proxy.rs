//! Which proxy a request takes, by the variables of the environment.
//!
//! The client would take the first variable it finds for every scheme and even for loopback, and knows no address ranges.

use std::net::IpAddr;

/// The proxy variables, as the caller found them (`http_proxy` and so on; which spelling wins is the caller's choice).
#[derive(Debug, Clone, Default)]
pub struct ProxyEnvironment {
    /// `HTTP_PROXY`: for http URLs.
    pub http: Option<String>,
    /// `HTTPS_PROXY`: for https URLs.
    pub https: Option<String>,
    /// `ALL_PROXY`: for what the other two leave open.
    pub all: Option<String>,
    /// `NO_PROXY`: hosts that are reached directly, separated by commas or blanks.
    pub no_proxy: Option<String>,
}

/// The variables, read once.
pub(super) struct Proxies {
    http: Option<String>,
    https: Option<String>,
    direct: Vec<Rule>,
}

enum Rule {
    All,
    Network(IpAddr, u8),
    Host { name: String, port: Option<u16> },
}

impl Proxies {
    pub fn new(environment: &ProxyEnvironment) -> Self {
        let given = |value: &Option<String>| {
            value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let all = given(&environment.all);
        let no_proxy = environment.no_proxy.as_deref().unwrap_or_default();
        let entries =
            no_proxy.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        Proxies {
            http: given(&environment.http).or_else(|| all.clone()),
            https: given(&environment.https).or(all),
            direct: entries.map(Rule::parse).collect(),
        }
    }

    /// True when no request takes a proxy.
    pub fn is_empty(&self) -> bool {
        self.http.is_none() && self.https.is_none()
    }

    /// The proxy's URL for a host (without brackets) and port.
    pub fn choose(&self, https: bool, host: &str, port: u16) -> Option<&str> {
        let proxy = if https { &self.https } else { &self.http }.as_deref()?;
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let ip = host.parse().ok();
        let direct = is_loopback(&host, ip) || self.direct.iter().any(|rule| rule.covers(&host, ip, port));
        (!direct).then_some(proxy)
    }
}

fn is_loopback(host: &str, ip: Option<IpAddr>) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || ip.is_some_and(|ip: IpAddr| ip.to_canonical().is_loopback() || ip.is_unspecified())
}

impl Rule {
    fn parse(entry: &str) -> Rule {
        if entry == "*" {
            return Rule::All;
        }
        if let Some((address, bits)) = entry.split_once('/')
            && let (Ok(address), Ok(bits)) = (address.parse::<IpAddr>(), bits.parse::<u8>())
        {
            return Rule::Network(address, bits);
        }
        let (name, port) = split_port(entry);
        let name = name.strip_prefix('*').unwrap_or(name);
        let name = name.trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
        Rule::Host { name, port }
    }

    fn covers(&self, host: &str, ip: Option<IpAddr>, port: u16) -> bool {
        match self {
            Rule::All => true,
            Rule::Network(network, bits) => ip.is_some_and(|ip| contains(*network, *bits, ip)),
            Rule::Host { port: Some(only), .. } if *only != port => false,
            Rule::Host { name, .. } => match (ip, name.parse::<IpAddr>()) {
                (Some(ip), Ok(address)) => ip == address,
                // An address has no subdomains: `1.1` does not cover `10.0.1.1`.
                (Some(_), Err(_)) => false,
                _ => {
                    !name.is_empty()
                        && host
                            .strip_suffix(name.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                }
            },
        }
    }
}

/// `host`, `host:port`, `[v6]:port`; a bare IPv6 address has no port.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((host, rest)) = entry.strip_prefix('[').and_then(|entry| entry.split_once(']')) {
        return (host, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        Some((host, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn contains(network: IpAddr, bits: u8, ip: IpAddr) -> bool {
    let (network, ip, width) = match (network, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            (u128::from(u32::from(network)), u128::from(u32::from(ip)), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => (u128::from(network), u128::from(ip), 128),
        _ => return false,
    };
    let host_bits = u32::from(width - bits.min(width));
    network.checked_shr(host_bits).unwrap_or(0) == ip.checked_shr(host_bits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(no_proxy: &str) -> Proxies {
        Proxies::new(&ProxyEnvironment {
            http: Some("http://plain:1".into()),
            https: Some(" ".into()),
            all: Some("http://all:2".into()),
            no_proxy: Some(no_proxy.into()),
        })
    }

    #[test]
    fn the_scheme_chooses_and_loopback_never_takes_one() {
        let proxies = proxies("");
        assert_eq!(proxies.choose(false, "a.example", 80), Some("http://plain:1"));
        assert_eq!(proxies.choose(true, "a.example", 443), Some("http://all:2"));
        for host in
            ["127.0.0.1", "127.9.9.9", "::1", "localhost", "api.localhost", "LOCALHOST", "::ffff:127.0.0.1"]
        {
            assert_eq!(proxies.choose(false, host, 80), None, "{host}");
        }
    }

    #[test]
    fn no_proxy_knows_domains_ports_and_ranges() {
        let proxies =
            proxies("example.com, .corp.net *.x.org,10.0.0.0/8,host:8080,fd00::/8,192.168.1.1 [fe80::1]:99");
        let direct = |host: &str, port| proxies.choose(false, host, port).is_none();
        for host in
            ["example.com", "a.example.com", "corp.net", "a.corp.net", "b.x.org", "10.1.2.3", "fd12::1"]
        {
            assert!(direct(host, 80), "{host}");
        }
        for host in ["badexample.com", "example.com.evil.org", "11.0.0.1", "fe00::1", "192.168.1.10", "host"]
        {
            assert!(!direct(host, 80), "{host}");
        }
        assert!(
            direct("host", 8080)
                && direct("192.168.1.1", 1)
                && direct("fe80::1", 99)
                && !direct("fe80::1", 1)
        );
        assert!(Proxies::new(&ProxyEnvironment::default()).is_empty());
        assert_eq!(self::proxies("*").choose(true, "a.example", 443), None);
        assert_eq!(self::proxies("0.0.0.0/0").choose(true, "9.9.9.9", 443), None);
    }
}
