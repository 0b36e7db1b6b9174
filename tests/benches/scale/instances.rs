//! Many instances with all reports that are written from the spool.

use std::fs;

use super::figure::{megabytes, print, wanted};
use super::shared::{Measured, measured, scenario, serve};

/// Prints them.
pub fn figures() {
    if !wanted("instances") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("flow.yaml"), scenario()).expect("the scenario is written");
    let base = format!("base_url=http://127.0.0.1:{}/api/v1", serve());
    let runs = [1_000, 10_000, 100_000].map(|instances: usize| {
        let repeat = instances.to_string();
        let arguments = ["run", "flow.yaml", "-q", "-j", "1", "--repeat", &repeat, "-i", &base];
        let inputs = ["-i", "name=mary.griffin@circularo.com", "-i", "password=#32Password1!"];
        let reports = ["--report", "junit=out.xml", "--report", "json=out.json", "--report", "html=out.html"];
        let run = measured(folder.path(), &[&arguments[..], &inputs, &reports].concat(), 1);
        assert_eq!(run.code, Some(0));
        let name = format!("instances: {instances} of 4 steps, JUnit, JSON and HTML");
        print(&name, format!("{:.2} s", run.time.as_secs_f64()), "");
        print(&format!("{name}, memory"), megabytes(run.peak), "under 200 MB");
        (instances, run)
    });
    let [few, some, many] = runs;
    let (early, late) = (slope(few, some), slope(some, many));
    print("instances: processor time of one, 1,000 to 10,000", format!("{:.1} µs", early * 1e6), "");
    print("instances: processor time of one, 10,000 to 100,000", format!("{:.1} µs", late * 1e6), "");
    print(
        "instances: late ones against early ones",
        format!("{:.2}", late / early),
        "1, as far as it can be told",
    );
}

/// Seconds of one more instance: of the processor, where the system tells, since the disk has its own pace.
fn slope(fewer: (usize, Measured), more: (usize, Measured)) -> f64 {
    let seconds = |run: Measured| run.cpu.unwrap_or(run.time).as_secs_f64();
    (seconds(more.1) - seconds(fewer.1)) / (more.0 - fewer.0) as f64
}
