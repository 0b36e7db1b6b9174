//! Sends a rendered request: with the instance's cookies, and on where a redirect leads, if that is wanted.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::instance::Running;
use super::placed::set_cookie_secrets;
use super::ports::Origin;
use super::redirect;
use super::step::StepRun;
use crate::eval::Followed;
use crate::eval::request::Rendered;
use crate::model::units::show_duration;
use crate::model::{HttpRequest, HttpResponse, Kind, Phase, Problem, Timings, TransportError, headers_named};

/// What went over the wire for a request.
pub struct Exchanged<'r> {
    /// The last request, as it went out.
    pub request: Cow<'r, HttpRequest>,
    /// The redirects before it.
    pub followed: Followed,
    /// Why the last response, a redirect, was not followed though that is wanted.
    pub stopped: Option<Problem>,
    /// A line for each redirect that was followed.
    pub hops: Vec<String>,
    /// Nothing can have reached a server.
    pub unsent: bool,
}

type Outcome = Result<HttpResponse, TransportError>;

impl Running<'_> {
    /// Sends the request of a step. All redirects together take no longer than its timeout.
    pub fn exchange<'r>(&mut self, rendered: &'r Rendered, run: &StepRun<'_>) -> (Exchanged<'r>, Outcome) {
        let (whole, started) = (rendered.http.timeout, self.job.ports.clock.monotonic());
        let mut exchanged = Exchanged {
            request: Cow::Borrowed(&rendered.http),
            followed: Followed::default(),
            stopped: None,
            hops: Vec::new(),
            unsent: false,
        };
        let mut seen: Vec<(Arc<str>, String, Option<String>)> = Vec::new();
        loop {
            let origin = Origin { step: run.step, prefix: &self.place.prefix };
            let own = if rendered.cookies { self.add_cookies(&mut exchanged.request) } else { None };
            let request = &*exchanged.request;
            let result = self.job.ports.http.send_from(request, &origin);
            let unsent = result.as_ref().is_err_and(TransportError::unsent);
            if !unsent {
                self.note_sent(&exchanged.request);
            }
            let request = &*exchanged.request;
            let response = match result {
                Ok(response) => response,
                Err(mut error) => {
                    if error.kind == Kind::Timeout && exchanged.followed.count > 0 {
                        let whole = show_duration(whole);
                        error
                            .message
                            .push_str(&format!(" (the redirects before it took their part of the {whole})"));
                    }
                    if error.kind == Kind::HostNotAllowed && exchanged.followed.count > 0 {
                        error.message.push_str("; a redirect leads there");
                    }
                    exchanged.unsent = exchanged.followed.count == 0 && unsent;
                    return (exchanged, Err(error));
                }
            };
            if rendered.cookies {
                self.cookies.keep(&request.url, &response.headers);
            }
            let Some(limit) = rendered.follow else { return (exchanged, Ok(response)) };
            let mut next = match redirect::next(request, &response, &rendered.from_defaults) {
                Ok(Some(next)) => next,
                Ok(None) => return (exchanged, Ok(response)),
                Err(why) => {
                    let message = format!("the redirect ({}) {why}", response.status);
                    exchanged.stopped = Some(Problem::new(Kind::Redirects, message));
                    return (exchanged, Ok(response));
                }
            };
            seen.push((request.method.clone(), request.url.clone(), cookie(request).map(str::to_owned)));
            // The jar's cookies are chosen anew for where it goes; the request's own stay, if they may.
            if let Some(own) = own
                && cookie(&next).is_some()
            {
                set_cookie_header(&mut next, own);
            }
            if exchanged.followed.count as u64 >= limit {
                let message = format!("the request was sent on more than {limit} times (max_redirects)");
                exchanged.stopped = Some(Problem::new(Kind::Redirects, message));
            } else if let Some(name) = self.one_time_in(&next, response.status, run.index) {
                let message = format!(
                    "the redirect ({}) would send the one-time value `{name}` a second time; it is not followed: leave `follow_redirects` out and expect the redirect",
                    response.status
                );
                exchanged.stopped = Some(Problem::new(Kind::OneTime, message));
            } else if self.was_seen(&next, rendered.cookies, &seen) {
                let message = format!(
                    "the redirects go round in a circle: {} {} was asked already, with the same cookies",
                    next.method,
                    redirect::shown(&next.url)
                );
                exchanged.stopped = Some(Problem::new(Kind::Redirects, message));
            }
            if exchanged.stopped.is_some() {
                return (exchanged, Ok(response));
            }
            exchanged.hops.push(format!(
                "redirected ({}) from {} {} to {} {}",
                response.status,
                request.method,
                redirect::shown(&request.url),
                next.method,
                redirect::shown(&next.url)
            ));
            exchanged.followed.count += 1;
            exchanged.followed.duration += response.timings.total;
            let lines = headers_named(&response.headers, "set-cookie");
            exchanged.followed.set_cookies.extend(lines.map(str::to_owned));
            // The last exchange alone is kept: what only an earlier one shows must not be shown by others either.
            self.remember_placed(&exchanged.request, None);
            for (name, value) in set_cookie_secrets(&response.headers) {
                self.remember(name, value);
            }
            let elapsed = self.job.ports.clock.monotonic().saturating_sub(started);
            next.timeout = whole.saturating_sub(elapsed);
            let out_of_time = next.timeout.is_zero();
            exchanged.request = Cow::Owned(next);
            if out_of_time {
                let error = too_late(whole, exchanged.followed.count, response.timings);
                return (exchanged, Err(error));
            }
        }
    }

    /// Tells the redirects of an exchange as notes of the step.
    pub fn note_hops(&self, exchanged: &mut Exchanged<'_>, run: &mut StepRun<'_>) {
        if exchanged.hops.is_empty() {
            return;
        }
        let mask = self.exchange_mask(&exchanged.request, None);
        for mut hop in exchanged.hops.drain(..) {
            mask.apply_to(&mut hop);
            run.outcome.note(hop);
        }
    }

    /// Puts the jar's cookies into a request; gives back what stood in its header before.
    fn add_cookies(&self, request: &mut Cow<'_, HttpRequest>) -> Option<Option<String>> {
        if self.cookies.is_empty() {
            return None;
        }
        let own = cookie(request).map(str::to_owned);
        let line = self.cookies.header(&request.url, own.as_deref())?;
        set_cookie_header(request.to_mut(), Some(line));
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
}

fn cookie(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers.iter();
    headers.find(|(name, _)| name.eq_ignore_ascii_case("cookie")).map(|(_, value)| value.as_str())
}

fn set_cookie_header(request: &mut HttpRequest, line: Option<String>) {
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cookie"));
    request.headers.extend(line.map(|line| (Arc::from("Cookie"), line)));
}

fn too_late(whole: Duration, redirects: usize, timings: Timings) -> TransportError {
    TransportError {
        kind: Kind::Timeout,
        phase: Phase::Send,
        message: format!(
            "no answer within {}: the time was up after {redirects} redirects",
            show_duration(whole)
        ),
        timings: Box::new(timings),
    }
}
