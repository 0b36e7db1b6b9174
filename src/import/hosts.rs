//! Hosts become inputs: the one that most requests go to is `base_url`.

use super::inputs::Inputs;
use super::names::is_api_prefix;
use super::urls::Parts;

/// Origins with the input that stands for each.
#[derive(Debug, Default)]
pub struct Hosts {
    /// The origin of `base_url`, and the beginning that all its paths share.
    base: Option<(String, String)>,
    others: Vec<(String, String)>,
}

impl Hosts {
    /// Of all requests that there are.
    pub fn new(all: &[Parts], inputs: &mut Inputs) -> Self {
        let mut origins: Vec<(&str, usize)> = Vec::new();
        for parts in all.iter().filter(|parts| !parts.origin.is_empty()) {
            match origins.iter_mut().find(|(origin, _)| *origin == parts.origin) {
                Some((_, count)) => *count += 1,
                None => origins.push((&parts.origin, 1)),
            }
        }
        let most = origins.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let Some(base) = origins.iter().find(|(_, count)| *count == most).map(|(origin, _)| *origin) else {
            return Hosts::default();
        };
        if base.contains("${") {
            let others = others(&origins, base, inputs);
            return Hosts { base: Some((base.to_owned(), String::new())), others };
        }
        let prefix = prefix(all.iter().filter(|parts| parts.origin == base).map(|parts| parts.path.as_str()));
        let name = inputs.reserve("base_url");
        let others = others(&origins, base, inputs);
        inputs.base_url(&name, &format!("{base}{prefix}"));
        Hosts { base: Some((base.to_owned(), prefix)), others }
    }

    /// What `base_url` of the defaults is.
    pub fn base_url(&self) -> Option<&str> {
        self.base
            .as_ref()
            .map(|(origin, _)| if origin.contains("${") { origin.as_str() } else { "${base_url}" })
    }

    /// The URL of a request, without its host.
    pub fn url(&self, parts: &Parts) -> String {
        let path = if parts.path.is_empty() { "/" } else { &parts.path };
        match &self.base {
            Some((base, prefix)) if *base == parts.origin => {
                let rest = path.strip_prefix(prefix.as_str()).unwrap_or(path);
                if rest.is_empty() { "/".to_owned() } else { rest.to_owned() }
            }
            _ => match self.others.iter().find(|(origin, _)| *origin == parts.origin) {
                Some((_, expression)) => format!("{expression}{path}"),
                None => format!("{}{path}", parts.origin),
            },
        }
    }
}

/// An input for each of the other origins.
fn others(origins: &[(&str, usize)], base: &str, inputs: &mut Inputs) -> Vec<(String, String)> {
    let others = origins.iter().filter(|(origin, _)| *origin != base && !origin.contains("${"));
    others
        .map(|(origin, _)| {
            let host = origin.split_once("://").map_or(*origin, |(_, host)| host);
            let first = host.split(['.', ':']).next().unwrap_or(host);
            let numeric = host.starts_with(|c: char| c.is_ascii_digit() || c == '[');
            let hint = if numeric { "other_url".to_owned() } else { format!("{first}_url") };
            let expression = inputs.plain(&hint, origin);
            ((*origin).to_owned(), expression)
        })
        .collect()
}

/// `/api/v1`, where all paths begin so and go on.
fn prefix<'p>(paths: impl Iterator<Item = &'p str>) -> String {
    let mut shared: Option<Vec<&str>> = None;
    for path in paths {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let most = segments.len().saturating_sub(1);
        let own: Vec<&str> = segments.into_iter().take(most).take_while(|part| is_api_prefix(part)).collect();
        shared = Some(match shared {
            None => own,
            Some(before) => {
                let same = before.iter().zip(&own).take_while(|(one, other)| one == other).count();
                before[..same].to_vec()
            }
        });
    }
    shared.unwrap_or_default().iter().map(|segment| format!("/{segment}")).collect()
}
