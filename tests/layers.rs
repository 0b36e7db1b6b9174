//! Holds the house in order: a file uses its own room and rooms of lower rows only, and an external crate is named only
//! in the rooms that are its place. `lib.rs` and `main.rs` stand above the rooms. The files of a room use each other
//! without a cycle. Structs of the room `run` are small.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{module_graph, rust_paths, struct_fields};

/// The rooms, bottom up. Rooms in one row do not see each other.
const ROWS: [&[&str]; 14] = [
    &["source"],
    &["diag"],
    &["vocabulary"],
    &["value"],
    &["lang", "yaml"],
    &["model"],
    &["parse", "eval", "editor_schema"],
    &["check", "openapi", "import"],
    &["plan"],
    &["run"],
    &["io", "report", "sandbox", "mutate"],
    &["project"],
    &["cli"],
    &["testing"],
];

/// External crates with the places that may name them: a room, or a file or folder in one.
const CRATES: [(&str, &[&str]); 24] = [
    ("ureq", &["io"]),
    ("rustls", &["io"]),
    ("rustls_platform_verifier", &["io"]),
    ("webpki", &["io"]),
    ("webpki_roots", &["io"]),
    ("notify", &["io"]),
    ("rustix", &["io"]),
    ("cap_std", &["io/root"]),
    ("ignore", &["io/root"]),
    ("saphyr_parser", &["yaml"]),
    ("csv", &["parse"]),
    ("clap", &["cli"]),
    ("minijinja", &["lang", "eval", "report/html"]),
    ("axum", &["sandbox"]),
    ("tokio", &["sandbox"]),
    ("junit_report", &["report"]),
    ("quick_xml", &["report"]),
    ("jsonpath_rust", &["lang", "eval"]),
    ("annotate_snippets", &["diag"]),
    ("roxmltree", &["eval/markup", "report/junit"]),
    ("html5ever", &["eval/markup"]),
    ("selectors", &["lang/css", "eval/markup"]),
    ("cssparser", &["lang/css"]),
    ("precomputed_hash", &["lang/css"]),
];

/// The most fields of a struct in the room `run`. What needs more has parts that belong together.
const MOST_FIELDS: usize = 8;

#[test]
fn every_arrow_points_down() {
    let complaints: Vec<String> = sources().iter().flat_map(|(path, source)| judge(path, source)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_files_of_a_room_form_no_cycle() {
    let described = cycles_in_rooms(&sources());
    assert!(described.is_empty(), "{}", described.join("\n"));
}

/// Every file below `src`, with its text.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &src, &mut files);
    assert!(files.len() > 2, "no source files found");
    files
}

#[test]
fn structs_of_a_run_are_small() {
    let mut large = Vec::new();
    for (path, source) in sources().iter().filter(|(path, _)| path.starts_with("run/")) {
        for found in struct_fields::structs(source).iter().filter(|found| found.fields > MOST_FIELDS) {
            large.push(format!("src/{path}:{}: `{}` has {} fields", found.line, found.name, found.fields));
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}

/// Describes the cycles between files of one room.
fn cycles_in_rooms(files: &[(String, String)]) -> Vec<String> {
    let room = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let mut edges = module_graph::edges(files);
    edges.retain(|edge| room(&edge.from) == room(&edge.to));
    module_graph::cycles(&edges).iter().map(|cycle| describe_cycle(cycle)).collect()
}

fn describe_cycle(cycle: &[module_graph::Edge]) -> String {
    let members: BTreeSet<&str> = cycle.iter().map(|edge| edge.from.as_str()).collect();
    let mut described = format!("{} files form a cycle:\n", members.len());
    for edge in cycle {
        let items: Vec<String> =
            edge.items.iter().map(|(item, line)| format!("{item} (line {line})")).collect();
        described += &format!("  src/{} uses src/{}: {}\n", edge.from, edge.to, items.join(", "));
    }
    described
}

/// What is wrong with a file; `path` is that below `src`, with `/`.
fn judge(path: &str, source: &str) -> Vec<String> {
    if matches!(path, "lib.rs" | "main.rs") {
        return Vec::new();
    }
    let Some((room, inside)) = path.split_once('/') else {
        return vec![format!("src/{path}: every file but lib.rs and main.rs lives in a room")];
    };
    let Some(own) = row(room) else {
        return vec![format!("src/{path}: the room `{room}` does not exist in the table of this test")];
    };
    let depth = 1 + inside
        .trim_end_matches("mod.rs")
        .trim_end_matches('/')
        .split('/')
        .filter(|p| !p.is_empty())
        .count();

    let mut complaints = Vec::new();
    for named in rust_paths::rooms(source, depth) {
        let at = format!("src/{path}:{}", named.line);
        match row(&named.name) {
            _ if named.name == room => {}
            None => complaints.push(format!("{at}: `crate::{}` is not a room", named.name)),
            Some(other) if other < own => {}
            Some(other) if other == own => {
                complaints.push(format!(
                    "{at}: {room} and {} are in one row and do not see each other",
                    named.name
                ));
            }
            Some(_) => complaints.push(format!("{at}: {room} is below {} and must not use it", named.name)),
        }
    }
    for (name, places) in CRATES {
        if !source.contains(name) || places.iter().any(|place| lies_in(path, place)) {
            continue;
        }
        for named in rust_paths::external(source, &[name]) {
            complaints.push(format!("src/{path}:{}: {name} belongs in {}", named.line, places.join(", ")));
        }
    }
    complaints
}

fn row(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

fn lies_in(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the source folder") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name =
                path.strip_prefix(root).expect("below the root").display().to_string().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).expect("a text")));
        }
    }
    files.sort();
}

