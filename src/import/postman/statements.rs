//! A script, cut into statements.

/// Statements: pieces that end with `;`, `{`, `}` or a line's end outside of quotes and brackets.
pub fn statements(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = String::new();
    let mut brackets = 0_usize;
    let mut quote = None;
    let mut comment = false;
    let mut before = '\n';
    let mut characters = script.chars().peekable();
    let mut push = |open: &mut String| {
        let text = std::mem::take(open).trim().to_owned();
        if !text.is_empty() && text != ")" && text != ";" && text != ");" {
            found.push(text);
        }
    };
    while let Some(character) = characters.next() {
        if comment {
            comment = character != '\n';
            if !comment {
                push(&mut open);
            } else {
                open.push(character);
            }
            continue;
        }
        match (quote, character) {
            (Some(closing), _) => {
                open.push(character);
                if character == closing && before != '\\' {
                    quote = None;
                }
            }
            (None, '"' | '\'' | '`') => {
                quote = Some(character);
                open.push(character);
            }
            (None, '/') if characters.peek() == Some(&'/') && open.trim().is_empty() => {
                comment = true;
                open.push(character);
            }
            (None, '(' | '[') => {
                brackets += 1;
                open.push(character);
            }
            (None, ')' | ']') => {
                brackets = brackets.saturating_sub(1);
                open.push(character);
            }
            // The body of a function, of a condition, a loop; else an object.
            (None, '{') if block(&open) => {
                open.push('{');
                push(&mut open);
                brackets = 0;
            }
            (None, '{') => {
                brackets += 1;
                open.push(character);
            }
            (None, '}') if brackets == 0 => {
                push(&mut open);
                open.push('}');
                // `});`, `} else {`.
                while let Some(next) = characters.next_if(|next| matches!(next, ')' | ';')) {
                    open.push(next);
                }
                let mut ahead = characters.clone();
                let word: String = ahead.by_ref().skip_while(|c| c.is_whitespace()).take(4).collect();
                if word != "else" && word != "catc" {
                    push(&mut open);
                }
            }
            (None, '}') => {
                brackets -= 1;
                open.push(character);
            }
            (None, ';') if brackets == 0 => push(&mut open),
            // A chain goes on in the next line with a dot.
            (None, '\n') if brackets == 0 => {
                let next = characters.clone().find(|c| !c.is_whitespace());
                if next != Some('.') {
                    push(&mut open);
                }
            }
            (None, '\n') => open.push(' '),
            _ => open.push(character),
        }
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    push(&mut open);
    found
}

fn block(open: &str) -> bool {
    let head = open.trim_end();
    let loops = ["if", "for", "while", "switch", "} else", "else", "try", "} catch", "catch"];
    head.ends_with("=>")
        || head.ends_with(')') && head.contains("function")
        || loops.iter().any(|word| head.trim_start().starts_with(word)) && !head.contains('=')
        || head.trim_start().starts_with("if") && head.ends_with(')')
        || head.trim_start().starts_with("function")
}

/// Where the bracket closes that was opened before a text.
pub fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(closing), _) if character == closing && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth == 0 => return Some(at),
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    None
}
