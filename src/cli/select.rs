//! Selection, shared by `run` and `list`.

use super::args::Select;
use super::config::LoadedProject;
use super::exit::{Complaint, Exit};
use super::output::Output;
use crate::model::{Plan, Selection};
use crate::plan;

/// Makes the plan; nothing selected is a complaint of its own exit code.
pub fn plan(loaded: &LoadedProject, select: &Select, output: &Output) -> Result<Plan, Complaint> {
    let selection =
        Selection { tag: select.tag.clone(), name: select.name.clone(), repeat: select.repeat as usize };
    let plan = plan::plan(&loaded.project, &selection).map_err(Complaint::usage)?;
    for (tag, near) in plan::unknown_tags(&loaded.project, &selection) {
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        output.stderr(&format!("warning: no scenario has the tag `{tag}`{hint}\n"));
    }
    let (errors, _) = loaded.counts();
    if plan.is_empty() && errors == 0 {
        let message = match loaded.files {
            0 => "no scenario file was found",
            _ => "nothing was selected to run",
        };
        let help = match loaded.files {
            0 => "scenario files end in .yaml or .yml",
            _ => "`runthrough list` shows all scenarios with their tags",
        };
        return Err(Complaint {
            message: message.to_owned(),
            help: vec![help.to_owned()],
            exit: Exit::Nothing,
        });
    }
    Ok(plan)
}