fn names(source: &str, depth: usize) -> Vec<String> {
    rust_paths::rooms(source, depth).into_iter().map(|named| named.name).collect()
}

#[test]
fn paths_are_found_in_uses_groups_and_code() {
    assert_eq!(
        names("use crate::io::Clock;\npub(in crate::run) fn f() { crate::eval::g() }", 1),
        ["io", "run", "eval"]
    );
    assert_eq!(
        names("use crate::{self as root, a, b::{c, d::{e, f}}, g::*, h::i as j};", 1),
        ["self", "a", "b", "g", "h"]
    );
    assert_eq!(
        names("use crate::{\n    model::Step,\n    source::{Span, Text},\n};", 1),
        ["model", "source"]
    );
    assert_eq!(names("use {crate::io::A, std::fs, crate::run::B};", 1), ["io", "run"]);
    assert_eq!(
        names("use crate::*; use crate as root; macro_rules! m { () => { $crate::io::x() } }", 1),
        ["*", "crate", "io"]
    );
    let lines: Vec<usize> =
        rust_paths::rooms("\n/* a\n b */ use crate::io;", 1).iter().map(|named| named.line).collect();
    assert_eq!(lines, [3]);
}

#[test]
fn comments_texts_and_characters_are_no_paths() {
    let source = r###"
        //! See [`crate::run`].
        /* crate::a /* crate::b */ crate::c */
        const A: &str = "crate::d \" crate::e";
        const B: &str = r#"crate::f " crate::g"#;
        const C: (&[u8], char, char) = (b"crate::h", '"', '\'');
        pub(crate) fn f<'a>(x: &'a str) -> &'a str { x }
        use crate::found;
    "###;
    assert_eq!(names(source, 1), ["found"]);
}

#[test]
fn supers_that_leave_the_room_are_paths_too() {
    assert_eq!(names("use super::io::Clock;", 1), ["io"]);
    assert!(names("use super::io::Clock;", 2).is_empty());
    assert_eq!(names("use super::super::io; use self::super::super::{a, b::c};", 2), ["io", "a", "b"]);
    assert_eq!(
        names("use super::x; mod tests { use super::*; use super::super::io; } use super::y;", 1),
        ["x", "io", "y"]
    );
    assert!(names("mod tests { fn f() { { super::g() } } }", 1).is_empty());
}

