//! The real binary, killed at random moments, two runs at once on one file, against a server that counts.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::support::binary::command;
use crate::support::http::{Answer, Request};
use crate::support::listener::{self, After, Refusing, Service, lock};

/// Values of a file; then a new one is begun, since every take reads all.
const VALUES: usize = 120;
/// Values that a run takes, one of them for a server that is not there.
const ROWS: usize = 5;

#[derive(Default)]
struct Counter(Mutex<Vec<String>>);

impl Service for Counter {
    fn serve(&self, request: Request, stream: &mut dyn Write) -> io::Result<After> {
        lock(&self.0).push(request.text());
        Answer::json(200, &serde_json::json!({})).write(&request.method, stream).map(|()| After::Keep)
    }
}

/// What became of everything.
#[derive(Debug, Default)]
pub struct Tally {
    pub kills: usize,
    pub runs: usize,
    pub received: usize,
    pub freed: usize,
    pub lost: usize,
}

/// Kills so many runs.
pub fn kill(moments: usize, jobs: usize, seed: u64) -> Tally {
    let mut random = SmallRng::seed_from_u64(seed);
    let (counter, refused) = (Arc::new(Counter::default()), Refusing::new().unwrap());
    let server = listener::bind().unwrap().serve(counter.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let rows: String = (0..ROWS - 1).map(|row| format!("  - {{ case: \"r{row}\" }}\n")).collect();
    let step = |url: &str| {
        format!(
            "inputs: {{ code: {{ one_time: codes.txt }} }}\nsteps:\n  - {{ name: Ask, request: POST {url}/unlock, json: {{ code: \"${{code}}\" }} }}\n"
        )
    };
    fs::write(path.join("a.yaml"), format!("scenario: A\ncases:\n{rows}{}", step(&server.url()))).unwrap();
    fs::write(path.join("b.yaml"), format!("scenario: B\n{}", step(&refused.url()))).unwrap();
    let mut tally = Tally::default();
    let mut batch = 0;
    let mut whole_run = Duration::ZERO;
    while tally.kills < moments {
        batch += 1;
        let values: Vec<String> =
            (0..VALUES).map(|at| format!("code-{batch}-{at}-{:08x}", random.random::<u32>())).collect();
        fs::write(path.join("codes.txt"), values.join("\n")).unwrap();
        let _ = fs::remove_file(path.join("codes.txt.spent"));
        lock(&counter.0).clear();
        if batch == 1 {
            let started = Instant::now();
            assert!(start(path, jobs).wait().unwrap().code().is_some());
            whole_run = started.elapsed();
            tally.runs += 1;
        }
        let mut kills = 0;
        while tally.kills + kills < moments && taken(path).len() + 2 * ROWS <= VALUES {
            let runs = [start(path, jobs), start(path, jobs)];
            let moments = runs.each_ref().map(|_| whole_run.mul_f64(random.random_range(0.0..1.6)));
            let killers = runs.into_iter().zip(moments).map(|(mut run, moment)| {
                thread::spawn(move || {
                    thread::sleep(moment);
                    run.kill().unwrap();
                    run.wait().unwrap()
                })
            });
            let ends: Vec<_> =
                killers.collect::<Vec<_>>().into_iter().map(|killer| killer.join().unwrap()).collect();
            tally.runs += 2;
            kills += ends.iter().filter(|end| end.signal() == Some(9)).count();
            // Never torn: every line is a record, and the last one has ended.
            let text = fs::read_to_string(path.join("codes.txt.spent")).unwrap_or_default();
            assert!(text.is_empty() || text.ends_with('\n'), "torn: {text}");
            assert!(text.lines().all(super::is_record), "torn: {text}");
        }
        tally.kills += kills;
        assert_eq!(fs::read_to_string(path.join("codes.txt")).unwrap(), values.join("\n"));
        judge(path, &values, &lock(&counter.0), jobs, kills, &mut tally);
    }
    tally
}

fn start(folder: &Path, jobs: usize) -> Child {
    let mut command = command(folder);
    command.args(["run", "a.yaml", "b.yaml", "-q", "-j", &jobs.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary starts")
}

/// By hash: the runs that took a value, without those that gave it back; read apart from the product's own code.
fn taken(folder: &Path) -> HashMap<String, Vec<String>> {
    let text = fs::read_to_string(folder.join("codes.txt.spent")).unwrap_or_default();
    let mut taken: HashMap<String, Vec<String>> = HashMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let runs = taken.entry(words[0].to_owned()).or_default();
        if words[1] == "unsent" {
            assert!(runs.pop().is_some(), "freed without being taken: {line}");
        } else {
            runs.push(words[2].to_owned());
        }
    }
    taken.retain(|_, runs| !runs.is_empty());
    taken
}

fn judge(
    folder: &Path,
    values: &[String],
    received: &[String],
    jobs: usize,
    kills: usize,
    tally: &mut Tally,
) {
    let taken = taken(folder);
    let hashes: HashMap<String, &String> = values.iter().map(|value| (super::sha256(value), value)).collect();
    let mut arrived = HashSet::new();
    for body in received {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let value = body["code"].as_str().unwrap();
        assert!(arrived.insert(super::sha256(value)), "{value} arrived twice");
    }
    for (hash, runs) in &taken {
        assert!(hashes.contains_key(hash), "a record of no value");
        assert_eq!(runs.len(), 1, "taken twice");
    }
    // Every value is unspent and never arrived, or recorded.
    assert!(arrived.iter().all(|hash| taken.contains_key(hash)), "arrived without a record");
    let mut lost: HashMap<&String, usize> = HashMap::new();
    for (hash, runs) in &taken {
        if !arrived.contains(hash) {
            *lost.entry(&runs[0]).or_default() += 1;
        }
    }
    let all: usize = lost.values().sum();
    assert!(lost.values().all(|count| *count <= jobs), "a kill cost more than a run had under way: {lost:?}");
    assert!(lost.len() <= kills, "more was lost than killed: {} > {kills}", lost.len());
    tally.lost += all;
    tally.received += arrived.len();
    let text = fs::read_to_string(folder.join("codes.txt.spent")).unwrap_or_default();
    tally.freed += text.lines().filter(|line| line.ends_with(" unsent")).count();
}
