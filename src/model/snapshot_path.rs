//! Where snapshots lie: `snapshots/<file>/<step>[.name][.case][.label].json`, beside the file that asks for them.

use super::Fnv;

/// The folder of the snapshots of a scenario or fragment file.
pub fn folder(file: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/snapshots/{name}"),
        None => format!("snapshots/{file}"),
    }
}

/// The name of a file, without `.json`, from the names that it is made of.
pub fn file_name<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    let safe: Vec<String> = parts.into_iter().map(safe).collect();
    safe.join(".")
}

/// Bytes of one part: names of files end at 255, with at most four parts.
const LONGEST: usize = 50;

/// Names that Windows keeps for devices, whatever stands behind the dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A text as part of a file's name, on every system. Where it cannot stay as it is, a hash of the whole tells it from others.
fn safe(part: &str) -> String {
    let unsafe_character = |c: char| c.is_control() || "/\\:*?\"<>|.~".contains(c);
    let mut kept: String = part.chars().map(|c| if unsafe_character(c) { '_' } else { c }).collect();
    let mut end = kept.len().min(LONGEST);
    while !kept.is_char_boundary(end) {
        end -= 1;
    }
    kept.truncate(end);
    let kept = kept.trim();
    let lower = kept.to_ascii_lowercase();
    let device = DEVICES.contains(&&*lower)
        || (lower.len() == 4 && (lower.starts_with("com") || lower.starts_with("lpt")));
    if kept == part && !kept.is_empty() && !device {
        return part.to_owned();
    }
    let mut hash = Fnv::default();
    hash.add(part.as_bytes());
    format!("{kept}~{:08x}", hash.value() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_stand_beside_the_file() {
        assert_eq!(folder("a.yaml"), "snapshots/a.yaml");
        assert_eq!(folder("scenarios/users/a.yaml"), "scenarios/users/snapshots/a.yaml");
        assert_eq!(folder("/a.yaml"), "/snapshots/a.yaml");
    }

    #[test]
    fn names_are_safe_and_differ() {
        assert_eq!(file_name(["Get the user", "brief"]), "Get the user.brief");
        assert_eq!(file_name(["Größe"]), "Größe");
        let odd =
            ["a/b", "a:b", "..", "", " a", "CON", "lpt1", "a.b", &"x".repeat(300), &"ü".repeat(60), "a\u{0}"];
        let names: std::collections::BTreeSet<String> = odd.iter().map(|part| file_name([*part])).collect();
        assert_eq!(names.len(), odd.len());
        for name in names {
            assert!(name.len() <= 60 && name.contains('~'), "{name}");
            assert!(!name.contains(['/', '\\', ':', '\0', '.']), "{name}");
        }
    }
}
