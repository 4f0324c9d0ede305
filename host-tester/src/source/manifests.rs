//! Plain manifests, turned into the requests that an API server would make of them.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use policy_test::kinds::Kinds;
use policy_test::outcome::Origin;
use policy_test::request::{Options, build};
use serde_json::Value;
use serde_saphyr::Spanned;
use walkdir::WalkDir;

use super::document::{Content, Document, has_extension};

/// The requests of all manifests in files and folders; `-` is standard input.
///
/// YAML with several documents, JSON and `List` objects are read; folders are searched for `*.yaml`, `*.yml` and
/// `*.json`. The error names file and line of the first document that is no manifest.
pub fn manifests(paths: &[PathBuf], options: &Options) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
            read(&text, Path::new("-"), options, &mut documents)?;
        } else if path.is_dir() {
            for entry in WalkDir::new(path).sort_by_file_name() {
                let entry = entry?;
                if entry.file_type().is_file() && has_extension(entry.path(), &["yaml", "yml", "json"]) {
                    read_file(entry.path(), options, &mut documents)?;
                }
            }
        } else {
            read_file(path, options, &mut documents)?;
        }
    }
    Ok(documents)
}

fn read_file(path: &Path, options: &Options, documents: &mut Vec<Document>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    read(&text, path, options, documents)
}

fn read(text: &str, path: &Path, options: &Options, documents: &mut Vec<Document>) -> anyhow::Result<()> {
    // JSON is YAML; one reader for both keeps the line numbers.
    let objects: Vec<Spanned<Value>> = serde_saphyr::from_multiple(text).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        anyhow::anyhow!("{}:{line}: {}", path.display(), error.without_snippet())
    })?;
    for Spanned { value, referenced, .. } in objects {
        add(&value, path, referenced.line(), options, documents)?;
    }
    Ok(())
}

fn add(
    object: &Value,
    path: &Path,
    line: u64,
    options: &Options,
    documents: &mut Vec<Document>,
) -> anyhow::Result<()> {
    if object.is_null() {
        return Ok(());
    }
    if let Some(items) = items(object) {
        for item in items {
            add(item, path, line, options, documents)?;
        }
        return Ok(());
    }
    let request = match build(Kinds::builtin(), object, options) {
        Ok(request) => request,
        Err(error) => bail!("{}:{line}: no manifest: {error}", path.display()),
    };
    documents.push(Document {
        id: format!("{}:{line} {}", path.display(), title(object)),
        origin: Origin::Part { file: path.to_owned(), number: usize::try_from(line).unwrap_or(usize::MAX) },
        content: Content::Built(request),
    });
    Ok(())
}

/// The items of a `List`, also of a typed one such as `PodList`, as `kubectl get` prints them.
fn items(object: &Value) -> Option<&Vec<Value>> {
    let kind = object.get("kind")?.as_str()?;
    let version = object.get("apiVersion")?.as_str()?;
    if kind.ends_with("List") && (version == "v1" || kind != "List") {
        object.get("items")?.as_array()
    } else {
        None
    }
}

fn title(object: &Value) -> String {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
    let kind = text("/kind").unwrap_or("object");
    let name = text("/metadata/name").or_else(|| text("/metadata/generateName")).unwrap_or("without name");
    match text("/metadata/namespace") {
        Some(namespace) => format!("{kind} {namespace}/{name}"),
        None => format!("{kind} {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        let mut documents = Vec::new();
        read(text, Path::new("m.yaml"), &Options::default(), &mut documents).unwrap();
        documents.into_iter().map(|document| document.id).collect()
    }

    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml}\nspec: {containers: []}\n";

    #[test]
    fn several_documents_and_empty_ones_are_read() {
        let text = format!("---\n{POD}---\n# nothing\n---\n{POD}");
        assert_eq!(ids(&text), ["m.yaml:2 Pod ml/a", "m.yaml:9 Pod ml/a"]);
    }

    #[test]
    fn a_list_stands_for_its_items() {
        let text =
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n";
        assert_eq!(ids(text), ["m.yaml:1 Secret s"]);
    }

    #[test]
    fn what_is_no_manifest_is_named_with_its_line() {
        let text = format!("{POD}---\nreplicas: 3\n");
        let error =
            read(&text, Path::new("m.yaml"), &Options::default(), &mut Vec::new()).unwrap_err().to_string();
        assert!(error.starts_with("m.yaml:6: no manifest: "), "{error}");
    }
}
