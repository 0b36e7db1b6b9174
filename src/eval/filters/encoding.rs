//! Hashes and base64.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::eval::error::{EvalError, Result};

pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// Reads either alphabet, with or without padding.
pub(super) fn base64_decode(text: &str) -> Result<String> {
    let engines = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    let bytes = engines.iter().find_map(|engine| engine.decode(text.trim()).ok());
    let bytes =
        bytes.ok_or_else(|| EvalError::new("the string before `| base64_decode` is not valid base64"))?;
    String::from_utf8(bytes).map_err(|_| EvalError::new("the result of `base64_decode` is not valid UTF-8"))
}

pub(super) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

pub(super) fn hmac_sha256(key: &str, text: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map_err(|_| EvalError::new("the key cannot be used"))?;
    mac.update(text.as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
