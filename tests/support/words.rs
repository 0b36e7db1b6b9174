//! Splits a command line into words as a shell does, as far as case files need it: blanks part words, quotes keep
//! them together, a backslash takes the next character as it is. Nothing is expanded.

/// The words of a line; an error says which quote is not closed.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    // `Some("")` is a word that is there but empty, as in `--name ''`.
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => words.extend(word.take()),
            '\'' => quoted(&mut characters, '\'', word.get_or_insert_default())?,
            '"' => quoted(&mut characters, '"', word.get_or_insert_default())?,
            '\\' => {
                let next = characters.next().ok_or("a backslash ends the line")?;
                word.get_or_insert_default().push(next);
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads up to the closing quote. Within double quotes a backslash escapes `"` and `\` and is itself before all else.
fn quoted(characters: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Result<(), String> {
    while let Some(character) = characters.next() {
        match character {
            _ if character == quote => return Ok(()),
            '\\' if quote == '"' => match characters.next() {
                Some(next @ ('"' | '\\')) => word.push(next),
                Some(next) => word.extend(['\\', next]),
                None => break,
            },
            other => word.push(other),
        }
    }
    Err(format!("the quote {quote} is not closed"))
}
