//! Fragments that use each other in a circle: an error that names the circle.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::Parsed;
use crate::diag::{Code, Diagnostic};
use crate::model::{Action, Scenario};

/// Says where circles close, and unties the `use` that closes each, so that nothing that follows `use` runs forever.
pub fn cut(parsed: &mut Parsed, fragments: &mut BTreeMap<Arc<str>, Scenario>) {
    let mut done: HashSet<Arc<str>> = HashSet::new();
    let paths: Vec<Arc<str>> = fragments.keys().cloned().collect();
    for path in paths {
        // The way to where we are: fragments, and the step of each that is looked at next.
        let mut way: Vec<(Arc<str>, usize)> = Vec::new();
        if !done.contains(&path) {
            way.push((path, 0));
        }
        while let Some((path, next)) = way.last_mut() {
            let Some(fragment) = fragments.get_mut(path) else { break };
            let mut steps = fragment.steps.iter_mut().chain(&mut fragment.cleanup).skip(*next);
            let Some(step) = steps.next() else {
                done.insert(path.clone());
                way.pop();
                continue;
            };
            *next += 1;
            let Action::Use(used) = &mut step.action else { continue };
            if !used.linked || done.contains(&used.path) {
                continue;
            }
            let target = used.path.clone();
            match way.iter().position(|(other, _)| *other == target) {
                None => way.push((target, 0)),
                Some(start) => {
                    used.linked = false;
                    let circle = way[start..].iter().map(|(path, _)| &**path).chain([&*target]);
                    let circle = circle.collect::<Vec<_>>().join(" → ");
                    parsed.sink.push(
                        Diagnostic::new(
                            Code::UseCircle,
                            used.file.span,
                            format!("fragments use each other in a circle: {circle}"),
                        )
                        .help("take one of these steps out, or move what both need into a third fragment"),
                    );
                }
            }
        }
    }
}
