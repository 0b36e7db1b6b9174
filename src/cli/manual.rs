//! `runthrough completions SHELL` and `runthrough man`: both made from the command line's own definition.

use clap::{Command, CommandFactory};

use super::args::{Cli, CompletionsArgs};
use super::exit::{Complaint, Exit};
use super::output::Output;

/// The name of the binary.
const NAME: &str = "runthrough";

/// Prints the script for a shell.
pub fn completions(args: &CompletionsArgs, output: &Output) -> Result<Exit, Complaint> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    output.stdout(&String::from_utf8_lossy(&script));
    Ok(Exit::Ok)
}

/// Prints the manual page, in roff, with a section for each command.
pub fn man(output: &Output) -> Result<Exit, Complaint> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    render(&command, &mut page).map_err(|error| Complaint::usage(format!("the manual page: {error}")))?;
    output.stdout(&String::from_utf8_lossy(&page));
    Ok(Exit::Ok)
}

fn render(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    for sub in command.get_subcommands() {
        let title = format!(".SH \"{} {}\"\n", NAME.to_uppercase(), sub.get_name().to_uppercase());
        page.extend_from_slice(title.as_bytes());
        let sub = clap_mangen::Man::new(sub.clone());
        let mut parts = Vec::new();
        sub.render_description_section(&mut parts)?;
        sub.render_options_section(&mut parts)?;
        sub.render_extra_section(&mut parts)?;
        // Below the section of the command, not beside it.
        page.extend_from_slice(String::from_utf8_lossy(&parts).replace("\n.SH ", "\n.SS ").as_bytes());
    }
    man.render_extra_section(page)?;
    man.render_version_section(page)
}
