//! The API as its documentation describes it, written a second time and apart from the product's sandbox: what runs
//! against both holds for the documentation, not for one program's reading of it.
//!
//! Where the documentation gives no status for an error, this server takes its own.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::http::{Answer, Request};
use super::listener::{self, After, Listener, Service, lock};

/// Somebody who may log in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The login name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The passwords of the second factors (`email`, `sms`, `totp`). None: the account has no MFA.
    pub factors: BTreeMap<String, String>,
    /// The recovery codes, each good once.
    pub recovery_codes: Vec<String>,
}

/// What a server is to be.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Who may log in.
    pub accounts: Vec<Account>,
    /// How many documents there are.
    pub documents: usize,
    /// The step that always answers 500, before it does anything: `login`, `recovery`, `unlock`, `search`, `logout`.
    pub fail: Option<String>,
    /// Whether a locked token may log out. The documentation opens nothing but the unlocking to it.
    pub locked_may_log_out: bool,
}

/// A running server; it ends when this is dropped.
pub struct Documented {
    listener: Listener,
    api: Arc<Api>,
}

impl Documented {
    /// Starts a server.
    ///
    /// # Panics
    /// Where no port can be bound.
    pub fn start(setup: Setup) -> Documented {
        let api = Arc::new(Api { setup, state: Mutex::default() });
        let bound = listener::bind().expect("a free port of 127.0.0.1");
        Documented { listener: bound.serve(Arc::clone(&api) as Arc<dyn Service>), api }
    }

    /// The base URL, `http://127.0.0.1:PORT/api/v1`.
    pub fn url(&self) -> String {
        format!("{}/api/v1", self.listener.url())
    }

    /// How many unlocked sessions are open now.
    pub fn open_sessions(&self) -> usize {
        lock(&self.api.state).sessions.values().filter(|session| session.unlocked).count()
    }

    /// How many sessions are open that were never unlocked.
    pub fn locked_sessions(&self) -> usize {
        lock(&self.api.state).sessions.values().filter(|session| !session.unlocked).count()
    }

    /// How often a recovery code was received, whatever the answer was.
    pub fn received(&self, code: &str) -> usize {
        lock(&self.api.state).received.get(code).copied().unwrap_or(0)
    }
}

struct Api {
    setup: Setup,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sessions: HashMap<String, Session>,
    /// Used codes by account: the same code may stand in the lists of two.
    used: Vec<(usize, String)>,
    received: HashMap<String, usize>,
    requests: Vec<Request>,
}

struct Session {
    account: usize,
    unlocked: bool,
}

/// What a step answers: a body with 200, null for none, or a status and a message.
type Reply = Result<Value, (u16, &'static str)>;

impl Service for Api {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        let answer = match self.reply(&request) {
            // The documentation promises a 2xx and no body.
            Ok(Value::Null) => Answer { status: 204, reason: "No Content".to_owned(), ..Answer::default() },
            Ok(body) => Answer::json(200, &body),
            Err((status, message)) => Answer::json(status, &json!({ "message": message })),
        };
        answer.write(&request.method, stream)?;
        Ok(After::Keep)
    }
}

impl Api {
    fn reply(&self, request: &Request) -> Reply {
        let mut state = lock(&self.state);
        state.requests.push(request.clone());
        let (step, method) = match request.path() {
            "/api/v1/login" => ("login", "POST"),
            "/api/v1/login/recovery" => ("recovery", "POST"),
            "/api/v1/login/unlock" => ("unlock", "POST"),
            "/api/v1/search" => ("search", "POST"),
            "/api/v1/logout" => ("logout", "GET"),
            _ => return Err((404, "There is nothing at this path")),
        };
        if request.method != method {
            return Err((405, "This method is not allowed here"));
        }
        let body = if method == "POST" { json_body(request)? } else { Value::Null };
        if let Some(code) = body["recoveryCode"].as_str() {
            *state.received.entry(code.to_owned()).or_default() += 1;
        }
        if self.setup.fail.as_deref() == Some(step) {
            return Err((500, "Something went wrong"));
        }
        if step == "login" {
            return self.login(&mut state, &body);
        }
        let token = request.query_value("token").ok_or((401, "Access token is missing"))?;
        let session = state.sessions.get(&token).ok_or((401, "Access token is not valid"))?;
        let (account, unlocked) = (session.account, session.unlocked);
        match step {
            "recovery" => self.recover(&mut state, &token, account, &body),
            "unlock" => self.unlock(&mut state, &token, account, &body),
            "logout" if unlocked || self.setup.locked_may_log_out => {
                state.sessions.remove(&token);
                Ok(Value::Null)
            }
            "search" if unlocked => self.search(&body),
            _ => Err((403, "Access token is locked")),
        }
    }

