//! Works through the guide from its first line to its last.

use super::markdown::Piece;
use super::reference;
use super::session::Session;

/// Brings a document's outputs and generated parts up to date. An error names the line of the guide.
pub fn renew(pieces: &mut [Piece]) -> Result<(), String> {
    let mut part = String::new();
    let mut section = String::new();
    let mut session = Session::new();
    for piece in pieces {
        match piece {
            Piece::Heading(level @ 1..=3, title) => {
                leave(&part, &section, &session)?;
                section.clone_from(title);
                if *level < 3 {
                    part.clone_from(title);
                }
                // The tutorial goes on in one folder; a how-to begins anew.
                if *level < 3 || part != TUTORIAL {
                    session = Session::new();
                }
            }
            Piece::Server(script) => {
                session.serve(script).map_err(|error| format!("{section}: {error}"))?;
            }
            Piece::Block(block) => {
                let at = |error| format!("line {}, in \"{section}\": {error}", block.line);
                if let Some(file) = block.file() {
                    if !block.before.contains(&format!("`{file}`")) {
                        return Err(at(format!("the paragraph before the block does not name `{file}`")));
                    }
                    session.save(file, block).map_err(at)?;
                } else if block.language() == "console" {
                    block.text = session.console(&block.text).map_err(at)?;
                }
            }
            Piece::Generated(name, inside) => {
                *inside = reference::generate(name).ok_or(format!("nothing generates `{name}`"))?;
            }
            Piece::Text(_) | Piece::Heading(..) => {}
        }
    }
    leave(&part, &section, &session)
}

const TUTORIAL: &str = "Tutorial";
const HOW_TO: &str = "How to";

fn leave(part: &str, section: &str, session: &Session) -> Result<(), String> {
    session.checks_clean().map_err(|error| format!("\"{section}\": {error}"))?;
    if part == HOW_TO && section != HOW_TO && session.passed == 0 {
        return Err(format!("\"{section}\" shows no run that passes"));
    }
    Ok(())
}
