//! Any text as a scenario file: read, checked, its findings drawn, its fixes applied.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::files::{
    Fix, Loaded, NoFiles, Parsed, Styles, apply_fixes, check, parse_alone, parse_config, render,
};

fuzz_target!(|text: &str| {
    parse_config(Some(Loaded { path: "runthrough.yaml".into(), text: Ok(text.to_owned()) }), &NoFiles);
    let Parsed { project, mut sink, .. } = parse_alone(text);
    check(&project, &(), &mut sink);
    let found = sink.into_sorted(&project.sources);
    for diagnostic in &found {
        let drawn = render(diagnostic, &project.sources, Styles::Plain);
        assert!(drawn.len() < 100_000, "{} bytes are drawn", drawn.len());
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.span.range()).is_some(), "{edit:?} cuts a character");
        }
    }
    let fixes: Vec<&Fix> = found.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
    apply_fixes(text, fixes);
});
