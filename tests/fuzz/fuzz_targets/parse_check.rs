//! Any text as a scenario file: read, checked, its findings drawn, its fixes applied.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runthrough::testing::files::{
    Fix, Loaded, NoFiles, Parsed, Styles, apply_fixes, parse, parse_config, render,
};

struct NoFiles;

impl Files for NoFiles {
    fn resolve(&self, _: &str, written: &str) -> Result<Arc<str>, String> {
        Ok(written.into())
    }

    fn resolve_outside(&self, _: &str, written: &str) -> Arc<str> {
        written.into()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no file `{path}`"))
    }
}

fuzz_target!(|text: &str| {
    let loaded = || Loaded { path: "a.yaml".into(), text: Ok(text.to_owned()) };
    parse_config(Some(loaded()), &NoFiles);
    let mut parsed = parse_config(None, &NoFiles);
    parse(&mut parsed, vec![loaded()], None, &NoFiles);
    let Parsed { project, library, mut sink, .. } = parsed;
    runthrough::testing::files::check(&project, &library, &(), &mut sink);
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
