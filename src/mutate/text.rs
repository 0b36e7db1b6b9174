//! Scores for people.

use super::mutants::MOST;
use super::score::{BUG, Count, Scores, StepScore};
use crate::diag::counted;

/// All scores; `whole` also those of steps that notice everything.
pub fn text(scores: &Scores, whole: bool) -> String {
    let mut text = String::new();
    for scenario in &scores.scenarios {
        text.push_str(&format!("{}: {}: {}\n", scenario.path, scenario.name, told(scenario.count())));
        for (name, reason) in &scenario.skipped {
            let who = if **name == *scenario.name {
                "not scored".to_owned()
            } else {
                format!("{name}: not scored")
            };
            text.push_str(&format!("  {who}: {reason}\n"));
        }
        for step in &scenario.steps {
            if whole || step.count.noticed < step.count.changes || step.cut > 0 || !step.broken.is_empty() {
                of_step(step, *step.path != *scenario.path, &mut text);
            }
        }
        text.push('\n');
    }
    let all = scores.count();
    text.push_str(&format!("score: {}\n", told(all)));
    if all.by_request > 0 {
        text.push_str(&format!(
            "{} of them only because a later request would have been a different one\n",
            all.by_request
        ));
    }
    text
}

/// A score with what it is made of.
pub fn told(count: Count) -> String {
    if count.changes == 0 {
        return "nothing to change".to_owned();
    }
    format!("{} ({} of {} changes noticed)", percent(count), count.noticed, count.changes)
}

/// Rounded down, so that 100 % is all.
fn percent(count: Count) -> String {
    format!("{} %", count.noticed * 100 / count.changes.max(1))
}

fn of_step(step: &StepScore, elsewhere: bool, text: &mut String) {
    let file = if elsewhere { format!("{}:", step.path) } else { "line ".to_owned() };
    text.push_str(&format!("  {file}{} {}: {}\n", step.line, step.name, told(step.count)));
    if step.cut > 0 {
        text.push_str(&format!(
            "    {} more changes were not tried: at most {MOST} per response are\n",
            step.cut
        ));
    }
    for change in &step.broken {
        text.push_str(&format!("    {change}: not counted: {BUG}\n"));
    }
    for (place, times, words) in step.lines() {
        let changes = counted(times, "change");
        text.push_str(&format!("    {place}: {changes} unnoticed: {}\n", words.join(", ")));
    }
    let advice = step.advice();
    if !advice.is_empty() {
        text.push_str("    add to its `expect`:\n");
        advice.lines().for_each(|line| text.push_str(&format!("      {line}\n")));
    }
}
