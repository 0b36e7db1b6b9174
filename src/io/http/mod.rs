//! placeholder until the real client lands
#![allow(missing_docs)]
use crate::model::*;
use crate::run::ports::Http;
#[derive(Debug, Default, Clone)]
pub struct ProxyEnvironment {
    pub http: Option<String>,
    pub https: Option<String>,
    pub all: Option<String>,
    pub no_proxy: Option<String>,
}
pub struct HttpOptions {
    pub jobs: usize,
    pub user_agent: String,
    pub proxy: ProxyEnvironment,
}
pub struct HttpClient {
    agent: ureq::Agent,
}
impl HttpClient {
    pub fn new(o: HttpOptions) -> Self {
        let c = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections(o.jobs)
            .max_idle_connections_per_host(o.jobs)
            .allow_non_standard_methods(true)
            .proxy(None)
            .build();
        HttpClient { agent: ureq::Agent::new_with_config(c) }
    }
}
impl Http for HttpClient {
    fn send(&self, r: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let start = std::time::Instant::now();
        let mut b = ureq::http::Request::builder().method(&*r.method).uri(&r.url);
        for (n, v) in &r.headers {
            b = b.header(&**n, v);
        }
        let req = b.body(r.body.clone().unwrap_or_default()).expect("placeholder");
        let err = |e: ureq::Error| {
            let (kind, phase) = match &e {
                ureq::Error::Io(i) if i.kind() == std::io::ErrorKind::ConnectionRefused => {
                    (Kind::Connect, Phase::Connect)
                }
                _ => (Kind::Connection, Phase::Response),
            };
            TransportError { kind, phase, message: format!("{e}"), timings: Timings::default() }
        };
        let mut res = self.agent.run(req).map_err(err)?;
        let headers = res
            .headers()
            .iter()
            .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let status = res.status().as_u16();
        let body = res.body_mut().read_to_vec().map_err(err)?;
        Ok(HttpResponse {
            status,
            version: "HTTP/1.1",
            headers,
            body,
            timings: Timings { total: start.elapsed(), ..Default::default() },
        })
    }
    fn interrupt(&self) {}
}
