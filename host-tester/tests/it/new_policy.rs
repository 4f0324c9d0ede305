//! `scripts/new-policy.sh` in a copy of the project: the policy that it writes passes the checks as it is.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "required-owner";

/// The longest that one command may take, in seconds: the first build of the dependencies takes one to two minutes.
const LIMIT: &str = "400";

/// A copy of the project without policies, always in the same folder, so that nothing is built twice.
struct Copy {
    folder: PathBuf,
    /// The target folder of the project itself, which has the dependencies.
    target: &'static Path,
}

impl Copy {
    fn new(name: &str) -> Self {
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let copy = Self { folder: tmp.join(name), target: tmp.parent().unwrap() };
        std::fs::create_dir_all(&copy.folder).unwrap();
        // What was built from the last copy stays.
        for entry in entries(&copy.folder).iter().filter(|path| !is_named(path, &["target"])) {
            let removed =
                if entry.is_dir() { std::fs::remove_dir_all(entry) } else { std::fs::remove_file(entry) };
            removed.unwrap();
        }
        copy.take(entries(project()), &["target", ".git", "artifacthub", "e2e", "policies"], "");
        let shared = entries(&project().join("policies"));
        let shared = shared.into_iter().filter(|path| !path.join("metadata.yml").is_file());
        copy.take(shared.collect(), &[], "policies");
        copy
    }

    /// Copies files and folders with their times, by which cargo knows what has changed.
    fn take(&self, paths: Vec<PathBuf>, but: &[&str], into: &str) {
        let into = self.folder.join(into);
        std::fs::create_dir_all(&into).unwrap();
        let wanted = paths.into_iter().filter(|path| !is_named(path, but));
        let status = Command::new("cp").arg("--archive").args(wanted).arg(into).status().unwrap();
        assert!(status.success());
    }

    /// Runs a command in the copy, without a network; answers whether it succeeded, and what it said.
    fn run(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new("timeout");
        command.arg(LIMIT).arg(program).args(arguments).current_dir(&self.folder);
        command.env("CARGO_NET_OFFLINE", "true").env("CARGO_TARGET_DIR", self.target).env_remove("BLESS");
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    #[track_caller]
    fn succeeds(&self, program: impl AsRef<OsStr>, arguments: &[&str]) {
        let (success, said) = self.run(program, arguments);
        assert!(success, "{arguments:?}: {said}");
    }
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn is_named(path: &Path, names: &[&str]) -> bool {
    path.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
}

#[test]
fn a_new_policy_passes_the_checks_as_it_is() {
    let copy = Copy::new("new-policy");
    copy.succeeds("scripts/new-policy.sh", &[NAME]);
    let cargo = env!("CARGO");
    copy.succeeds(cargo, &["fmt", "--package", NAME, "--check"]);
    copy.succeeds(
        cargo,
        &[
            "clippy",
            "--quiet",
            "--locked",
            "--no-deps",
            "--package",
            NAME,
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    );
    // As this test was built, so that the dependencies are built already.
    let profile = if cfg!(debug_assertions) { "--profile=dev" } else { "--profile=release" };
    copy.succeeds(cargo, &["test", "--quiet", "--locked", "--package", NAME, profile]);

    if !copy.target.join("policies").is_dir() {
        eprintln!("skipped: modules are not built here");
        return;
    }
    copy.succeeds("scripts/build-policies.sh", &["--bare"]);
    let host_tester = env!("CARGO_BIN_EXE_host-tester");
    let folder = format!("policies/{NAME}");
    let (metadata, usage) = (format!("{folder}/metadata.yml"), format!("{folder}/README.md"));
    let (bare, module) = (format!("target/optimised/{NAME}.wasm"), format!("target/policies/{NAME}.wasm"));
    let annotate = ["annotate", &bare, "--metadata", &metadata, "--usage", &usage, "--out", &module];
    copy.succeeds(host_tester, &annotate);
    copy.succeeds(host_tester, &["generate"]);
    copy.succeeds(host_tester, &["generate", "--check"]);
    copy.succeeds(host_tester, &["replay"]);
    // A gate that has no fuel to compare with has measured all three requests, decided as the benchmark wants them.
    let (_, said) = copy.run(host_tester, &["bench", "--gate", NAME]);
    assert_eq!(said.matches("no fuel is recorded").count(), 3, "{said}");
    assert!(said.contains(&format!("ok      {NAME}: ")), "{said}");
}

#[test]
fn names_that_are_none_or_taken_are_refused() {
    let copy = Copy::new("new-policy-refused");
    for (arguments, wanted) in [
        (&[][..], "is no name of a policy"),
        (&["one-policy", "two-policies"], "is no name of a policy"),
        (&["labels"], "is no name of a policy"),
        (&["Required-Owner"], "is no name of a policy"),
        (&["required_owner-x"], "is no name of a policy"),
        (&["required--owner"], "is no name of a policy"),
        (&["required-owner-"], "is no name of a policy"),
        (&["../required-owner"], "is no name of a policy"),
        (&["policy-kit"], "is taken"),
        (&["wasm-encoder"], "is taken"),
    ] {
        let before = entries(&copy.folder.join("policies")).len();
        let (success, said) = copy.run("scripts/new-policy.sh", arguments);
        assert!(!success && said.contains(wanted), "{arguments:?}: {said}");
        assert_eq!(entries(&copy.folder.join("policies")).len(), before, "{arguments:?}");
    }
}
