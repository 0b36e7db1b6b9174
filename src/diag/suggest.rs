//! Did-you-mean.

/// Bytes of the longest word that is looked at.
const LONGEST: usize = 200;

/// The candidate that `word` was most likely meant to be, if one is near enough to be worth saying.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes a name of this length; measuring the distance would take long.
    if word.len() > LONGEST {
        return None;
    }
    let folded = fold(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        let other = fold(candidate);
        let distance = if folded == other { 0 } else { strsim::osa_distance(&folded, &other) };
        // One slip in three letters, and never a wholly different short word.
        let allowed = (word.chars().count().max(candidate.chars().count()) / 3).max(1);
        let near = distance <= allowed && distance < candidate.chars().count();
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Case and the separators that people mix up (`basePath`, `base-path`, `base_path`) do not count.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The question that advice on an unknown word asks, where a candidate is near enough: ``did you mean `request`?``.
pub fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean(word, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["request", "expect", "capture", "when", "name"];
        assert_eq!(did_you_mean("requst", keys), Some("request"));
        assert_eq!(did_you_mean("Expect", keys), Some("expect"));
        assert_eq!(did_you_mean("captures", keys), Some("capture"));
        assert_eq!(did_you_mean("banana", keys), None);
        assert_eq!(did_you_mean("x", keys), None);
        assert_eq!(did_you_mean("basePath", ["base_path"]), Some("base_path"));
    }
}
