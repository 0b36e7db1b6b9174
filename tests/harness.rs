//! The tests' own tools, tested: the reader of case files, what is drawn out of results, and the servers over plain
//! sockets.

use std::path::Path;

use crate::support::case::Case;
use crate::support::redact::Redact;
use crate::support::{transcript, txtar, words};

#[test]
fn txtar_has_a_head_and_files() {
    let archive = txtar::read("# head\n$ x\n-- a.yaml --\none\n\n-- b/c.txt --\n-- not a marker\n--  --\n")
        .expect("good");
    assert_eq!(archive.head, "# head\n$ x\n");
    assert_eq!(archive.file("a.yaml"), Some("one\n\n"));
    assert_eq!(archive.file("b/c.txt"), Some("-- not a marker\n--  --\n"));
    assert_eq!(archive.file("c.txt"), None);
    assert_eq!(txtar::read("").expect("good").files, []);
}

#[test]
fn txtar_refuses_a_repeated_name_and_a_way_out_of_the_folder() {
    assert_eq!(txtar::read("-- a --\n-- a --\n"), Err("line 2: the file `a` is there twice".to_owned()));
    for name in ["../a", "/a", "a/../b", "a//b"] {
        assert!(txtar::read(&format!("-- {name} --\n")).is_err(), "{name}");
    }
}

#[test]
fn words_are_split_as_a_shell_does() {
    let split = |line| words::split(line).expect("good");
    assert_eq!(split("run  a.yaml -n 'two words' "), ["run", "a.yaml", "-n", "two words"]);
    assert_eq!(split(r#"-i x="a b"'c "d"' "q\"\\\n""#), ["-i", r#"x=a bc "d""#, r#"q"\\n"#]);
    assert_eq!(split(r"a\ b '' \'"), ["a b", "", "'"]);
    assert!(split("").is_empty());
    assert_eq!(words::split("run 'a"), Err("the quote ' is not closed".to_owned()));
    assert!(words::split("run \\").is_err());
}

#[test]
fn a_case_has_commands_settings_and_files() {
    let text = "# why\nenv A=b c\nstdin in.txt\nkeep durations\n$ runthrough run 'a b'\nshow out.xml\nshow requests\n\
                -- in.txt --\nx\n-- server.yaml --\n[]\n";
    let case = Case::read(text).expect("good");
    assert_eq!(case.commands[0].arguments, ["run", "a b"]);
    assert_eq!(case.commands[0].line, "runthrough run 'a b'");
    assert_eq!(case.env, [("A".to_owned(), "b c".to_owned())]);
    assert_eq!(case.stdin.as_deref(), Some("in.txt"));
    assert_eq!(case.show, ["out.xml"]);
    assert!(case.show_requests && case.keep_durations);
    assert_eq!(case.files, [("in.txt".to_owned(), "x\n".to_owned())]);
    assert_eq!(case.server.as_deref(), Some("[]\n"));
}

#[test]
fn a_case_with_a_slip_says_where() {
    let error = |text| Case::read(text).expect_err("a slip");
    assert!(error("\nruntrough run\n").starts_with("line 2: `runtrough run` is none of"));
    assert_eq!(error("$ ls\n"), "line 1: a command begins with `$ runthrough`");
    assert_eq!(error("# nothing\n"), "no line begins with `$ runthrough`");
    assert_eq!(error("$ runthrough run\nshow requests\n"), "`show requests` needs a `server.yaml`");
}

#[test]
fn what_differs_from_run_to_run_is_drawn_out() {
    let redact = Redact::new(Path::new("/private/tmp/x"), Path::new("/tmp/x"), false);
    let version = env!("CARGO_PKG_VERSION");
    let now = jiff::Timestamp::now();
    for (text, expected) in [
        ("http://127.0.0.1:40123/a", "http://127.0.0.1:PPPPP/a"),
        ("[::1]:8080 example.com:8080", "[::1]:PPPPP example.com:8080"),
        ("/private/tmp/x/out.xml /tmp/x/a", "[dir]/out.xml [dir]/a"),
        ("in 12ms, 1.25s, 1m 03s, 340µs", "in [time], [time], [time], [time]"),
        ("Log in        9ms", "Log in  [time]"),
        ("97.4 requests per second", "[rate] requests per second"),
        (r#"{"duration_ms": 1.5, "count": 2}"#, r#"{"duration_ms": 0, "count": 2}"#),
        (r#"time="0.012""#, r#"time="[time]""#),
        ("Seed: 12345", "Seed: [seed]"),
        (r#""seed":99,"#, r#""seed":[seed],"#),
        ("run id: 0a1b2c-3d", "run id: [run id]"),
        (&format!("user-agent: runthrough/{version}"), "user-agent: runthrough/[version]"),
        (&format!("runthrough {version}"), "runthrough [version]"),
        ("host: 127.0.0.1:40123", "host: [host]"),
        (&format!("at {now}"), "at [timestamp]"),
        ("at 2001-02-03T04:05:06Z", "at 2001-02-03T04:05:06Z"),
        ("status 404, line 12:3", "status 404, line 12:3"),
    ] {
        assert_eq!(redact.apply(text), expected, "{text}");
    }
    let keeps = Redact::new(Path::new("/tmp/x"), Path::new("/tmp/x"), true);
    assert_eq!(keeps.apply("timeout: 10s"), "timeout: 10s");
}

#[cfg(unix)]
#[test]
fn a_transcript_has_all_that_came_of_a_case() {
    let text = r#"
env GREETING=hello $SERVER
stdin sub/in.txt
$ runthrough -c 'echo "$GREETING$CI"; cat; pwd; cat sub/in.txt >out.txt; printf "\033[1m" >&2; exit 3'
$ runthrough -c 'test "$HOME" = "$0" && echo $NO_COLOR' $DIR
$ runthrough -c 'kill -9 $$'
show out.txt
show missing.txt
show requests
-- sub/in.txt --
$SERVER, $SERVERS, ${SERVER}
-- server.yaml --
- on: GET /
"#;
    let case = Case::read(text).expect("good");
    // A shell stands for the program: what it is given and what is seen of it is the same.
    let transcript = transcript::run(&case, Path::new("/bin/sh")).expect("it runs");
    let commands: Vec<&str> = case.commands.iter().map(|command| command.line.as_str()).collect();
    let expected = format!(
        "$ {}\nexit code: 3\n--- stdout ---\nhello http://127.0.0.1:PPPPP\n\
         http://127.0.0.1:PPPPP, $SERVERS, ${{SERVER}}\n[dir]\n--- stderr ---\n\\u{{1b}}[1m\n(no line end)\n\
         $ {}\nexit code: 0\n--- stdout ---\n1\n\
         $ {}\nno exit code: signal: 9 (SIGKILL)\n\
         --- out.txt ---\nhttp://127.0.0.1:PPPPP, $SERVERS, ${{SERVER}}\n\
         --- missing.txt ---\n(there is no such file)\n--- requests ---\n(none)\n",
        commands[0], commands[1], commands[2]
    );
    assert_eq!(transcript, expected);
}
