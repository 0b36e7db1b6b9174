//! What the server knows: accounts and sessions, and the rules between them. No socket, no clock.
//!
//! Instants are whole seconds since 1970 and come from the caller.

use std::collections::HashMap;
use std::sync::Arc;

use rand::distr::Alphanumeric;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::accounts::{Account, Code, Factor, Factors, Generator, Record, demo_records};
use super::error::Refusal;
use super::fault::Fault;

/// The only tenant.
pub(super) const TENANT: &str = "default";
/// How long a token is valid, in seconds: 30 days.
const LIFETIME: u64 = 30 * 24 * 60 * 60;
/// How many sessions there may be at once.
const MOST_SESSIONS: usize = 1_000_000;
/// Letters and digits of a token.
const TOKEN_LENGTH: usize = 64;

#[derive(Debug)]
pub(super) struct State {
    fault: Option<Fault>,
    accounts: Vec<Record>,
    by_name: HashMap<Arc<str>, usize>,
    sessions: HashMap<String, Session>,
    generator: Generator,
    tokens: StdRng,
}

#[derive(Debug)]
struct Session {
    account: usize,
    locked: bool,
    /// The instant from which on the token is not valid.
    ends: u64,
}

#[derive(Debug)]
pub(super) struct Login {
    /// The new session's token, if one was asked for.
    pub(super) token: Option<String>,
    pub(super) unlocked: bool,
    pub(super) user_id: String,
    pub(super) name: Arc<str>,
}

impl State {
    /// With the demo accounts and no session.
    pub(super) fn new(seed: u64, fault: Option<Fault>) -> State {
        let mut state = State {
            fault,
            accounts: Vec::new(),
            by_name: HashMap::new(),
            sessions: HashMap::new(),
            generator: Generator::new(seed),
            tokens: StdRng::seed_from_u64(!seed),
        };
        for record in demo_records() {
            state.add(record);
        }
        state
    }

    fn add(&mut self, record: Record) {
        self.by_name.insert(Arc::clone(&record.name), self.accounts.len());
        self.accounts.push(record);
    }

    /// Makes an account with multi-factor authentication.
    pub(super) fn add_account(&mut self) -> Account {
        let record = self.generator.next();
        let account = record.account();
        self.add(record);
        account
    }

    /// Checks a name and password, and begins a session if its token is wanted: one without could never be used.
    pub(super) fn login(
        &mut self,
        name: &str,
        password: &str,
        tenant: Option<&str>,
        wants_token: bool,
        now: u64,
    ) -> Result<Login, Refusal> {
        let account = *self.by_name.get(name).ok_or(Refusal::WrongLogin)?;
        let record = &self.accounts[account];
        if record.password != password || tenant.is_some_and(|tenant| tenant != TENANT) {
            return Err(Refusal::WrongLogin);
        }
        let locked = record.factors.is_some();
        let (user_id, name) = (record.user_id(), Arc::clone(&record.name));
        let token = if wants_token { Some(self.begin(account, locked, now)?) } else { None };
        Ok(Login { token, unlocked: !locked, user_id, name })
    }

    fn begin(&mut self, account: usize, locked: bool, now: u64) -> Result<String, Refusal> {
        if self.sessions.len() >= MOST_SESSIONS {
            self.sessions.retain(|_, session| session.ends > now);
            if self.sessions.len() >= MOST_SESSIONS {
                return Err(Refusal::TooManySessions);
            }
        }
        let random = &mut self.tokens;
        let token: String = (0..TOKEN_LENGTH).map(|_| char::from(random.sample(Alphanumeric))).collect();
        self.sessions.insert(token.clone(), Session { account, locked, ends: now + LIFETIME });
        Ok(token)
    }

    fn session(&mut self, token: &str, now: u64) -> Result<&mut Session, Refusal> {
        self.sessions.get_mut(token).filter(|session| session.ends > now).ok_or(Refusal::UnknownToken)
    }

