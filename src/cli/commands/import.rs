//! `runthrough import KIND [FILE…|-] [-o DIR]`.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::output::Output;
use crate::import::{Imported, LARGEST, curl, har, hurl, openapi, postman};
use crate::io::atomic::cannot_write;
use crate::io::files::{cannot_read, open, typed_folder};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The format of the files
    #[arg(value_name = "KIND")]
    pub kind: ImportKind,
    /// The files; `-` or none reads stdin; for `curl` also a command in quotes
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// The folder to write the scenarios to; existing files are not overwritten
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// What `import` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// curl commands, for example from a browser's "Copy as cURL"
    Curl,
    /// A browser recording (HAR 1.2)
    Har,
    /// A Hurl file (`.hurl`)
    Hurl,
    /// An OpenAPI document, 3.0 or 3.1
    Openapi,
    /// A Postman collection, version 2.1
    Postman,
}

/// A foreign text: how people know it, the name of its file, what it says.
struct Foreign {
    shown: String,
    stem: Option<String>,
    path: Option<PathBuf>,
    text: String,
}

/// Reads foreign files and writes scenarios.
pub fn import(args: &ImportArgs, output: &mut Output) -> Result<ExitCode, CliError> {
    let mut scenarios = Vec::new();
    for foreign in foreign_texts(args)? {
        let imported = converted(args, &foreign)
            .map_err(|problem| CliError::usage(format!("{}: {problem}", foreign.shown)))?;
        for note in &imported.notes {
            output.stderr(&format!("{}: {}: {}\n", foreign.shown, note.at, note.text));
        }
        scenarios.extend(imported.scenarios.into_iter().map(|(name, draft)| (name, draft.text())));
    }
    match (&args.output, scenarios.as_slice()) {
        (Some(folder), _) => write_all(folder, &scenarios, output),
        (None, [(_, text)]) => {
            output.stdout(text);
            Ok(ExitCode::Ok)
        }
        (None, several) => Err(CliError::usage(format!("the input contains {} scenarios", several.len()))
            .help("pass the folder to write them to: `-o scenarios`")),
    }
}

fn converted(args: &ImportArgs, foreign: &Foreign) -> Result<Imported, String> {
    let stem = foreign.stem.as_deref();
    match args.kind {
        ImportKind::Curl => curl::import(&foreign.text, stem),
        ImportKind::Hurl => hurl::import(&foreign.text, stem),
        ImportKind::Openapi => {
            let document = foreign.path.as_deref().and_then(|path| beside(args.output.as_deref(), path));
            openapi::import(&foreign.text, stem.unwrap_or("api"), document.as_deref())
        }
        ImportKind::Postman => postman::import(&foreign.text),
        ImportKind::Har => har::import(&foreign.text, stem),
    }
}

/// The path of a file as a scenario in a folder writes it; `None` where they have no place in common.
fn beside(folder: Option<&Path>, file: &Path) -> Option<String> {
    let names = |path: &Path| -> Option<Vec<String>> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        parts
            .map(|part| match part {
                Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect()
    };
    let (folder, file) = (names(folder.unwrap_or(Path::new("")))?, names(file)?);
    let shared = folder.iter().zip(&file).take_while(|(one, other)| one == other).count();
    let up = vec!["..".to_owned(); folder.len() - shared];
    Some(up.into_iter().chain(file[shared..].iter().cloned()).collect::<Vec<_>>().join("/"))
}

/// The texts of the files; without one, and for `-`, what comes from standard input.
fn foreign_texts(args: &ImportArgs) -> Result<Vec<Foreign>, CliError> {
    if args.files.is_empty() {
        return Ok(vec![from_stdin()?]);
    }
    args.files
        .iter()
        .map(|given| match given.as_str() {
            "-" => from_stdin(),
            // A command line in quotes is its own text.
            command if args.kind == ImportKind::Curl && command.trim_start().starts_with("curl ") => {
                Ok(Foreign {
                    shown: "the command".to_owned(),
                    stem: None,
                    path: None,
                    text: command.to_owned(),
                })
            }
            path => from_file(Path::new(path)),
        })
        .collect()
}

fn from_stdin() -> Result<Foreign, CliError> {
    let text = read(&mut std::io::stdin().lock(), "standard input")?;
    Ok(Foreign { shown: "standard input".to_owned(), stem: None, path: None, text })
}

fn from_file(path: &Path) -> Result<Foreign, CliError> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let mut file = open(path).map_err(CliError::usage)?;
    let text = read(&mut file, &shown)?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    Ok(Foreign { shown, stem, path: Some(path.to_owned()), text })
}

fn read(from: &mut dyn Read, shown: &str) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    from.take(LARGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::usage(cannot_read(shown, &error)))?;
    if bytes.len() > LARGEST {
        return Err(CliError::usage(format!("{shown} is longer than {} MiB", LARGEST / 1024 / 1024)));
    }
    String::from_utf8(bytes).map_err(|_| CliError::usage(format!("{shown} is not valid UTF-8")))
}

/// One file a scenario. None is written where one of them is there already.
fn write_all(folder: &Path, scenarios: &[(String, String)], output: &Output) -> Result<ExitCode, CliError> {
    let mut taken = BTreeSet::new();
    let mut files: Vec<String> = Vec::new();
    for (name, _) in scenarios {
        let mut file = format!("{name}.yaml");
        let mut number = 2;
        while !taken.insert(file.clone()) {
            file = format!("{name}-{number}.yaml");
            number += 1;
        }
        files.push(file);
    }
    let shown = |file: &str| folder.join(file).to_string_lossy().replace('\\', "/");
    let root = typed_folder(folder).map_err(|problem| {
        CliError::usage(cannot_write(&shown(files.first().map_or("", String::as_str)), &problem))
    })?;
    let there = |file: &str| {
        CliError::usage(format!("`{}` already exists, and existing files are not overwritten", shown(file)))
            .help("move it away, or choose a different folder with `-o`")
    };
    if let Some(file) = files.iter().find(|file| root.has(Path::new(file))) {
        return Err(there(file));
    }
    for (file, (_, text)) in files.iter().zip(scenarios) {
        match root.write_new(Path::new(file), text) {
            Ok(true) => output.stdout(&format!("{}\n", shown(file))),
            Ok(false) => return Err(there(file)),
            Err(problem) => return Err(CliError::usage(cannot_write(&shown(file), &problem))),
        }
    }
    Ok(ExitCode::Ok)
}