#[test]
fn external_crates_are_found_where_they_are_named() {
    let lines = |source: &str| -> Vec<usize> {
        rust_paths::external(source, &["ureq"]).iter().map(|named| named.line).collect()
    };
    assert_eq!(
        lines("use ureq::Agent;\nuse ::ureq::http;\nuse ureq as http;\nextern crate ureq;"),
        [1, 2, 3, 4]
    );
    assert_eq!(
        lines("fn f() -> ureq::Agent {\n ::ureq::agent() }\n#[ureq(x)]\nuse {std::fs, ureq::A};"),
        [1, 2, 3, 4]
    );
    assert!(
        lines("let ureq = 1; f(ureq); crate::io::ureq::f(); use crate::io::ureq; // ureq::x\n\"ureq::y\"")
            .is_empty()
    );
}

#[test]
fn wrong_arrows_and_crates_out_of_place_are_told() {
    for (path, source, expected) in [
        ("run/mod.rs", "use crate::io::Clock;", "src/run/mod.rs:1: run is below io and must not use it"),
        (
            "eval/a.rs",
            "\nuse crate::parse::X;",
            "src/eval/a.rs:2: eval and parse are in one row and do not see each other",
        ),
        ("eval/a.rs", "use super::super::cli::X;", "src/eval/a.rs:1: eval is below cli and must not use it"),
        (
            "lang/mod.rs",
            "#[cfg(test)] mod tests { use crate::eval::X; }",
            "src/lang/mod.rs:1: lang is below eval and must not use it",
        ),
        ("cli/run.rs", "use crate::helpers::X;", "src/cli/run.rs:1: `crate::helpers` is not a room"),
        ("cli/run.rs", "use ureq::Agent;", "src/cli/run.rs:1: ureq belongs in io"),
        (
            "report/json.rs",
            "minijinja::f()",
            "src/report/json.rs:1: minijinja belongs in lang, eval, report/html",
        ),
        (
            "helpers/mod.rs",
            "",
            "src/helpers/mod.rs: the room `helpers` does not exist in the table of this test",
        ),
        ("helpers.rs", "", "src/helpers.rs: every file but lib.rs and main.rs lives in a room"),
    ] {
        assert_eq!(judge(path, source), [expected], "{path}");
    }
    for (path, source) in [
        ("cli/run.rs", "use crate::{io, run::run, cli::args}; use clap::Parser;"),
        ("report/html.rs", "use minijinja::Environment;"),
        ("report/html/page.rs", "use minijinja::Environment; use super::super::super::model::X;"),
        ("source/mod.rs", "use crate::source::Span; use std::io;"),
        ("main.rs", "use clap::Parser; use crate::x;"),
    ] {
        assert!(judge(path, source).is_empty(), "{path}: {:?}", judge(path, source));
    }
}

/// The cycles of some files, whose contents stand for themselves.
fn cycles_of(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned())).collect();
    cycles_in_rooms(&files)
}

