//! Finds cycles between the files of a module. A file uses another one when it names an item that the other defines, by
//! whatever path: `use` declarations and re-exports are followed to the definition. Methods are not seen, as their paths
//! would need types; neither is code under `#[cfg(test)]`.

use std::collections::{BTreeMap, BTreeSet};

use super::rust_tokens::{Token, tokens};

/// A file that names items of another one.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Edge {
    /// The file that names them, below the folder of the sources.
    pub from: String,
    /// The file that defines them.
    pub to: String,
    /// The items, each with the first line of `from` that names it.
    pub items: BTreeMap<String, usize>,
}

type ModulePath = Vec<String>;

/// A path as it is written, in the module where it is.
#[derive(Clone)]
struct WrittenPath {
    module: ModulePath,
    /// Whether `segments` begin at `module`. Otherwise the first of them may also be an external crate.
    anchored: bool,
    segments: Vec<String>,
    line: usize,
}

#[derive(Default)]
struct Module {
    file: usize,
    items: BTreeSet<String>,
    imports: BTreeMap<String, Vec<WrittenPath>>,
    globs: Vec<WrittenPath>,
}

/// All modules of a crate, with the paths that count as uses.
#[derive(Default)]
struct Graph {
    modules: BTreeMap<ModulePath, Module>,
    uses: Vec<(usize, WrittenPath)>,
}

/// Every edge between two files. `files` are paths below the folder of the sources, with `/`, and their texts.
pub fn edges(files: &[(String, String)]) -> Vec<Edge> {
    let scanned: Vec<(ModulePath, Vec<Token>, Vec<ModulePath>)> = files
        .iter()
        .map(|(path, source)| {
            let module = module_of(path);
            let (tokens, test_modules) = without_tests(tokens(source));
            let test_modules = test_modules.into_iter().map(|name| child(&module, &name)).collect();
            (module, tokens, test_modules)
        })
        .collect();
    let tests: BTreeSet<&ModulePath> = scanned.iter().flat_map(|(_, _, tests)| tests).collect();

    let mut graph = Graph::default();
    graph.modules.insert(ModulePath::new(), Module::default());
    for (file, (module, tokens, _)) in scanned.iter().enumerate() {
        if (0..=module.len()).any(|length| tests.contains(&module[..length].to_vec())) {
            continue;
        }
        let has_children =
            scanned.iter().any(|(other, _, _)| other.len() > module.len() && other.starts_with(module));
        graph.read(file, module, tokens, has_children);
    }

    let mut edges: BTreeMap<(usize, usize), BTreeMap<String, usize>> = BTreeMap::new();
    for (from, path) in &graph.uses {
        for (to, item) in graph.definitions(path, 0) {
            if to != *from {
                edges.entry((*from, to)).or_default().entry(item).or_insert(path.line);
            }
        }
    }
    let name = |file: usize| files[file].0.clone();
    edges.into_iter().map(|((from, to), items)| Edge { from: name(from), to: name(to), items }).collect()
}

/// Every set of files each of which reaches all others, as the edges inside the set.
pub fn cycles(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().push(&edge.to);
    }
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in next.keys() {
        let seen = reached.entry(file).or_default();
        let mut pending = vec![*file];
        while let Some(file) = pending.pop() {
            pending.extend(next.get(file).into_iter().flatten().filter(|to| seen.insert(**to)));
        }
    }
    let both_ways =
        |a: &str, b: &str| reached[a].contains(b) && reached.get(b).is_some_and(|r| r.contains(a));
    let mut cycles: Vec<Vec<Edge>> = Vec::new();
    for edge in edges.iter().filter(|edge| both_ways(&edge.from, &edge.to)) {
        match cycles.iter_mut().find(|cycle| both_ways(&cycle[0].from, &edge.from)) {
            Some(cycle) => cycle.push(edge.clone()),
            None => cycles.push(vec![edge.clone()]),
        }
    }
    cycles
}

