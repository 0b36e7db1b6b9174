//! The promises that the sandbox can break on purpose, to show that a scenario notices.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// One broken promise of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every answer comes 300 ms late.
    Slow,
    /// Every fourth request is answered with 503.
    Flaky,
    /// Searching is answered with 500.
    Error,
    /// `remainingRecoveryCodes` and the `documentId` of search results are missing.
    DropField,
    /// `remainingRecoveryCodes` and `total` are strings.
    WrongType,
    /// A recovery code that was used is accepted again.
    ReuseCodes,
    /// Logging out says that it succeeded, but the token goes on working.
    ZombieToken,
    /// A locked token may search.
    OpenLock,
    /// After so many answers the server goes away.
    StopAfter(u64),
}

impl Fault {
    /// How the faults are written, for help texts.
    pub const NAMES: [&'static str; 9] = [
        "slow",
        "flaky",
        "error",
        "drop-field",
        "wrong-type",
        "reuse-codes",
        "zombie-token",
        "open-lock",
        "stop-after=N",
    ];

    /// Whether this fault changes what answers look like.
    pub(super) fn distorts(self) -> bool {
        matches!(self, Fault::DropField | Fault::WrongType)
    }

    /// Changes an answer's body as the fault wants it.
    pub(super) fn distort(self, answer: &mut Value) {
        let Some(members) = answer.as_object_mut() else { return };
        match self {
            Fault::DropField => {
                members.shift_remove("remainingRecoveryCodes");
                let results = members.get_mut("results").and_then(Value::as_array_mut);
                for document in results.into_iter().flatten().filter_map(Value::as_object_mut) {
                    document.shift_remove("documentId");
                }
            }
            Fault::WrongType => {
                for name in ["remainingRecoveryCodes", "total"] {
                    if let Some(value) = members.get_mut(name) {
                        *value = Value::String(value.to_string());
                    }
                }
            }
            _ => {}
        }
    }
}

/// A text that names no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultError {
    /// There is no fault of this name.
    Unknown(String),
    /// `stop-after` needs a number; this is what stood there.
    Count(String),
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultError::Unknown(text) => {
                write!(f, "`{text}` is not a valid fault; the faults are {}", Fault::NAMES.join(", "))
            }
            FaultError::Count(text) => {
                write!(f, "`stop-after={text}` is not valid: write an integer from 1, as in `stop-after=3`")
            }
        }
    }
}

impl Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Fault, FaultError> {
        Ok(match text {
            "slow" => Fault::Slow,
            "flaky" => Fault::Flaky,
            "error" => Fault::Error,
            "drop-field" => Fault::DropField,
            "wrong-type" => Fault::WrongType,
            "reuse-codes" => Fault::ReuseCodes,
            "zombie-token" => Fault::ZombieToken,
            "open-lock" => Fault::OpenLock,
            "stop-after" => return Err(FaultError::Count(String::new())),
            _ => {
                let count =
                    text.strip_prefix("stop-after=").ok_or_else(|| FaultError::Unknown(text.to_owned()))?;
                match count.parse() {
                    Ok(number) if number > 0 && count.bytes().all(|b| b.is_ascii_digit()) => {
                        Fault::StopAfter(number)
                    }
                    _ => return Err(FaultError::Count(count.to_owned())),
                }
            }
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Slow => "slow",
            Fault::Flaky => "flaky",
            Fault::Error => "error",
            Fault::DropField => "drop-field",
            Fault::WrongType => "wrong-type",
            Fault::ReuseCodes => "reuse-codes",
            Fault::ZombieToken => "zombie-token",
            Fault::OpenLock => "open-lock",
            Fault::StopAfter(count) => return write!(f, "stop-after={count}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultError};
    use serde_json::json;

    #[test]
    fn every_name_is_read_and_written_alike() {
        for name in Fault::NAMES {
            let name = name.replace('N', "3");
            assert_eq!(name.parse::<Fault>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn unknown_names_are_answered_with_the_list() {
        let error = "zombie".parse::<Fault>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`zombie` is not a valid fault; the faults are slow, flaky, error, drop-field, wrong-type, \
             reuse-codes, zombie-token, open-lock, stop-after=N"
        );
    }

    #[test]
    fn stop_after_needs_a_count() {
        for text in
            ["stop-after", "stop-after=", "stop-after=0", "stop-after=-1", "stop-after=+1", "stop-after=x"]
        {
            assert!(matches!(text.parse::<Fault>(), Err(FaultError::Count(_))), "{text}");
        }
    }

    #[test]
    fn answers_are_distorted_where_promised_and_nowhere_else() {
        let whole = json!({"from": 0, "total": 2, "results": [{"documentId": "a", "title": "b"}]});
        let mut answer = whole.clone();
        Fault::DropField.distort(&mut answer);
        assert_eq!(answer, json!({"from": 0, "total": 2, "results": [{"title": "b"}]}));
        let mut answer = whole;
        Fault::WrongType.distort(&mut answer);
        assert_eq!(answer["total"], json!("2"));
        let mut answer = json!({"remainingRecoveryCodes": 9, "isUnlocked": true});
        Fault::WrongType.distort(&mut answer);
        assert_eq!(answer, json!({"remainingRecoveryCodes": "9", "isUnlocked": true}));
    }
}