    fn login(&self, state: &mut State, body: &Value) -> Reply {
        let known = |account: &Account| {
            body["name"] == account.name.as_str() && body["password"] == account.password.as_str()
        };
        let index = self.setup.accounts.iter().position(known).ok_or((401, "Name or password is wrong"))?;
        let account = &self.setup.accounts[index];
        let unlocked = account.factors.is_empty();
        let token = token();
        state.sessions.insert(token.clone(), Session { account: index, unlocked });
        let mut answer = json!({
            "logged": true,
            "isUnlocked": unlocked,
            "tenant": body.get("tenant").and_then(Value::as_str).unwrap_or("default"),
            "user": { "name": account.name },
            "settings": {},
            "rights": [],
        });
        if body["returnToken"] == true {
            answer["token"] = json!(token);
        }
        Ok(answer)
    }

    fn recover(&self, state: &mut State, token: &str, account: usize, body: &Value) -> Reply {
        let code = body["recoveryCode"].as_str().ok_or((400, "`recoveryCode` must be a text"))?;
        let codes = &self.setup.accounts[account].recovery_codes;
        let spent = (account, code.to_owned());
        if !codes.iter().any(|known| known == code) || state.used.contains(&spent) {
            return Err((403, "The recovery code is not valid"));
        }
        state.used.push(spent);
        open(state, token);
        let used = state.used.iter().filter(|(owner, _)| *owner == account).count();
        Ok(json!({ "remainingRecoveryCodes": codes.len() - used }))
    }

    fn unlock(&self, state: &mut State, token: &str, account: usize, body: &Value) -> Reply {
        let factors = body["factors"].as_array().ok_or((400, "`factors` must be a list"))?;
        let known = &self.setup.accounts[account].factors;
        let mut results = Vec::new();
        for factor in factors {
            let name = factor["factor"].as_str().ok_or((400, "`factor` must be a text"))?;
            let good = known.get(name).is_some_and(|password| factor["password"] == password.as_str());
            results.push(json!({ "factor": name, "unlocked": good }));
        }
        if !results.iter().any(|result| result["unlocked"] == true) {
            return Err((403, "No factor could be unlocked"));
        }
        open(state, token);
        Ok(json!({ "isUnlocked": true, "factors": results }))
    }

    fn search(&self, body: &Value) -> Reply {
        let number = |name| body.get(name).and_then(Value::as_u64);
        let (Some(from), Some(size)) = (number("from"), number("size")) else {
            return Err((400, "`from` and `size` must be numbers"));
        };
        let end = from.saturating_add(size).min(self.setup.documents as u64);
        let document = |index: u64| json!({ "documentId": format!("01f9af91-6678-4cb0-a53b-{index:012x}") });
        let results: Vec<Value> = (from..end).map(document).collect();
        Ok(json!({ "from": from, "total": self.setup.documents, "results": results, "users": {} }))
    }
}

fn open(state: &mut State, token: &str) {
    if let Some(session) = state.sessions.get_mut(token) {
        session.unlocked = true;
    }
}

fn json_body(request: &Request) -> Result<Value, (u16, &'static str)> {
    let kind = request.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err((415, "The body must be application/json"));
    }
    serde_json::from_slice(&request.body).map_err(|_| (400, "The body is not JSON"))
}

/// 64 letters and digits that no one can guess: the hasher's keys are random.
fn token() -> String {
    let mut text = String::new();
    while text.len() < 64 {
        let mut bits = RandomState::new().hash_one(text.len());
        for _ in 0..8 {
            text.extend(char::from_digit((bits % 36) as u32, 36));
            bits /= 36;
        }
    }
    text
}