impl Graph {
    /// Records what a file defines, imports and names.
    fn read(&mut self, file: usize, root: &ModulePath, tokens: &[Token], has_children: bool) {
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
        let before = |at: usize, back: usize| at.checked_sub(back).map_or("", text);
        let mut module = root.clone();
        self.modules.entry(module.clone()).or_default().file = file;
        // For every open brace, whether it is that of a module.
        let mut braces: Vec<bool> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let top = braces.iter().all(|is_module| *is_module);
            match text(at) {
                "{" => {
                    let opens_module = before(at, 2) == "mod";
                    if opens_module {
                        module.push(before(at, 1).to_owned());
                        self.modules.entry(module.clone()).or_default().file = file;
                    }
                    braces.push(opens_module);
                }
                "}" => {
                    let closes_module = braces.pop() == Some(true);
                    module.truncate(module.len() - usize::from(closes_module));
                }
                "use" if !matches!(before(at, 1), "+" | "::") => {
                    let here = self.modules.entry(module.clone()).or_default();
                    let re_export = has_children && matches!(before(at, 1), "pub" | ")");
                    let mut leaves = Vec::new();
                    let end = use_tree(tokens, at + 1, &mut Vec::new(), &mut leaves);
                    for (segments, alias) in leaves {
                        let path = anchor(&module, &segments, tokens[at].line);
                        if alias == "*" {
                            here.globs.push(path);
                            continue;
                        }
                        here.imports.entry(alias).or_default().push(path.clone());
                        if !re_export {
                            self.uses.push((file, path));
                        }
                    }
                    at = end;
                    continue;
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
                | "macro_rules"
                    if top =>
                {
                    let name = if text(at + 1) == "!" { text(at + 2) } else { text(at + 1) };
                    self.modules.entry(module.clone()).or_default().items.insert(name.to_owned());
                }
                word if begins_path(word, before(at, 1), text(at + 1)) => {
                    let mut segments = vec![word.to_owned()];
                    let mut end = at + 1;
                    while text(end) == "::" && is_word(text(end + 1)) {
                        segments.push(text(end + 1).to_owned());
                        end += 2;
                    }
                    self.uses.push((file, anchor(&module, &segments, tokens[at].line)));
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// The files that define what a path names, each with the item's name; none for modules and external items.
    fn definitions(&self, path: &WrittenPath, depth: usize) -> Vec<(usize, String)> {
        self.look_up(&path.module, &path.segments, path.anchored, depth)
    }

    /// `must_exist`: a name that is not found is one that a macro defines in the module, not one of another crate.
    fn look_up(
        &self,
        module: &[String],
        segments: &[String],
        must_exist: bool,
        depth: usize,
    ) -> Vec<(usize, String)> {
        let (Some((name, rest)), Some(here)) = (segments.split_first(), self.modules.get(module)) else {
            return Vec::new();
        };
        // Imports that lead to themselves: `use regex::Regex as regex` names a crate first.
        if depth > 16 {
            return Vec::new();
        }
        let inner = child(module, name);
        let is_module = self.modules.contains_key(&inner);
        if is_module && !rest.is_empty() {
            return self.look_up(&inner, rest, true, depth + 1);
        }
        if here.items.contains(name) {
            return vec![(here.file, name.clone())];
        }
        if let Some(imports) = here.imports.get(name) {
            let through = |path: &WrittenPath| {
                let mut whole = path.clone();
                whole.segments.extend_from_slice(rest);
                self.definitions(&whole, depth + 1)
            };
            return imports.iter().flat_map(through).collect();
        }
        for glob in &here.globs {
            let whole: Vec<String> = glob.segments.iter().chain(segments).cloned().collect();
            let found = self.look_up(&glob.module, &whole, false, depth + 1);
            if !found.is_empty() {
                return found;
            }
        }
        if must_exist && !is_module { vec![(here.file, name.clone())] } else { Vec::new() }
    }
}

fn child(module: &[String], name: &str) -> ModulePath {
    let mut path = module.to_vec();
    path.push(name.to_owned());
    path
}

/// `run/step.rs` and `run/step/mod.rs` are `run::step`.
fn module_of(path: &str) -> ModulePath {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(stem, "lib" | "main") {
        return Vec::new();
    }
    stem.split('/').map(str::to_owned).collect()
}

/// Follows `crate`, `self` and `super` to the module where the rest of the path begins.
fn anchor(module: &[String], segments: &[String], line: usize) -> WrittenPath {
    let mut start = module.to_vec();
    let mut anchored = false;
    let mut rest = segments;
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" => start.clear(),
            "self" => {}
            "super" => drop(start.pop()),
            _ => break,
        }
        anchored = true;
        rest = others;
    }
    WrittenPath { module: start, anchored, segments: rest.to_vec(), line }
}

/// Whether a word of code may be the first segment of a path. A name before a single `:` is that of a field or variable.
fn begins_path(word: &str, before: &str, after: &str) -> bool {
    is_word(word)
        && !matches!(before, "." | "::" | "fn" | "mod" | "let" | "mut" | "ref" | "for")
        && after != ":"
        && (word.chars().next().is_some_and(char::is_uppercase)
            || matches!(after, "(" | "::" | "!" | ")" | ","))
}

fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Reads a `use` tree into its leaves: the segments, and the name that they are bound to (`*` for a glob). Returns where
/// the tree ends.
fn use_tree(
    tokens: &[Token],
    mut at: usize,
    prefix: &mut Vec<String>,
    leaves: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let text = |at: usize| tokens.get(at).map_or(";", |token| token.text.as_str());
    let length = prefix.len();
    loop {
        match text(at) {
            "::" => at += 1,
            "*" => {
                leaves.push((prefix.clone(), "*".to_owned()));
                at += 1;
                break;
            }
            "{" => {
                at += 1;
                while text(at) != "}" && text(at) != ";" {
                    at = use_tree(tokens, at, prefix, leaves);
                    at += usize::from(text(at) == ",");
                }
                at += 1;
                break;
            }
            word if is_word(word) => {
                // `{self, …}` is the module itself.
                if word != "self" || prefix.is_empty() {
                    prefix.push(word.to_owned());
                }
                at += 1;
                if text(at) == "::" {
                    continue;
                }
                let mut alias = prefix.last().cloned().unwrap_or_default();
                if text(at) == "as" {
                    text(at + 1).clone_into(&mut alias);
                    at += 2;
                }
                leaves.push((prefix.clone(), alias));
                break;
            }
            _ => {
                at += 1;
                break;
            }
        }
    }
    prefix.truncate(length);
    at
}

/// Takes away every item under `#[cfg(test)]`; also the names of the modules among them that are files.
fn without_tests(tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let attribute = tokens[at..].iter().map(|token| token.text.as_str()).take(ATTRIBUTE.len());
        if !attribute.eq(ATTRIBUTE) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let item = at + ATTRIBUTE.len();
        at = item;
        let mut depth = 0_usize;
        while at < tokens.len() {
            match tokens[at].text.as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
            let last = &tokens[at - 1].text;
            if depth == 0
                && (last == ";" || last == "}" && tokens.get(at).is_none_or(|next| next.text != ";"))
            {
                break;
            }
        }
        if tokens[item].text == "mod" && tokens[at - 1].text == ";" {
            modules.push(tokens[item + 1].text.clone());
        }
    }
    (kept, modules)
}
