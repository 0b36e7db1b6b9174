//! `POST /login` and the two ways of unlocking its token.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::accounts::Factor;
use super::body::JsonBody;
use super::error::Refusal;
use super::shared::{Shared, now};
use super::state::TENANT;
use super::token::Token;

/// `POST /login`: name and password against a token, which is locked if the account has further factors.
pub(super) async fn login(State(shared): State<Arc<Shared>>, body: JsonBody) -> Result<Response, Refusal> {
    let (name, password) = (body.text("name")?, body.text("password")?);
    let (tenant, wants_token) = (body.optional_text("tenant")?, body.flag("returnToken")?);
    let login = shared.state().login(name, password, tenant, wants_token, now())?;
    let mut answer = Map::new();
    answer.insert("logged".to_owned(), Value::Bool(true));
    answer.insert("isUnlocked".to_owned(), Value::Bool(login.unlocked));
    if let Some(token) = login.token {
        answer.insert("token".to_owned(), Value::String(token));
    }
    answer.insert("tenant".to_owned(), json!(TENANT));
    answer.insert(
        "user".to_owned(),
        json!({"userId": login.user_id, "name": &*login.name, "email": &*login.name}),
    );
    answer.insert("settings".to_owned(), json!({"language": "en", "timeZone": "UTC"}));
    answer.insert("rights".to_owned(), json!(["documents.read", "documents.search"]));
    Ok(shared.answer(Value::Object(answer)))
}

/// `POST /login/recovery`: unlocks the token by a recovery code, which is consumed.
pub(super) async fn recovery(
    State(shared): State<Arc<Shared>>,
    Token(token): Token,
    body: Result<JsonBody, Refusal>,
) -> Result<Response, Refusal> {
    let left = {
        let mut state = shared.state();
        // The token before the body: a stranger is not told what is wrong with what they sent.
        state.unlockable(&token, now())?;
        state.unlock_by_code(&token, body?.text("recoveryCode")?, now())?
    };
    Ok(shared.answer(json!({"isUnlocked": true, "remainingRecoveryCodes": left})))
}

/// `POST /login/unlock`: unlocks the token by an e-mail code, a text message code or an authenticator app.
pub(super) async fn unlock(
    State(shared): State<Arc<Shared>>,
    Token(token): Token,
    body: Result<JsonBody, Refusal>,
) -> Result<Response, Refusal> {
    let given = {
        let mut state = shared.state();
        state.unlockable(&token, now())?;
        let given = body?.objects("factors")?.iter().map(factor).collect::<Result<Vec<_>, _>>()?;
        state.unlock_by_factors(&token, &given, now())?;
        given
    };
    let factors: Vec<_> =
        given.iter().map(|(factor, _)| json!({"factor": name_of(*factor), "unlocked": true})).collect();
    Ok(shared.answer(json!({"isUnlocked": true, "factors": factors})))
}

fn factor(item: &JsonBody) -> Result<(Factor, String), Refusal> {
    let factor = match item.text("factor")? {
        "email" => Factor::Email,
        "sms" => Factor::Sms,
        "totp" => Factor::Totp,
        _ => return Err(Refusal::Malformed("`factor` must be `email`, `sms` or `totp`".to_owned())),
    };
    Ok((factor, item.text("password")?.to_owned()))
}

fn name_of(factor: Factor) -> &'static str {
    match factor {
        Factor::Email => "email",
        Factor::Sms => "sms",
        Factor::Totp => "totp",
    }
}
