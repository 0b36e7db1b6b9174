//! Fragments that use each other in a circle, or too deep in each other: errors that name the way.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::parsed::Parsed;
use crate::diag::{Code, Diagnostic};
use crate::model::{Action, Scenario};

/// How many fragments may be used inside of each other: what runs them recurses.
const DEEPEST: usize = crate::vocabulary::limits::FRAGMENTS;

/// A fragment on the way to where we are.
struct Stop {
    path: Arc<str>,
    /// The step that is looked at next.
    next: usize,
    /// How many fragments deep it is, itself included, as far as its steps were looked at.
    height: usize,
}

impl Stop {
    fn at(path: Arc<str>) -> Self {
        Stop { path, next: 0, height: 1 }
    }
}

/// Says where circles close and where fragments are too deep in each other, and unties the `use` that does it, so that
/// nothing that follows `use` runs forever.
pub fn cut(parsed: &mut Parsed, fragments: &mut BTreeMap<Arc<str>, Scenario>) {
    let mut heights: HashMap<Arc<str>, usize> = HashMap::new();
    let paths: Vec<Arc<str>> = fragments.keys().cloned().collect();
    for path in paths {
        let mut way: Vec<Stop> = Vec::new();
        if !heights.contains_key(&path) {
            way.push(Stop::at(path));
        }
        while let Some(here) = way.last_mut() {
            let Some(fragment) = fragments.get_mut(&here.path) else { break };
            let mut steps = fragment.steps.iter_mut().chain(&mut fragment.cleanup).skip(here.next);
            let Some(step) = steps.next() else {
                heights.insert(here.path.clone(), here.height);
                way.pop();
                // The step that led here is looked at once more, now that the height is known.
                if let Some(user) = way.last_mut() {
                    user.next -= 1;
                }
                continue;
            };
            here.next += 1;
            let Action::Use(used) = &mut step.action else { continue };
            if !used.linked {
                continue;
            }
            let target = used.path.clone();
            let (message, help) = match heights.get(&target) {
                Some(height) if *height < DEEPEST => {
                    here.height = here.height.max(height + 1);
                    continue;
                }
                Some(_) => (
                    format!("with `{target}`, fragments are nested deeper than {DEEPEST} levels"),
                    "use some of them one after the other in the scenario",
                ),
                None => match way.iter().position(|stop| stop.path == target) {
                    None => {
                        way.push(Stop::at(target));
                        continue;
                    }
                    Some(start) => {
                        let circle = way[start..].iter().map(|stop| &*stop.path).chain([&*target]);
                        let circle = circle.collect::<Vec<_>>().join(" → ");
                        (
                            format!("fragments use each other in a cycle: {circle}"),
                            "remove one of these steps, or move the shared part to a third fragment",
                        )
                    }
                },
            };
            used.linked = false;
            parsed.sink.push(Diagnostic::new(Code::UseCircle, used.file.span, message).help(help));
        }
    }
}
