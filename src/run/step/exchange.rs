//! Sends a rendered request with the cookies of the instance, and follows redirects, where that is wanted.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::redirect;
use super::step_run::StepRun;
use crate::eval::request::Rendered;
use crate::eval::{Followed, ResponseView};
use crate::model::units::show_duration;
use crate::model::{HttpRequest, HttpResponse, Kind, Phase, Problem, Timings, TransportError, headers_named};
use crate::run::instance::cookies::CookieJar;
use crate::run::instance::running::Running;
use crate::run::job::BodyLimits;
use crate::run::ports::Origin;
use crate::run::secrets::Secrets;
use crate::run::secrets::positional_secrets::set_cookie_secrets;

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

/// The exchange of the final attempt.
pub struct FinalExchange {
    /// The request as it was sent.
    pub sent: HttpRequest,
    /// The response.
    pub response: HttpResponse,
    /// The redirects before it.
    pub followed: Followed,
}

impl FinalExchange {
    /// The response as expressions and matchers see it.
    pub fn view(&self, limits: &BodyLimits) -> ResponseView<'_> {
        view_of(&self.response, &self.sent, &self.followed, limits)
    }
}

/// A response as expressions and matchers see it.
pub fn view_of<'v>(
    response: &'v HttpResponse,
    sent: &'v HttpRequest,
    followed: &'v Followed,
    limits: &BodyLimits,
) -> ResponseView<'v> {
    let view = ResponseView::new(response, &sent.url).after(followed);
    view.with_max_json_values(limits.json_values)
}

/// A request that was sent: its method, URL and `Cookie` header.
type Seen = (Arc<str>, String, Option<String>);

type Outcome = Result<HttpResponse, TransportError>;

/// Sends the request of a step. All redirects together take no longer than its timeout.
pub fn exchange<'r>(
    running: &mut Running<'_>,
    rendered: &'r Rendered,
    run: &StepRun<'_>,
) -> (Exchanged<'r>, Outcome) {
    let (whole, started) = (rendered.http.timeout, running.job.ports.clock.monotonic());
    let (job, state) = (running.job, &mut running.state);
    let mut exchanged = Exchanged {
        request: Cow::Borrowed(&rendered.http),
        followed: Followed::default(),
        stopped: None,
        hops: Vec::new(),
        unsent: false,
    };
    let mut seen: Vec<Seen> = Vec::new();
    loop {
        let origin = Origin { step: run.step, prefix: &state.file.call_site.prefix };
        let own = match rendered.cookies {
            true => add_cookies(&state.session.cookies, &mut exchanged.request),
            false => None,
        };
        let request = &*exchanged.request;
        let result = job.ports.http.send_from(request, &origin);
        let unsent = result.as_ref().is_err_and(TransportError::unsent);
        if !unsent {
            state.one_time.mark_sent(&exchanged.request);
        }
        let request = &*exchanged.request;
        let response = match result {
            Ok(response) => response,
            Err(mut error) => {
                if error.kind == Kind::Timeout && exchanged.followed.count > 0 {
                    let whole = show_duration(whole);
                    error.message.push_str(&format!(" (the redirects before it took part of the {whole})"));
                }
                if error.kind == Kind::HostNotAllowed && exchanged.followed.count > 0 {
                    error.message.push_str("; a redirect leads there");
                }
                exchanged.unsent = exchanged.followed.count == 0 && unsent;
                return (exchanged, Err(error));
            }
        };
        if rendered.cookies {
            state.session.cookies.keep(&request.url, &response.headers);
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
        let one_time = &state.file.analysis.one_time;
        let step_values = one_time.sent[run.index].then(|| one_time.mentioned[run.index].as_slice());
        seen.push((request.method.clone(), request.url.clone(), cookie(request).map(str::to_owned)));
        // The cookies of the jar are chosen anew for the new URL; the request's own stay, if they may.
        if let Some(own) = own
            && cookie(&next).is_some()
        {
            set_cookie_header(&mut next, own);
        }
        if exchanged.followed.count as u64 >= limit {
            let message = format!("more than {limit} redirects (max_redirects)");
            exchanged.stopped = Some(Problem::new(Kind::Redirects, message));
        } else if let Some(name) = state.one_time.sent_again(&next, response.status, step_values) {
            let message = format!(
                "the redirect ({}) was not followed, because it would send the one-time value `{name}` a second time: remove `follow_redirects` and expect the redirect",
                response.status
            );
            exchanged.stopped = Some(Problem::new(Kind::OneTime, message));
        } else if was_seen(&state.session.cookies, &next, rendered.cookies, &seen) {
            let message = format!(
                "the redirects form a loop: {} {} was already requested with the same cookies",
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
        // Only the last exchange is kept: what only an earlier one showed to be secret must not be shown by others either.
        state.secrets.add_exchange(&exchanged.request, None);
        for (name, value) in set_cookie_secrets(&response.headers) {
            state.secrets.add_positional(name, value);
        }
        let elapsed = job.ports.clock.monotonic().saturating_sub(started);
        next.timeout = whole.saturating_sub(elapsed);
        let out_of_time = next.timeout.is_zero();
        exchanged.request = Cow::Owned(next);
        if out_of_time {
            let error = too_late(whole, exchanged.followed.count, response.timings);
            return (exchanged, Err(error));
        }
    }
}

/// Notes the redirects of an exchange.
pub fn note_redirects(secrets: &Secrets, exchanged: &mut Exchanged<'_>, run: &mut StepRun<'_>) {
    if exchanged.hops.is_empty() {
        return;
    }
    let mask = secrets.exchange_mask(&exchanged.request, None);
    for mut hop in exchanged.hops.drain(..) {
        mask.apply_to(&mut hop);
        run.outcome.note(hop);
    }
}

/// Adds the cookies of the jar to a request. Returns its own `Cookie` header, if it was changed.
fn add_cookies(jar: &CookieJar, request: &mut Cow<'_, HttpRequest>) -> Option<Option<String>> {
    if jar.is_empty() {
        return None;
    }
    let own = cookie(request).map(str::to_owned);
    let line = jar.header(&request.url, own.as_deref())?;
    set_cookie_header(request.to_mut(), Some(line));
    Some(own)
}

/// Whether the same request, with the same cookies, was sent before.
fn was_seen(jar: &CookieJar, next: &HttpRequest, cookies: bool, seen: &[Seen]) -> bool {
    let own = cookie(next);
    let line = cookies.then(|| jar.header(&next.url, own)).flatten();
    let line = line.as_deref().or(own);
    seen.iter()
        .any(|(method, url, cookie)| *method == next.method && *url == next.url && cookie.as_deref() == line)
}

fn cookie(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers.iter();
    headers.find(|(name, _)| name.eq_ignore_ascii_case("cookie")).map(|(_, value)| value.as_str())
}

fn set_cookie_header(request: &mut HttpRequest, line: Option<String>) {
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cookie"));
    let left_out = request.left_out.iter().any(|name| name.eq_ignore_ascii_case("cookie"));
    let line = line.filter(|_| !left_out);
    request.headers.extend(line.map(|line| (Arc::from("Cookie"), line)));
}

fn too_late(whole: Duration, redirects: usize, timings: Timings) -> TransportError {
    TransportError {
        kind: Kind::Timeout,
        phase: Phase::Send,
        message: format!(
            "no response within {}: timed out after {redirects} redirects",
            show_duration(whole)
        ),
        timings: Box::new(timings),
    }
}
