//! Markdown as far as the guide needs it: headings, fenced blocks, comments with a meaning, and all else as it stands.

/// A part of a document, in order.
#[derive(Debug)]
pub enum Piece {
    /// A line without a meaning here.
    Text(String),
    /// A heading with its level.
    Heading(usize, String),
    /// A fenced block.
    Block(Block),
    /// `<!-- server … -->`: the script of a server that the reader is to imagine.
    Server(String),
    /// `<!-- generated: NAME -->` … `<!-- end -->`.
    Generated(String, String),
}

/// A fenced block.
#[derive(Debug, Clone)]
pub struct Block {
    /// The line of its fence.
    pub line: usize,
    /// The words behind the fence.
    pub info: String,
    /// What stands in it, with line ends.
    pub text: String,
    /// The paragraph before it.
    pub before: String,
}

impl Block {
    /// The language.
    pub fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    /// The file that the block is, or changes.
    pub fn file(&self) -> Option<&str> {
        self.info.split(' ').nth(1)
    }

    /// Where the block goes in a file that is there: `append`, or the beginning of the line that it goes above.
    pub fn place(&self) -> Option<&str> {
        let rest = self.info.split_once(' ')?.1.split_once(' ')?.1;
        Some(rest.strip_prefix("above ").unwrap_or(rest))
    }
}

const SERVER: &str = "<!-- server";
const GENERATED: &str = "<!-- generated: ";
const END: &str = "<!-- end -->";

/// Reads a document; an error names the line.
pub fn read(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut lines = text.lines().enumerate();
    let (mut before, mut ended) = (String::new(), false);
    while let Some((index, line)) = lines.next() {
        let unclosed = |what: &str| format!("line {}: {what} does not end", index + 1);
        let mut until = |end: &str, what: &str| {
            let mut inside = String::new();
            for (_, line) in lines.by_ref() {
                if line == end {
                    return Ok(inside);
                }
                inside.push_str(line);
                inside.push('\n');
            }
            Err(unclosed(what))
        };
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if let Some(info) = line.strip_prefix("```") {
            let text = until("```", "the block")?;
            let (info, before) = (info.to_owned(), std::mem::take(&mut before));
            pieces.push(Piece::Block(Block { line: index + 1, info, text, before }));
        } else if line == SERVER {
            pieces.push(Piece::Server(until("-->", "the comment")?));
        } else if let Some(name) = line.strip_prefix(GENERATED) {
            let name = name.strip_suffix(" -->").ok_or_else(|| unclosed("the comment"))?;
            pieces.push(Piece::Generated(name.to_owned(), until(END, "the generated part")?));
        } else if level > 0 && line[level..].starts_with(' ') {
            pieces.push(Piece::Heading(level, line[level + 1..].to_owned()));
        } else {
            if line.is_empty() {
                ended = true;
            } else {
                if std::mem::take(&mut ended) {
                    before.clear();
                }
                before.push_str(line);
                before.push('\n');
            }
            pieces.push(Piece::Text(line.to_owned()));
        }
    }
    Ok(pieces)
}

/// The document as text.
pub fn write(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&match piece {
            Piece::Text(line) => format!("{line}\n"),
            Piece::Heading(level, title) => format!("{} {title}\n", "#".repeat(*level)),
            Piece::Block(block) => format!("```{}\n{}```\n", block.info, block.text),
            Piece::Server(script) => format!("{SERVER}\n{script}-->\n"),
            Piece::Generated(name, inside) => format!("{GENERATED}{name} -->\n{inside}{END}\n"),
        });
    }
    text
}