    /// Whether a token can be unlocked at all. A request with one that cannot is refused before its body is looked
    /// at, so that no code is ever consumed for nothing.
    pub(super) fn unlockable(&mut self, token: &str, now: u64) -> Result<(), Refusal> {
        if self.session(token, now)?.locked { Ok(()) } else { Err(Refusal::AlreadyUnlocked) }
    }

    fn factors(&mut self, token: &str, now: u64) -> Result<&mut Factors, Refusal> {
        self.unlockable(token, now)?;
        let account = self.session(token, now)?.account;
        // An account without factors never has a locked token.
        self.accounts[account].factors.as_mut().ok_or(Refusal::AlreadyUnlocked)
    }

    /// Unlocks a token by a recovery code, and tells how many codes are left.
    pub(super) fn unlock_by_code(&mut self, token: &str, code: &str, now: u64) -> Result<usize, Refusal> {
        let again = self.fault == Some(Fault::ReuseCodes);
        match self.factors(token, now)?.consume(code, again) {
            Code::Accepted(left) => {
                self.session(token, now)?.locked = false;
                Ok(left)
            }
            Code::Used => Err(Refusal::UsedCode),
            Code::Unknown => Err(Refusal::WrongCode),
        }
    }

    /// Unlocks a token by factors. All that are given must be right: one right guess must not hide a wrong one.
    pub(super) fn unlock_by_factors(
        &mut self,
        token: &str,
        given: &[(Factor, String)],
        now: u64,
    ) -> Result<(), Refusal> {
        let factors = self.factors(token, now)?;
        if !given.iter().all(|(factor, password)| factors.accepts(*factor, password, now)) {
            return Err(Refusal::WrongFactor);
        }
        self.session(token, now)?.locked = false;
        Ok(())
    }

    /// Whether a token opens more than the unlocking.
    pub(super) fn authorize(&mut self, token: &str, now: u64) -> Result<(), Refusal> {
        let open = self.fault == Some(Fault::OpenLock);
        if self.session(token, now)?.locked && !open { Err(Refusal::LockedToken) } else { Ok(()) }
    }

    /// Ends one session and no other, be it locked or not.
    pub(super) fn logout(&mut self, token: &str, now: u64) -> Result<(), Refusal> {
        self.session(token, now)?;
        if self.fault != Some(Fault::ZombieToken) {
            self.sessions.remove(token);
        }
        Ok(())
    }

    /// How many sessions are neither logged out nor expired.
    #[cfg(feature = "testing")]
    pub(super) fn open_sessions(&self, now: u64) -> usize {
        self.sessions.values().filter(|session| session.ends > now).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, Factor, LIFETIME, Refusal, State};
    use crate::sandbox::{Fault, demo_accounts};

    const NOW: u64 = 1_800_000_000;

    fn enter(state: &mut State, account: &Account) -> String {
        state.login(&account.name, &account.password, None, true, NOW).unwrap().token.unwrap()
    }

    #[test]
    fn a_login_needs_name_password_and_tenant() {
        let mut state = State::new(1, None);
        let Account { name, password, .. } = state.add_account();
        for (name, password, tenant) in [
            ("nobody", password.as_str(), None),
            (name.as_str(), "wrong", None),
            (name.as_str(), password.as_str(), Some("other")),
        ] {
            let refusal = state.login(name, password, tenant, true, NOW).unwrap_err();
            assert_eq!(refusal, Refusal::WrongLogin);
        }
        let login = state.login(&name, &password, Some("default"), false, NOW).unwrap();
        assert!(login.token.is_none() && !login.unlocked);
        assert_eq!(state.open_sessions(NOW), 0);
    }

