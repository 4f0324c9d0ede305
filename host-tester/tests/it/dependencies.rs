//! Dependencies: what a manifest names is used by the code beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The folder of every crate of the workspace.
fn members() -> Vec<PathBuf> {
    let policies = std::fs::read_dir(root().join("policies")).unwrap().map(|entry| entry.unwrap().path());
    policies
        .chain([root().join("host-tester")])
        .filter(|folder| folder.join("Cargo.toml").is_file())
        .collect()
}

fn manifest(folder: &Path) -> Table {
    std::fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap()
}

/// The dependencies of one sort, those for some targets only as well.
fn dependencies(manifest: &Table, sort: &str) -> Vec<String> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    let named = tables.filter_map(|table| table.get(sort)?.as_table()).flat_map(Table::keys);
    named.cloned().collect()
}

/// The code in some folders of a crate, without comments.
fn code(folder: &Path, parts: &[&str]) -> String {
    let mut code = String::new();
    for part in parts.iter().map(|part| folder.join(part)).filter(|part| part.is_dir()) {
        for entry in walkdir::WalkDir::new(part) {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                code.extend(lines.flat_map(|line| [line, "\n"]));
            }
        }
    }
    code
}

/// Whether code names a crate: `name::`, as a word of its own.
fn names(code: &str, dependency: &str) -> bool {
    let path = format!("{}::", dependency.replace('-', "_"));
    let before = code.split_inclusive(path.as_str()).filter_map(|part| part.strip_suffix(path.as_str()));
    before
        .map(|text| text.chars().next_back())
        .any(|last| last.is_none_or(|last| !last.is_alphanumeric() && last != '_'))
}

#[test]
fn every_dependency_of_a_crate_is_named_in_its_code() {
    let mut unused = Vec::new();
    for folder in members() {
        let manifest = manifest(&folder);
        for (sort, parts) in [("dependencies", &["src"][..]), ("dev-dependencies", &["src", "tests"])] {
            let code = code(&folder, parts);
            let idle = dependencies(&manifest, sort).into_iter().filter(|name| !names(&code, name));
            unused.extend(idle.map(|name| format!("{}: {sort}: {name}", folder.display())));
        }
    }
    assert!(unused.is_empty(), "nothing uses these:\n{}", unused.join("\n"));
}

#[test]
fn every_dependency_of_the_workspace_is_one_of_a_crate() {
    let of_crates: BTreeSet<String> = members()
        .iter()
        .map(|folder| manifest(folder))
        .flat_map(|manifest| {
            ["dependencies", "dev-dependencies"].map(|sort| dependencies(&manifest, sort)).concat()
        })
        .collect();
    let workspace = manifest(root());
    let idle: Vec<_> = dependencies(workspace["workspace"].as_table().unwrap(), "dependencies")
        .into_iter()
        .filter(|name| !of_crates.contains(name))
        .collect();
    assert!(idle.is_empty(), "no crate has these: {idle:?}");
}

#[test]
fn a_part_of_another_name_is_no_use_of_a_crate() {
    assert!(names("use serde_json::Value;", "serde-json"));
    assert!(!names("use my_serde_json::Value;", "serde-json"));
    assert!(!names("use serde_json::Value;", "serde"));
}
