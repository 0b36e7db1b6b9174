//! The server: routes, the life of the socket, and the faults that concern every request.

use std::future::pending;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::serve::ListenerExt;
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};

use super::body;
use super::error::Refusal;
use super::fault::Fault;
use super::shared::{Phase, Shared, json};
use super::{login, logout, search};

/// What stands before every path.
pub(super) const BASE: &str = "/api/v1";
/// The OpenAPI document of the sandbox.
const OPENAPI: &str = include_str!("../../scenarios/openapi.json");
/// How late answers are under the fault `slow`.
const DELAY: Duration = Duration::from_millis(300);
/// How long answers under way may take once the server is closing.
const GRACE: Duration = Duration::from_secs(1);
/// Connections that may wait to be accepted: many workers begin at the same moment.
const BACKLOG: u32 = 1024;

/// Every operation: its method, its path below [`BASE`], and what answers it.
fn routes() -> [(&'static str, &'static str, MethodRouter<Arc<Shared>>); 5] {
    [
        ("post", "/login", post(login::login)),
        ("post", "/login/recovery", post(login::recovery)),
        ("post", "/login/unlock", post(login::unlock)),
        ("post", "/search", post(search::search)),
        ("get", "/logout", get(logout::logout)),
    ]
}

fn router(shared: Arc<Shared>) -> Router {
    let mut api = Router::new();
    for (_, path, handler) in routes() {
        api = api.route(&format!("{BASE}{path}"), handler);
    }
    let document = || async { json(OPENAPI) };
    let wrong_method = || async { Refusal::WrongMethod };
    api.fallback(|| async { Refusal::NoSuchPath })
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), break_promises))
        // The document tells of the API and is no part of it: faults leave it alone.
        .route("/openapi.json", get(document))
        .route(&format!("{BASE}/openapi.json"), get(document))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .with_state(shared)
}

/// The faults that concern every request, whatever it asks for.
async fn break_promises(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let count = || shared.requests.fetch_add(1, Ordering::Relaxed) + 1;
    match shared.fault {
        Some(Fault::Slow) => sleep(DELAY).await,
        Some(Fault::Flaky) if count().is_multiple_of(4) => return Refusal::Unavailable.into_response(),
        Some(Fault::StopAfter(most)) => {
            let response = next.run(request).await;
            // Counted when the answer is there: all earlier ones have been handed over before this one.
            let number = count();
            if number >= most {
                shared.enter(Phase::Closing);
            }
            if number > most {
                shared.enter(Phase::Gone);
                return pending().await;
            }
            return response;
        }
        _ => {}
    }
    next.run(request).await
}

/// A runtime of one thread.
pub(super) fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()
}

/// Listens on the loopback interface, and on no other.
pub(super) fn listen(runtime: &Runtime, port: u16) -> io::Result<TcpListener> {
    let _context = runtime.enter();
    let socket = TcpSocket::new_v4()?;
    // So that a port can be taken again right after a stop. Elsewhere the option would let two servers share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(BACKLOG)
}

/// Serves until told to close; returns with all connections closed.
pub(super) fn serve(runtime: Runtime, listener: TcpListener, shared: Arc<Shared>) {
    runtime.block_on(async {
        let listener = listener.tap_io(|stream| {
            // Without it a small answer may wait for an acknowledgement; a socket that refuses is only slower.
            let _ = stream.set_nodelay(true);
        });
        let closing = {
            let shared = Arc::clone(&shared);
            async move { shared.reached(Phase::Closing).await }
        };
        let server = axum::serve(listener, router(Arc::clone(&shared))).with_graceful_shutdown(closing);
        let served = Arc::clone(&shared);
        tokio::spawn(async move {
            // It never fails: failures to accept are tried again.
            let _ = server.await;
            served.enter(Phase::Gone);
        });
        shared.reached(Phase::Closing).await;
        // A connection in the middle of a request that never comes would hold the server for ever.
        let _ = timeout(GRACE, shared.reached(Phase::Gone)).await;
    });
    // Dropping the runtime cuts what is still connected.
    drop(runtime);
}

#[cfg(test)]
mod tests {
    use super::{OPENAPI, routes};
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_exactly_the_routes() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let mut documented = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                documented.insert((method.clone(), path.clone()));
            }
        }
        let served = routes().map(|(method, path, _)| (method.to_owned(), path.to_owned()));
        assert_eq!(documented, BTreeSet::from(served));
    }
}
