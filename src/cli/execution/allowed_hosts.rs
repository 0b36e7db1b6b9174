//! Which hosts a run may ask: `--allow-host`, else `allow_hosts` of the configuration.

use crate::cli::error::CliError;
use crate::model::{AllowedHosts, Config, HostPattern};

/// The list that holds. The sandbox, which is this process itself, may always be asked.
pub fn allowed_hosts(
    given: &[String],
    config: &Config,
    sandbox: Option<&str>,
) -> Result<AllowedHosts, CliError> {
    let mut patterns = Vec::new();
    for text in given {
        patterns.push(HostPattern::parse(text).map_err(|problem| {
            CliError::usage(format!("--allow-host: {}", problem.message)).help(problem.help)
        })?);
    }
    let allowed = match (&config.allow_hosts, patterns.is_empty()) {
        (_, false) => AllowedHosts::only(patterns, "--allow-host"),
        (Some(configured), true) => AllowedHosts::only(configured.clone(), "allow_hosts"),
        (None, true) => return Ok(AllowedHosts::default()),
    };
    let own = sandbox.and_then(|url| url.strip_prefix("http://")?.split('/').next());
    Ok(match own.and_then(|authority| HostPattern::parse(authority).ok()) {
        Some(pattern) => allowed.and(pattern),
        None => allowed,
    })
}
