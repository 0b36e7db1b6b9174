//! A line for each figure.

/// True when the figures of that name are wanted.
pub fn wanted(name: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

/// Prints a figure beside what is promised.
pub fn print(name: &str, figure: String, promised: &str) {
    match promised {
        "" => println!("{name:<58} {figure:>12}"),
        _ => println!("{name:<58} {figure:>12}   promised: {promised}"),
    }
}

/// Bytes as people read them, where they were measured.
pub fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or("not known".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6))
}