    #[test]
    fn a_code_unlocks_one_session_once() {
        let mut state = State::new(1, None);
        let account = state.add_account();
        let (one, two) = (enter(&mut state, &account), enter(&mut state, &account));
        let [first, second] = [&account.recovery_codes[0], &account.recovery_codes[1]];
        assert_eq!(state.authorize(&one, NOW), Err(Refusal::LockedToken));
        assert_eq!(state.unlock_by_code(&one, first, NOW), Ok(9));
        assert_eq!(state.authorize(&one, NOW), Ok(()));
        assert_eq!(state.authorize(&two, NOW), Err(Refusal::LockedToken));
        assert_eq!(state.unlock_by_code(&two, first, NOW), Err(Refusal::UsedCode));
        assert_eq!(state.unlock_by_code(&two, "no code", NOW), Err(Refusal::WrongCode));
        // Unlocking what is unlocked consumes nothing.
        assert_eq!(state.unlock_by_code(&one, second, NOW), Err(Refusal::AlreadyUnlocked));
        assert_eq!(state.unlock_by_code(&two, second, NOW), Ok(8));
    }

    #[test]
    fn codes_belong_to_their_account() {
        let mut state = State::new(1, None);
        let (one, two) = (state.add_account(), state.add_account());
        let token = enter(&mut state, &one);
        assert_eq!(state.unlock_by_code(&token, &two.recovery_codes[0], NOW), Err(Refusal::WrongCode));
    }

    #[test]
    fn all_factors_must_be_right() {
        let mut state = State::new(1, None);
        let [mary, john] = demo_accounts();
        let token = enter(&mut state, &mary);
        let right = (Factor::Email, mary.email_code);
        let wrong = (Factor::Sms, "000000".to_owned());
        let refused = state.unlock_by_factors(&token, &[right.clone(), wrong], NOW);
        assert_eq!(refused, Err(Refusal::WrongFactor));
        assert_eq!(state.authorize(&token, NOW), Err(Refusal::LockedToken));
        assert_eq!(state.unlock_by_factors(&token, &[right], NOW), Ok(()));
        assert_eq!(state.authorize(&token, NOW), Ok(()));
        let token = enter(&mut state, &john);
        assert_eq!(state.authorize(&token, NOW), Ok(()), "no second factor, no lock");
    }

    #[test]
    fn logout_ends_one_session() {
        let mut state = State::new(1, None);
        let [_, john] = demo_accounts();
        let (one, two) = (enter(&mut state, &john), enter(&mut state, &john));
        assert_eq!(state.open_sessions(NOW), 2);
        assert_eq!(state.logout(&one, NOW), Ok(()));
        assert_eq!(state.logout(&one, NOW), Err(Refusal::UnknownToken));
        assert_eq!(state.authorize(&one, NOW), Err(Refusal::UnknownToken));
        assert_eq!(state.authorize(&two, NOW), Ok(()));
        assert_eq!(state.open_sessions(NOW), 1);
    }

    #[test]
    fn tokens_expire() {
        let mut state = State::new(1, None);
        let [_, john] = demo_accounts();
        let token = enter(&mut state, &john);
        assert_eq!(token.len(), 64);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(state.authorize(&token, NOW + LIFETIME - 1), Ok(()));
        assert_eq!(state.authorize(&token, NOW + LIFETIME), Err(Refusal::UnknownToken));
        assert_eq!(state.open_sessions(NOW + LIFETIME), 0);
    }

    #[test]
    fn faults_break_their_promise() {
        let [mary, john] = demo_accounts();
        let mut state = State::new(1, Some(Fault::ReuseCodes));
        for _ in 0..2 {
            let token = enter(&mut state, &mary);
            assert_eq!(state.unlock_by_code(&token, &mary.recovery_codes[0], NOW), Ok(9));
        }
        let mut state = State::new(1, Some(Fault::OpenLock));
        let token = enter(&mut state, &mary);
        assert_eq!(state.authorize(&token, NOW), Ok(()));
        let mut state = State::new(1, Some(Fault::ZombieToken));
        let token = enter(&mut state, &john);
        assert_eq!(state.logout(&token, NOW), Ok(()));
        assert_eq!(state.authorize(&token, NOW), Ok(()));
    }
}
