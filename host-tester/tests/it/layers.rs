//! Who may use whom: the boxes and arrows of the architecture, held against the code; no circle among the files of any
//! crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::modules::Crate;

/// Every module of the crate and the modules it may use. `cli` stands above all; `verdict` and `clock` are leaves
/// that hold no decisions.
const ARROWS: [(&str, &[&str]); 15] = [
    ("wapc", &[]),
    ("engine", &["wapc"]),
    ("host", &["wapc"]),
    ("module", &[]),
    ("registry", &["module"]),
    ("clock", &[]),
    ("verdict", &[]),
    ("evaluate", &["engine", "host", "module"]),
    ("source", &[]),
    ("bundle", &["module"]),
    ("run", &["source", "bundle", "evaluate", "verdict", "clock"]),
    ("report", &["verdict"]),
    // Texts in, texts out: it runs no module and touches no file.
    ("generate", &["module"]),
    // It measures the engine itself, besides what policies do in it.
    ("bench", &["evaluate", "engine", "module"]),
    (
        "cli",
        &[
            "report", "run", "bench", "generate", "registry", "evaluate", "engine", "module", "source",
            "bundle", "verdict", "clock",
        ],
    ),
];

/// Words that only some modules may contain.
const RESERVED: [(&str, &[&str]); 10] = [
    ("wasmtime::", &["wapc", "engine"]),
    ("oci_client::", &["registry"]),
    ("tokio::", &["registry"]),
    ("async ", &["registry"]),
    ("println!", &["cli"]),
    ("stdout()", &["cli"]),
    ("stderr()", &["cli"]),
    ("process::exit", &["cli"]),
    ("clap::", &["cli"]),
    ("fs::", &["cli", "source", "bundle", "engine", "bench", "registry"]),
];

struct Source {
    path: PathBuf,
    code: String,
}

/// The layer of a file under `src`: the first part of its path.
fn layer(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

fn src(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join("src")
}

/// All files under `src`, without comments and tests.
fn sources() -> Vec<Source> {
    let root = src("host-tester");
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        found.push(Source { path: path.strip_prefix(&root).unwrap().to_owned(), code });
    }
    found
}

#[test]
fn every_use_follows_an_arrow() {
    let mut wrong = Vec::new();
    for used in Crate::read(&src("host-tester")).uses() {
        let (from, to) = (layer(&used.from), layer(&used.module));
        let allowed = ARROWS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, allowed)| *allowed);
        if from != to && from != "lib" && !allowed.contains(&to) {
            wrong.push(used.to_string());
        }
    }
    assert!(wrong.is_empty(), "no arrow allows it:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place_among_the_arrows() {
    let read = Crate::read(&src("host-tester"));
    let layers: BTreeSet<_> = read.files().map(layer).filter(|layer| *layer != "lib").collect();
    let known: BTreeSet<_> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(layers, known, "modules, and the arrows for them");
}

/// Fails with each circle among the files of a crate.
fn refuse_circles(folder: &str) {
    let circles = Crate::read(&src(folder)).circles();
    let text: Vec<_> = circles.iter().map(ToString::to_string).collect();
    assert!(circles.is_empty(), "circles among the files of {folder}/src:\n\n{}", text.join("\n"));
}

#[test]
fn no_circle_of_files_in_host_tester() {
    refuse_circles("host-tester");
}

#[test]
fn no_circle_of_files_in_policy_kit() {
    refuse_circles("policies/policy-kit");
}

#[test]
fn no_circle_of_files_in_policy_test() {
    refuse_circles("policies/policy-test");
}

#[test]
fn no_circle_of_files_in_a_policy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let policies: BTreeSet<_> = folders.filter(|folder| folder.join("metadata.yml").is_file()).collect();
    assert!(!policies.is_empty());
    for policy in policies {
        refuse_circles(&format!("policies/{}", policy.file_name().unwrap().display()));
    }
}

#[test]
fn wasmtime_the_network_clap_files_and_printing_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for Source { path, code } in sources() {
        let layer = layer(path.to_str().unwrap());
        for (word, owners) in RESERVED {
            if code.contains(word) && !owners.contains(&layer) {
                wrong.push(format!("{} contains `{word}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_short_enough_to_be_read_at_once() {
    let root = src("host-tester");
    let long: Vec<_> = sources()
        .into_iter()
        .map(|source| {
            (std::fs::read_to_string(root.join(&source.path)).unwrap().lines().count(), source.path)
        })
        .filter(|(lines, _)| *lines > 320)
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}
