//! The inputs of a scenario under construction: one for each value.

use super::names::{self, Unique};
use crate::import::draft::Input;
use crate::yaml::write::Node;

#[derive(Debug, Default)]
pub struct Inputs {
    /// As they will be declared.
    pub declared: Vec<Input>,
    values: Vec<(String, String)>,
    names: Unique,
}

impl Inputs {
    /// Keeps a name for something else.
    pub fn reserve(&mut self, name: &str) -> String {
        self.names.name(names::variable(name), &|name, number| format!("{name}_{number}"))
    }

    /// `${name}` of a secret input for this value; the same value has the same input.
    pub fn secret(&mut self, hint: &str, value: &str) -> String {
        self.input(hint, value, |name| Input {
            env: Some(environment(name)),
            secret: true,
            ..Input::default()
        })
    }

    /// `${name}` of an input with this value as its default.
    pub fn plain(&mut self, hint: &str, value: &str) -> String {
        self.input(hint, value, |_| Input { default: Some(value.into()), ..Input::default() })
    }

    fn input(&mut self, hint: &str, value: &str, new: impl FnOnce(&str) -> Input) -> String {
        let known = self.values.iter().find(|(known, _)| known == value);
        let name = match known {
            Some((_, name)) => name.clone(),
            None => {
                let name = self.reserve(hint);
                self.declared.push(Input { name: name.clone(), ..new(&name) });
                self.values.push((value.to_owned(), name.clone()));
                name
            }
        };
        format!("${{{name}}}")
    }

    /// `${name}` of the input that stands for a value, and whether it is secret.
    pub fn known(&self, value: &str) -> Option<(String, bool)> {
        let (_, name) = self.values.iter().find(|(known, _)| known == value)?;
        let secret = self.declared.iter().any(|input| input.name == *name && input.secret);
        Some((format!("${{{name}}}"), secret))
    }

    /// What stands for a value that is secret there: a template stays, and its input becomes a secret one.
    pub fn hidden(&mut self, hint: &str, value: &str) -> String {
        if value.contains("${") {
            self.hide(value);
            return value.to_owned();
        }
        self.secret(hint, value)
    }

    /// Makes the input secret that a text is the template of, if it is one: what it stands for is a secret there.
    pub fn hide(&mut self, template: &str) {
        let name = template.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let Some(input) = self.declared.iter_mut().find(|input| Some(input.name.as_str()) == name) else {
            return;
        };
        input.secret = true;
        if input.default.take().is_some() {
            input.env = Some(environment(&input.name));
        }
    }

    /// Declares an input whose name was reserved.
    pub fn declare_as(&mut self, input: Input) {
        if let Some(Node::Text(value)) = &input.default {
            self.values.push((value.clone(), input.name.clone()));
        }
        self.declared.push(input);
    }

    /// The default of `base_url` first, then the others in the order of their use.
    pub fn base_url(&mut self, name: &str, url: &str) {
        self.declared
            .insert(0, Input { name: name.to_owned(), default: Some(Node::from(url)), ..Input::default() });
    }
}

/// The environment variable of an input. Shells have a `USER`, a `HOST` and a `NAME` of their own.
pub fn environment(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    if name.starts_with("API_") { name } else { format!("API_{name}") }
}