#[test]
fn files_that_use_each_other_are_reported() {
    assert_eq!(
        cycles_of(&[
            ("run/mod.rs", "mod a; mod b; mod c; pub use a::A;"),
            ("run/a.rs", "use super::b::f;\npub struct A; fn g() { f() }"),
            ("run/b.rs", "use super::c;\npub fn f() { c::h() }"),
            ("run/c.rs", "use super::A;\npub fn h() -> A { A }"),
        ]),
        [
            "3 files form a cycle:\n  src/run/a.rs uses src/run/b.rs: f (line 1)\n  src/run/b.rs uses src/run/c.rs: h (line 2)\n  \
          src/run/c.rs uses src/run/a.rs: A (line 1)\n"
        ]
    );
    for (name, files) in [
        (
            "a mod.rs that calls a child holds a type that the child uses",
            &[
                ("run/mod.rs", "mod a; pub struct A; pub fn run(a: A) { a::f(a) }"),
                ("run/a.rs", "pub fn f(a: super::A) {}"),
            ][..],
        ),
        (
            "a mod.rs uses its own re-export",
            &[
                ("run/mod.rs", "mod a; pub(crate) use a::g as f; pub struct A; pub fn run() { f(A) }"),
                ("run/a.rs", "use crate::run::A; pub fn g(a: A) {}"),
            ],
        ),
        (
            "a glob and a re-export of a re-export",
            &[
                ("run/mod.rs", "mod a; mod b; pub use a::*;"),
                ("run/a/mod.rs", "mod c; pub use self::c::C;"),
                ("run/a/c.rs", "use super::super::b::{self, B}; pub struct C(B);"),
                ("run/b.rs", "use crate::run::{C as D, x}; pub struct B;"),
            ],
        ),
        (
            "an item that a macro defines, and paths in macros and inline modules",
            &[
                ("run/mod.rs", "mod a; mod b;"),
                ("run/b.rs", "macro_rules! m { () => { $crate::run::a::A } } pub fn f() {}"),
                ("run/a/c.rs", "mod d { use super::super::super::b::f; } pub const C: u8 = 1;"),
                ("run/a.rs", "mod c; kinds! { A } fn g() { assert!(c::C > 0) }"),
            ],
        ),
    ] {
        assert_eq!(cycles_of(files).len(), 1, "{name}: {:?}", cycles_of(files));
    }
}

#[test]
fn modules_re_exports_and_tests_make_no_cycle() {
    for (name, files) in [
        (
            "a mod.rs that only gathers",
            &[
                ("run/mod.rs", "mod a; pub mod b; pub use a::A; pub struct M; pub fn f(a: u8) -> M { M }"),
                ("run/a.rs", "use super::{M, b}; pub struct A(M, b::B);"),
                ("run/b.rs", "pub(in crate::run) struct B;"),
            ][..],
        ),
        (
            "code under cfg(test)",
            &[
                ("run/a.rs", "use super::b::B; #[cfg(test)] use super::c::{C}; #[cfg(test)] mod tests;"),
                ("run/b.rs", "pub struct B; #[cfg(test)] mod tests { use crate::run::a::A; }"),
                ("run/a/tests.rs", "use super::*; use crate::run::b::B; pub struct T;"),
                ("run/c.rs", "use super::a::A;"),
            ],
        ),
        (
            "fields, variables and methods called as an item is",
            &[
                (
                    "run/mod.rs",
                    "mod a; pub use a::part; pub struct M { part: u8 } fn f(m: M) { m.part(); let part = 1; }",
                ),
                ("run/a.rs", "use super::M; pub fn part() {}"),
            ],
        ),
        (
            "files of different rooms",
            &[
                ("run/a.rs", "use crate::io::B; pub struct A;"),
                ("io/mod.rs", "use crate::run::a::A; pub struct B;"),
            ],
        ),
    ] {
        assert_eq!(cycles_of(files), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn fields_are_counted() {
    let source = r#"
        pub struct Unit;
        struct Tuple(u8, Vec<(u8, u8)>);
        struct Bound<F> where F: Fn(u8) { f: F }
        #[derive(Debug)]
        pub struct Named<'a, T: Clone> where T: Copy {
            /// A: field
            #[serde(default = "a::b")]
            pub(super) a: std::fmt::Result,
            b: Box<dyn Fn(usize) -> [u8; 2] + 'a>,
            c: HashMap<(u8, T), for<'b> fn(x: &'b u8) -> u8>,
        }
        fn f() { struct Inner { a: u8 } let x = Inner { a: 1 }; }
    "#;
    let counted: Vec<(String, usize)> =
        struct_fields::structs(source).into_iter().map(|found| (found.name, found.fields)).collect();
    let expected = [("Bound", 1), ("Named", 3), ("Inner", 1)].map(|(name, fields)| (name.to_owned(), fields));
    assert_eq!(counted, expected);
}
