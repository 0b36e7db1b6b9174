//! Byte offsets of characters: the parser counts characters.

/// The offsets of one text.
pub struct Offsets {
    /// Where the text begins in its file, behind a byte order mark.
    base: usize,
    /// Empty for ASCII texts, where both counts are the same.
    bytes: Vec<u32>,
    length: usize,
}

impl Offsets {
    pub fn new(text: &str, base: usize) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(offset, _)| offset as u32).collect()
        };
        Offsets { base, bytes, length: text.len() }
    }

    /// The byte of the file that a character begins at.
    pub fn byte(&self, character: usize) -> usize {
        let offset = if self.bytes.is_empty() {
            character.min(self.length)
        } else {
            self.bytes.get(character).map_or(self.length, |offset| *offset as usize)
        };
        self.base + offset
    }
}
