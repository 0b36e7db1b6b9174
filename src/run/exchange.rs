//! Sends a rendered request: with the instance's cookies, and on where a redirect leads, if that is wanted.

use std::sync::Arc;
use std::time::Duration;

use super::instance::Running;
use super::kept::set_cookie_secrets;
use super::redirect;
use crate::eval::Followed;
use crate::eval::mask::Mask;
use crate::eval::request::Rendered;
use crate::model::{HttpRequest, HttpResponse, Kind, Phase, Problem, Timings, TransportError, headers_named};

/// What came of a request.
pub struct Exchanged {
    /// The last request, as it went out.
    pub request: HttpRequest,
    /// Its response.
    pub result: Result<HttpResponse, TransportError>,
    /// The redirects before it.
    pub followed: Followed,
    /// Why the last response, a redirect, was not followed though that is wanted.
    pub stopped: Option<Problem>,
    /// A line for each redirect that was followed.
    pub hops: Vec<String>,
}

impl Exchanged {
    /// True when nothing can have reached a server.
    pub fn unsent(&self) -> bool {
        self.followed.count == 0 && self.result.as_ref().is_err_and(TransportError::unsent)
    }
}

impl Running<'_> {
    /// Sends the request of a step. All redirects together take no longer than its timeout.
    pub fn exchange(&mut self, rendered: Rendered, index: usize) -> Exchanged {
        let Rendered { http: mut request, follow, cookies, from_defaults } = rendered;
        let (whole, started) = (request.timeout, self.job.ports.clock.monotonic());
        let mut followed = Followed::default();
        let mut hops = Vec::new();
        let mut seen: Vec<(Arc<str>, String, Option<String>)> = Vec::new();
        loop {
            let own = cookies.then(|| self.add_cookies(&mut request)).flatten();
            let result = self.job.ports.http.send(&request);
            let finish = |request, result, followed, stopped, hops| Exchanged {
                request,
                result,
                followed,
                stopped,
                hops,
            };
            let response = match result {
                Ok(response) => response,
                Err(error) => return finish(request, Err(error), followed, None, hops),
            };
            if cookies {
                self.cookies.keep(&request.url, &response.headers);
            }
            let Some(limit) = follow else { return finish(request, Ok(response), followed, None, hops) };
            let stop = |message: String| Some(Problem::new(Kind::Redirects, message));
            let mut next = match redirect::next(&request, &response, &from_defaults) {
                Ok(Some(next)) => next,
                Ok(None) => return finish(request, Ok(response), followed, None, hops),
                Err(why) => {
                    let message = format!("the redirect ({}) {why}", response.status);
                    return finish(request, Ok(response), followed, stop(message), hops);
                }
            };
            let sent_cookies = cookie(&request).map(str::to_owned);
            seen.push((request.method.clone(), request.url.clone(), sent_cookies));
            // The jar's cookies are chosen anew for where it goes; the request's own stay, if they may.
            if let Some(own) = own
                && cookie(&next).is_some()
            {
                set_cookie_header(&mut next, own);
            }
            let mut problem = None;
            if followed.count as u64 >= limit {
                problem = stop(format!("the request was sent on more than {limit} times (max_redirects)"));
            } else if let Some(name) = self.one_time_in(&next, response.status, index) {
                problem = Some(Problem::new(
                    Kind::OneTime,
                    format!(
                        "the redirect ({}) would send the one-time value `{name}` a second time; it is not followed: leave `follow_redirects` out and expect the redirect",
                        response.status
                    ),
                ));
            } else if self.was_seen(&next, cookies, &seen) {
                problem = stop(format!(
                    "the redirects go round in a circle: {} {} was asked already, with the same cookies",
                    next.method,
                    redirect::shown(&next.url)
                ));
            }
            if problem.is_some() {
                return finish(request, Ok(response), followed, problem, hops);
            }
            hops.push(format!(
                "redirected ({}) from {} {} to {} {}",
                response.status,
                request.method,
                redirect::shown(&request.url),
                next.method,
                redirect::shown(&next.url)
            ));
            followed.count += 1;
            followed.duration += response.timings.total;
            let lines = headers_named(&response.headers, "set-cookie");
            followed.set_cookies.extend(lines.map(str::to_owned));
            // The last exchange alone is kept: what only an earlier one shows must not be shown by others either.
            for (name, value) in set_cookie_secrets(&response.headers) {
                self.add_secret(&name, &value.into());
            }
            let elapsed = self.job.ports.clock.monotonic().saturating_sub(started);
            next.timeout = whole.saturating_sub(elapsed);
            if next.timeout.is_zero() {
                let error = out_of_time(whole, followed.count, response.timings);
                return finish(next, Err(error), followed, None, hops);
            }
            request = next;
        }
    }

    /// Puts the jar's cookies into a request; gives back what stood in its header before.
    fn add_cookies(&self, request: &mut HttpRequest) -> Option<Option<String>> {
        if self.cookies.is_empty() {
            return None;
        }
        let own = cookie(request).map(str::to_owned);
        let line = self.cookies.header(&request.url, own.as_deref())?;
        set_cookie_header(request, Some(line));
        Some(own)
    }

    /// The same request, with the same cookies, was sent before.
    fn was_seen(
        &self,
        next: &HttpRequest,
        cookies: bool,
        seen: &[(Arc<str>, String, Option<String>)],
    ) -> bool {
        let own = cookie(next);
        let line = cookies.then(|| self.cookies.header(&next.url, own)).flatten();
        let line = line.as_deref().or(own);
        seen.iter().any(|(method, url, cookie)| {
            *method == next.method && *url == next.url && cookie.as_deref() == line
        })
    }

    /// The one-time value that a redirect would send again. Where the body is sent again as it is, any value that the step
    /// mentions counts: it may be in it in a form that cannot be recognised.
    fn one_time_in(&self, next: &HttpRequest, status: u16, index: usize) -> Option<Arc<str>> {
        let names = &self.prepared.one_time[index];
        if names.is_empty() {
            return None;
        }
        if matches!(status, 307 | 308) && next.body.is_some() {
            return names.first().cloned();
        }
        names
            .iter()
            .find(|name| {
                let Some(value) = self.variables.get(name).map(crate::eval::render::as_text) else {
                    return false;
                };
                let mask = Mask::new([(*name, value.as_str())]);
                let holds = |text: &str| text.contains(&value) || mask.apply(text) != text;
                holds(&next.url)
                    || next.headers.iter().any(|(_, value)| holds(value))
                    || next.body.as_deref().is_some_and(|body| holds(&String::from_utf8_lossy(body)))
            })
            .cloned()
    }
}

fn cookie(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers.iter();
    headers.find(|(name, _)| name.eq_ignore_ascii_case("cookie")).map(|(_, value)| value.as_str())
}

fn set_cookie_header(request: &mut HttpRequest, line: Option<String>) {
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cookie"));
    request.headers.extend(line.map(|line| (Arc::from("Cookie"), line)));
}

fn out_of_time(whole: Duration, redirects: usize, timings: Timings) -> TransportError {
    TransportError {
        kind: Kind::Timeout,
        phase: Phase::Send,
        message: format!(
            "no answer within {}: the time was up after {redirects} redirects",
            crate::model::units::show_duration(whole)
        ),
        timings,
    }
}
