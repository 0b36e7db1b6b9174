use super::*;

#[test]
fn paths_stay_in_the_project() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    let files = ProjectFiles::find(folder.path(), None).unwrap();
    assert_eq!(files.resolve("scenarios/a.yaml", "b.json").unwrap().as_ref(), "scenarios/b.json");
    assert_eq!(files.resolve("scenarios/a.yaml", "../b.json").unwrap().as_ref(), "b.json");
    for (written, problem) in [
        ("../../b.json", "leads out"),
        ("/etc/passwd", "leads out"),
        ("..\\..\\b.json", "contains a `\\`"),
        ("C:/b.json", "begins with a drive"),
        ("a\0b", "control character"),
        (&"a/".repeat(5_000), "10000 bytes"),
    ] {
        let refused = files.resolve("scenarios/a.yaml", written).unwrap_err();
        assert!(refused.contains(problem) && refused.len() < 300, "{refused}");
    }
}

#[test]
fn yaml_files_are_found_and_ignored_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("a/b/c")).unwrap();
    std::fs::create_dir_all(at(".hidden")).unwrap();
    for name in [
        "a/b/1.yaml",
        "a/2.yml",
        "a/3.txt",
        "a/data.yaml",
        "a/b/data.yaml",
        "a/b/c/4.yaml",
        "a/b/c/5.yaml",
        "a/6.YAML",
        "runthrough.yaml",
        ".hidden/x.yaml",
        "a/.7.yaml",
        "a/.8.yaml",
    ] {
        std::fs::write(at(name), "").unwrap();
    }
    std::fs::write(at(".runthroughignore"), "data.yaml\n/a/b/c/5.yaml\n!.7.yaml\n").unwrap();
    std::fs::write(at("a/b/.runthroughignore"), "!data.yaml\n").unwrap();
    let files = ProjectFiles::find(folder.path(), None).unwrap();
    let found = |starts: &[PathBuf]| -> Vec<String> {
        files.discover(starts).unwrap().iter().map(|file| files.display(&file.path)).collect()
    };
    let all = ["a/.7.yaml", "a/2.yml", "a/6.YAML", "a/b/1.yaml", "a/b/c/4.yaml", "a/b/data.yaml"];
    assert_eq!(found(&[PathBuf::from(".")]), all);
    assert_eq!(found(&[folder.path().to_owned()]), all);
    assert_eq!(found(&[PathBuf::from("a/b")]), ["a/b/1.yaml", "a/b/c/4.yaml", "a/b/data.yaml"]);
    assert_eq!(found(&[PathBuf::from("a/data.yaml")]), ["a/data.yaml"]);
    let missing = files.discover(&[PathBuf::from("a/b/1.yml")]).unwrap_err();
    assert_eq!(missing, "the file or folder `a/b/1.yml` does not exist; did you mean `a/b/1.yaml`?");
}

#[test]
fn the_search_for_the_configuration_ends_at_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("repository/below")).unwrap();
    std::fs::write(at("runthrough.yaml"), "").unwrap();
    let config = |folder: &str| ProjectFiles::find(&at(folder), None).unwrap().config;
    assert_eq!(config("repository/below"), Some(at("runthrough.yaml")));
    std::fs::write(at("repository/.git"), "gitdir: elsewhere").unwrap();
    assert_eq!(config("repository/below"), None);
    std::fs::write(at("repository/runthrough.yaml"), "").unwrap();
    assert_eq!(config("repository/below"), Some(at("repository/runthrough.yaml")));
    let typed =
        ProjectFiles::find(&at("repository/below"), Some(Path::new("../../runthrough.yaml"))).unwrap();
    assert_eq!((typed.config.as_deref(), typed.root()), (Some(&*at("runthrough.yaml")), folder.path()));
}
