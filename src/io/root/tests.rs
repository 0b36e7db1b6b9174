use super::*;

fn described(problem: FileProblem) -> String {
    problem.describe("x")
}

#[test]
fn no_more_is_read_than_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), "12345").unwrap();
    let root = Root::open(folder.path()).unwrap();
    assert_eq!(root.read(Path::new("a"), 5).unwrap(), b"12345");
    assert!(matches!(root.read(Path::new("a"), 4), Err(FileProblem::TooLarge(4))));
    assert!(described(root.read(Path::new("b"), 4).unwrap_err()).contains("does not exist"));
    assert!(described(root.read(Path::new(""), 4).unwrap_err()).contains("regular file"));
}

#[test]
fn new_files_take_the_place_of_none_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let root = Root::open(folder.path()).unwrap();
    let path = Path::new("new/a");
    assert!(root.write_new(path, "1").unwrap());
    assert!(!root.write_new(path, "2").unwrap());
    root.rewrite(path, "3").unwrap();
    assert_eq!(root.read(path, 9).unwrap(), b"3");
    drop(root.begin(path).unwrap());
    assert_eq!(root.names(Path::new("new"), 9).unwrap(), ["a"]);
    let mut file = root.begin(Path::new("copied")).unwrap();
    std::io::Write::write_all(&mut file, b"4").unwrap();
    file.copy_new(&root.dir).unwrap();
    assert_eq!(root.read(Path::new("copied"), 9).unwrap(), b"4");
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn links_stay_inside() {
        let outer = tempfile::tempdir().unwrap();
        let at = |name: &str| outer.path().join(name);
        fs::create_dir_all(at("project/real")).unwrap();
        fs::write(at("secret"), "outside").unwrap();
        fs::write(at("project/real/file"), "inside").unwrap();
        for (target, link) in [
            ("real", "folder"),
            ("real/file", "file"),
            ("../secret", "out"),
            ("..", "up"),
            ("loop", "loop"),
            ("nowhere", "broken"),
            ("/etc/passwd", "absolute"),
            ("out", "twice"),
        ] {
            symlink(target, at("project").join(link)).unwrap();
        }
        symlink(at("project/real/file"), at("project/absolute_inside")).unwrap();
        let root = Root::open(&at("project")).unwrap();
        for path in ["real/file", "folder/file", "file", "folder/../real/file"] {
            assert_eq!(root.read(Path::new(path), 9).unwrap(), b"inside", "{path}");
        }
        for path in ["out", "up/secret", "absolute", "absolute_inside", "twice", "../secret", "/etc/passwd"] {
            let outside = |problem| matches!(problem, FileProblem::Outside);
            assert!(outside(root.read(Path::new(path), 9).unwrap_err()), "{path}");
            assert!(outside(root.kind(Path::new(path)).unwrap_err()), "{path}");
            assert!(root.rewrite(Path::new(path), "overwritten").is_err(), "{path}");
        }
        assert!(matches!(root.read(Path::new("broken"), 9), Err(FileProblem::LinkToNowhere)));
        assert!(described(root.read(Path::new("loop"), 9).unwrap_err()).contains("cannot be read"));
        assert!(root.write_new(Path::new("up/new"), "1").is_err());
        assert!(root.begin(Path::new("up/new")).is_err());
        assert!(!root.write_new(Path::new("broken"), "1").unwrap());
        assert_eq!(fs::read(at("secret")).unwrap(), b"outside");
        assert!(!at("new").exists());
        root.rewrite(Path::new("file"), "again").unwrap();
        assert!(at("project/file").is_symlink());
        assert_eq!(fs::read(at("project/real/file")).unwrap(), b"again");
    }

    #[test]
    fn only_regular_files_are_opened_and_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
        assert!(made.unwrap().success());
        let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let root = Root::open(folder.path()).unwrap();
        for name in ["pipe", "socket", "folder"] {
            let problem = described(root.read(Path::new(name), 9).unwrap_err());
            assert_eq!(problem, "`x` is not a regular file", "{name}");
            assert!(root.rewrite(Path::new(name), "1").is_err(), "{name}");
        }
        let devices = Root::open(Path::new("/dev")).unwrap();
        for name in ["zero", "null", "tty"] {
            assert!(devices.read(Path::new(name), 9).is_err(), "{name}");
        }
    }

    #[test]
    fn what_is_replaced_keeps_its_permissions_and_its_other_names() {
        let outer = tempfile::tempdir().unwrap();
        let at = |name: &str| outer.path().join(name);
        fs::create_dir(at("project")).unwrap();
        fs::write(at("outside"), "old").unwrap();
        fs::set_permissions(at("outside"), Permissions::from_mode(0o640)).unwrap();
        fs::hard_link(at("outside"), at("project/a")).unwrap();
        fs::hard_link(at("outside"), at("project/b")).unwrap();
        let root = Root::open(&at("project")).unwrap();
        root.rewrite(Path::new("a"), "new").unwrap();
        std::io::Write::write_all(&mut root.create_growing(Path::new("b")).unwrap(), b"new").unwrap();
        assert_eq!(fs::read(at("outside")).unwrap(), b"old");
        assert_eq!(fs::read(at("project/b")).unwrap(), b"new");
        let metadata = fs::metadata(at("project/a")).unwrap();
        assert_eq!((metadata.mode() & 0o777, metadata.len()), (0o640, 3));
        fs::set_permissions(at("project/a"), Permissions::from_mode(0o440)).unwrap();
        assert!(root.rewrite(Path::new("a"), "newer").is_err());
        assert_eq!(root.names(Path::new(""), 9).unwrap(), ["a", "b"]);
    }

    /// A name is exchanged all the time between a file and a link that leads out: nothing of what is outside is ever read.
    #[test]
    fn what_is_exchanged_while_it_is_opened_is_never_read() {
        let outer = tempfile::tempdir().unwrap();
        let project = outer.path().join("project");
        fs::create_dir(&project).unwrap();
        fs::write(outer.path().join("secret"), "outside").unwrap();
        fs::write(project.join("file"), "inside").unwrap();
        symlink("../secret", project.join("link")).unwrap();
        let root = Root::open(&project).unwrap();
        let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let exchange = {
            let (project, done) = (project.clone(), done.clone());
            std::thread::spawn(move || {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    for source in ["file", "link"] {
                        let _ = fs::remove_file(project.join("next"));
                        match source {
                            "file" => fs::copy(project.join("file"), project.join("next")).map(drop).unwrap(),
                            _ => symlink("../secret", project.join("next")).unwrap(),
                        }
                        fs::rename(project.join("next"), project.join("name")).unwrap();
                    }
                }
            })
        };
        for _ in 0..2_000 {
            if let Ok(bytes) = root.read(Path::new("name"), 99) {
                assert_eq!(bytes, b"inside");
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        exchange.join().unwrap();
    }

    #[test]
    fn loops_and_endless_links_end() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::write(at("a/b/x.yaml"), "").unwrap();
        for (target, link) in
            [("..", "a/b/up"), ("../..", "a/b/top"), (".", "a/self"), ("b", "a/again"), ("y.yaml", "y.yaml")]
        {
            symlink(target, at(link)).unwrap();
        }
        let root = Root::open(folder.path()).unwrap();
        let mut found = walk(&root, Path::new(""), Path::new("x")).unwrap();
        found.sort();
        assert_eq!(found, ["a/again/x.yaml", "a/b/x.yaml", "y.yaml"].map(PathBuf::from));
    }

    #[test]
    fn a_file_of_rules_is_read_as_any_other() {
        let outer = tempfile::tempdir().unwrap();
        let project = outer.path().join("project");
        fs::create_dir(&project).unwrap();
        fs::write(outer.path().join("secret"), "[z-a]").unwrap();
        let root = Root::open(&project).unwrap();
        let rules = project.join(IGNORE);
        for (target, problem) in [
            ("../secret", "leads out of the project"),
            ("/dev/zero", "leads out of the project"),
            ("nowhere", "broken link"),
            (".", "regular file"),
        ] {
            symlink(target, &rules).unwrap();
            let refused = walk(&root, Path::new(""), Path::new("")).unwrap_err();
            assert!(refused.contains(problem) && refused.contains(IGNORE), "{refused}");
            fs::remove_file(&rules).unwrap();
        }
        for (text, problem) in [
            (b"a\n[z-a]\n".to_vec(), ".runthroughignore:2: "),
            (b"a\xff".to_vec(), "is not valid UTF-8"),
            (vec![b'a'; 65 * 1024], "larger than 64 KiB"),
        ] {
            fs::write(&rules, text).unwrap();
            let refused = walk(&root, Path::new(""), Path::new("")).unwrap_err();
            assert!(refused.contains(problem), "{refused}");
        }
    }
}
