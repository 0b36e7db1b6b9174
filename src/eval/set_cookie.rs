//! Set-Cookie, as far as it is judged (RFC 6265 §5.2). What is sent again is decided by the jar of the instance.

/// What one Set-Cookie line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetCookie<'h> {
    /// The name, compared with case.
    pub name: &'h str,
    /// The value as it stands.
    pub value: &'h str,
    attributes: &'h str,
}

impl<'h> SetCookie<'h> {
    /// Reads a line; `None` where it sets nothing.
    pub fn parse(line: &'h str) -> Option<Self> {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=')?;
        let name = name.trim();
        (!name.is_empty()).then(|| SetCookie { name, value: value.trim(), attributes })
    }

    /// The value of an attribute, by its name in any case; of several the last one. A flag has an empty value.
    pub fn attribute(&self, name: &str) -> Option<&'h str> {
        let pairs = self.attributes.split(';').map(|part| part.split_once('=').unwrap_or((part, "")));
        let mut named = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        named.next_back().map(|(_, value)| value.trim())
    }

    /// `SameSite` as it is usually written.
    pub fn same_site(&self) -> Option<&'h str> {
        let value = self.attribute("SameSite")?;
        Some(
            ["Strict", "Lax", "None"]
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(value))
                .unwrap_or(value),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_without_case() {
        let cookie =
            SetCookie::parse("sid=a=b; path=/; HTTPONLY; samesite=lax; Max-Age=60; Path=/x").unwrap();
        assert_eq!((cookie.name, cookie.value), ("sid", "a=b"));
        assert_eq!(cookie.attribute("HttpOnly"), Some(""));
        assert_eq!(cookie.attribute("Secure"), None);
        assert_eq!(cookie.attribute("Path"), Some("/x"));
        assert_eq!(cookie.same_site(), Some("Lax"));
        assert_eq!(SetCookie::parse("nothing"), None);
        assert_eq!(SetCookie::parse("=x"), None);
    }
}
