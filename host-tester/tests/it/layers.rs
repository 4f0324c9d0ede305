//! Who may use whom: the boxes and arrows of the architecture, held against the code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every module of the crate and the modules it may use. `cli` stands above all; `verdict` and `clock` are leaves
/// that hold no decisions.
const ARROWS: [(&str, &[&str]); 15] = [
    ("wapc", &[]),
    ("engine", &["wapc"]),
    ("host", &[]),
    ("module", &[]),
    ("registry", &["module"]),
    ("clock", &[]),
    ("verdict", &[]),
    ("evaluate", &["engine", "host", "module"]),
    ("source", &[]),
    ("bundle", &[]),
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
    layer: String,
    code: String,
}

/// All files under `src`, without comments and tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
        let layer = first.trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        found.push(Source { path: relative.to_owned(), layer, code });
    }
    found
}

/// The modules that follow `crate::` in a piece of code, one or a list in braces.
fn used(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let list = match part.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap(),
            None => part,
        };
        let several = if part.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for name in several {
            let name: String =
                name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                names.insert(name);
            }
        }
    }
    names
}

#[test]
fn every_use_follows_an_arrow() {
    let mut wrong = Vec::new();
    for Source { path, layer, code } in sources() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == layer) else { continue };
        for name in used(&code) {
            if name != layer && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} uses `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "no arrow allows it:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place_among_the_arrows() {
    let layers: BTreeSet<String> = sources().into_iter().map(|source| source.layer).collect();
    let known: BTreeSet<String> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let unknown: Vec<_> = layers
        .iter()
        .filter(|layer| !known.contains(*layer) && *layer != "lib" && *layer != "main")
        .collect();
    assert!(unknown.is_empty(), "not among the arrows: {unknown:?}");
    assert!(known.is_subset(&layers), "no longer there: {:?}", known.difference(&layers));
}

#[test]
fn wasmtime_the_network_clap_files_and_printing_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for Source { path, layer, code } in sources() {
        for (word, owners) in RESERVED {
            if code.contains(word) && !owners.contains(&layer.as_str()) {
                wrong.push(format!("{} contains `{word}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_short_enough_to_be_read_at_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let long: Vec<_> = sources()
        .into_iter()
        .map(|source| {
            (std::fs::read_to_string(root.join(&source.path)).unwrap().lines().count(), source.path)
        })
        .filter(|(lines, _)| *lines > 320)
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn lists_in_braces_are_seen() {
    let names: Vec<_> = used("use crate::{clock, report};\nuse crate::wapc::Session;").into_iter().collect();
    assert_eq!(names, ["clock", "report", "wapc"]);
}
