//! `runthrough man`.

use clap::Command;

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;

/// Prints the manual page, in roff, with a section for each command of `cli`, the whole command line.
pub fn man(mut cli: Command, output: &Output) -> Result<ExitCode, CliError> {
    cli.build();
    let mut page = Vec::new();
    render(&cli, &mut page).map_err(|error| CliError::usage(format!("the manual page: {error}")))?;
    output.stdout(&String::from_utf8_lossy(&page));
    Ok(ExitCode::Ok)
}

fn render(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    let name = command.get_name().to_uppercase();
    for sub in command.get_subcommands() {
        let title = format!(".SH \"{} {}\"\n", name, sub.get_name().to_uppercase());
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
