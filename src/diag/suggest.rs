//! Did-you-mean.

/// Bytes of the longest word that is compared.
const LONGEST: usize = 200;

/// Words that reverse what they stand beside.
const NEGATIONS: [&str; 12] =
    ["not", "no", "non", "never", "none", "without", "cannot", "isnt", "arent", "doesnt", "dont", "except"];

/// Prefixes that reverse a word without a separator: `notequals`, `nonempty`, `unequal`.
const PREFIXES: [&str; 7] = ["doesnot", "isnot", "not", "non", "no", "un", "in"];

/// Words that say nothing beside a negation: `does_not_contain`, `is_not_empty`.
const AUXILIARIES: [&str; 6] = ["does", "do", "is", "be", "to", "should"];

/// The candidate that a misspelt word was most likely meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'a> {
    pub word: &'a str,
    /// True where no other candidate is as near and neither word is a negation of the other, so that the word may be
    /// replaced without asking.
    pub unambiguous: bool,
}

/// The candidate that is near enough to `word` to be worth naming. A word with a negation never becomes one without:
/// for `not_equals`, [`negated`] gives `equals`, and this gives nothing.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Suggestion<'a>> {
    // Nobody mistypes a name of this length; measuring the distance would take long.
    if word.len() > LONGEST {
        return None;
    }
    let (folded, negative) = (fold(word), is_negation(word));
    let mut best: Option<(usize, Suggestion<'_>)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        let other = fold(candidate);
        let distance = strsim::osa_distance(&folded, &other);
        let reverses =
            !is_negation(candidate) && (negative || nearer_without_prefix(&folded, &other, distance));
        // One typo in three letters, and never a wholly different short word.
        let allowed = (word.chars().count().max(candidate.chars().count()) / 3).max(1);
        if distance > allowed || distance >= candidate.chars().count() || reverses {
            continue;
        }
        match &mut best {
            Some((least, _)) if distance > *least => {}
            Some((least, found)) if distance == *least => found.unambiguous = false,
            _ => {
                let unambiguous = negative == is_negation(candidate);
                best = Some((distance, Suggestion { word: candidate, unambiguous }));
            }
        }
    }
    best.map(|(_, suggestion)| suggestion)
}

/// The word of [`nearest`], for advice that changes nothing.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).map(|suggestion| suggestion.word)
}

/// The candidate that `word` negates: `equals` for `not_equals`, `doesNotEqual` and `unequal`.
pub fn negated<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let positive = || candidates.iter().copied().filter(|candidate| !is_negation(candidate));
    if is_negation(word) {
        let says_nothing = |piece: &str| NEGATIONS.contains(&piece) || AUXILIARIES.contains(&piece);
        let rest: String = pieces(word).filter(|piece| !says_nothing(piece)).collect();
        return did_you_mean(&rest, positive());
    }
    let folded = fold(word);
    let without_prefix = PREFIXES.iter().find_map(|prefix| {
        let rest = folded.strip_prefix(prefix)?;
        did_you_mean(rest, positive()).filter(|near| {
            nearer_without_prefix(&folded, &fold(near), strsim::osa_distance(&folded, &fold(near)))
        })
    });
    without_prefix.or_else(|| did_you_mean(folded.strip_suffix("not")?, positive()))
}

/// True for a word with a negation that stands apart: `not_equals`, `isNotEmpty`, `none`.
fn is_negation(word: &str) -> bool {
    pieces(word).any(|piece| NEGATIONS.contains(&piece.as_str()))
}

/// True where a negation that is written without a separator is what keeps a word apart from the candidate.
fn nearer_without_prefix(word: &str, candidate: &str, distance: usize) -> bool {
    let prefixed = PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix));
    prefixed.chain(word.strip_suffix("not")).any(|rest| strsim::osa_distance(rest, candidate) < distance)
}

/// The parts of `snake_case`, `kebab-case`, `camelCase` and of words with spaces, in lower case.
fn pieces(word: &str) -> impl Iterator<Item = String> + '_ {
    let mut lower_before = false;
    let mut pieces = vec![String::new()];
    for c in word.chars().filter(|c| *c != '\'') {
        if matches!(c, '_' | '-' | ' ') || (lower_before && c.is_uppercase()) {
            pieces.push(String::new());
        }
        lower_before = c.is_lowercase();
        if let (true, Some(piece)) = (c.is_alphanumeric(), pieces.last_mut()) {
            piece.extend(c.to_lowercase());
        }
    }
    pieces.into_iter()
}

/// Case and the separators that people mix up (`basePath`, `base-path`, `base_path`) do not count.
pub fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The question that advice on an unknown word asks, where a candidate is near enough: ``did you mean `request`?``.
pub fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean(word, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATORS: [&str; 9] =
        ["equals", "exists", "empty", "contains", "one_of", "not", "none", "unique", "matches"];

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

    #[test]
    fn a_negation_is_never_dropped() {
        for (word, positive) in [
            ("not_equals", "equals"),
            ("not-equals", "equals"),
            ("notEquals", "equals"),
            ("notequals", "equals"),
            ("equals_not", "equals"),
            ("equalsnot", "equals"),
            ("unequal", "equals"),
            ("inequals", "equals"),
            ("not_exists", "exists"),
            ("doesNotExist", "exists"),
            ("doesn't exist", "exists"),
            ("not_empty", "empty"),
            ("non_empty", "empty"),
            ("nonempty", "empty"),
            ("isNotEmpty", "empty"),
            ("noempty", "empty"),
            ("not_contains", "contains"),
            ("not_one_of", "one_of"),
            ("notoneof", "one_of"),
            ("not_matchs", "matches"),
        ] {
            assert_eq!(did_you_mean(word, OPERATORS), None, "{word}");
            assert_eq!(negated(word, &OPERATORS), Some(positive), "{word}");
        }
    }

    #[test]
    fn a_negation_is_never_added_without_asking() {
        for (word, near) in [("nto", "not"), ("noen", "none")] {
            assert_eq!(
                nearest(word, OPERATORS),
                Some(Suggestion { word: near, unambiguous: false }),
                "{word}"
            );
        }
        assert_eq!(nearest("Not", OPERATORS), Some(Suggestion { word: "not", unambiguous: true }));
        assert_eq!(nearest("uniqe", OPERATORS), Some(Suggestion { word: "unique", unambiguous: true }));
        assert_eq!(nearest("gti", ["gt", "gte"]), Some(Suggestion { word: "gt", unambiguous: false }));
    }

    #[test]
    fn what_negates_nothing_is_left_alone() {
        assert_eq!(negated("equals", &OPERATORS), None);
        assert_eq!(negated("not", &OPERATORS), None);
        assert_eq!(negated("banana", &OPERATORS), None);
    }
}
