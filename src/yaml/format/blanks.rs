//! Empty lines: at most one, and one between steps and between sections.

use super::line::{Entry, Line, Role};

pub fn arrange(lines: Vec<Line>) -> String {
    let mut lines = collapse(lines);
    separate(&mut lines, Entry::Step);
    separate(&mut lines, Entry::Section);
    let mut text = String::new();
    for line in &lines {
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

/// No empty line at the beginning and the end, and no two together.
fn collapse(lines: Vec<Line>) -> Vec<Line> {
    let mut result: Vec<Line> = Vec::with_capacity(lines.len());
    let mut keeps = false;
    for line in lines {
        let blank = line.role == Role::Blank;
        if blank && !keeps && result.last().is_none_or(|last| last.role == Role::Blank) {
            continue;
        }
        // Behind a text that keeps its empty lines they are a part of it.
        keeps = line.keeps || (keeps && blank);
        result.push(line);
    }
    while !keeps && result.last().is_some_and(|last| last.role == Role::Blank) {
        result.pop();
    }
    result
}

/// Where one of two neighbours takes several lines, an empty line stands between them.
fn separate(lines: &mut Vec<Line>, entry: Entry) {
    let mut places = Vec::new();
    let mut before: Option<(usize, bool)> = None;
    for at in 0..lines.len() {
        match lines[at].begins {
            Some(Entry::Section) if entry == Entry::Step => before = None,
            Some(begins) if begins == entry => {
                let long = is_long(lines, at, entry);
                if let Some((first, other)) = before
                    && (long || other)
                {
                    places.extend(place(lines, first, at));
                }
                before = Some((at, long));
            }
            _ => {}
        }
    }
    for place in places.into_iter().rev() {
        lines.insert(place, Line::new(String::new(), Role::Blank));
    }
}

/// Whether what begins at a line goes on below it.
fn is_long(lines: &[Line], at: usize, entry: Entry) -> bool {
    let ends = |line: &Line| line.begins == Some(entry) || line.begins == Some(Entry::Section);
    let mut own = lines[at + 1..].iter().take_while(|line| !ends(line));
    lines[at].text.contains('\n') || own.any(|line| line.role == Role::Content)
}

/// Where an empty line belongs between two neighbours: above the comments of the second one. `None` where there is one.
fn place(lines: &[Line], first: usize, second: usize) -> Option<usize> {
    let last = (first..second).rev().find(|at| lines[*at].role == Role::Content)?;
    if lines[last].keeps || lines[last..second].iter().any(|line| line.role == Role::Blank) {
        return None;
    }
    let indentation = |line: &Line| line.text.len() - line.text.trim_start().len();
    let own = indentation(&lines[second]);
    let comments = (last + 1..second).rev().take_while(|at| indentation(&lines[*at]) == own).count();
    Some(second - comments)
}
