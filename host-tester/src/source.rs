//! Where requests come from: files, folders, JSON lines, standard input, manifests.
//!
//! A document is named here and read where it is evaluated, so that parsing runs on all cores and a folder of any size
//! needs no memory.

mod created;
mod document;
mod expected;
mod manifests;

pub use created::created;
pub use document::Document;
pub use expected::{Cell, Expected};
pub use manifests::manifests;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::bail;
use policy_test::outcome::Origin;
use serde_json::value::RawValue;
use walkdir::WalkDir;

use document::{Content, has_extension, not_json};

/// Documents one after the other, whether from files, lines or manifests.
pub type DocumentStream = Box<dyn Iterator<Item = Document> + Send>;

/// The documents of several paths, in the order given, each folder in the order of its names; `-` is standard input.
pub fn open(paths: &[PathBuf]) -> anyhow::Result<DocumentStream> {
    let mut sources = Vec::new();
    for path in paths {
        sources.push(open_one(path)?);
    }
    Ok(Box::new(sources.into_iter().flatten()))
}

fn open_one(path: &Path) -> anyhow::Result<DocumentStream> {
    if path == Path::new("-") {
        return Ok(Box::new(stream(BufReader::new(std::io::stdin()))));
    }
    if path.is_dir() {
        return Ok(Box::new(folder(path.to_owned())));
    }
    if !path.is_file() {
        bail!("{} is neither a file nor a folder", path.display());
    }
    if has_extension(path, &["jsonl", "ndjson"]) {
        let file = File::open(path)
            .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", path.display()))?;
        return Ok(Box::new(lines(path.to_owned(), BufReader::new(file))));
    }
    let document = Document {
        id: path.display().to_string(),
        origin: Origin::File(path.to_owned()),
        content: Content::File(path.to_owned()),
    };
    Ok(Box::new(std::iter::once(document)))
}

fn folder(root: PathBuf) -> impl Iterator<Item = Document> + Send {
    // The files of a mounted ConfigMap are links.
    let found = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
    found.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_file() && has_extension(entry.path(), &["json"]) => {
            let path = entry.into_path();
            let id = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
            Some(Document { id, origin: Origin::File(path.clone()), content: Content::File(path) })
        }
        Ok(_) => None,
        Err(error) => Some(Document {
            id: root.display().to_string(),
            origin: Origin::File(root.clone()),
            content: Content::Broken(error.to_string()),
        }),
    })
}

/// One document a line; a bad line does not hide the ones after it.
fn lines(path: PathBuf, reader: impl BufRead + Send) -> impl Iterator<Item = Document> + Send {
    reader.lines().enumerate().filter_map(move |(index, line)| {
        let content = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => Content::Text(line),
            Err(error) => Content::Broken(error.to_string()),
        };
        let number = index + 1;
        let origin = Origin::Part { file: path.clone(), number };
        Some(Document { id: format!("{}:{number}", path.display()), origin, content })
    })
}

/// Documents one after the other, each over any number of lines, up to the first that is no JSON.
fn stream(reader: impl BufRead + Send) -> impl Iterator<Item = Document> + Send {
    let texts = serde_json::Deserializer::from_reader(reader).into_iter::<Box<RawValue>>();
    texts.enumerate().map(|(index, text)| {
        let number = index + 1;
        let content = match text {
            Ok(text) => Content::Text(String::from(Box::<str>::from(text))),
            Err(error) => Content::Broken(not_json(&error)),
        };
        Document { id: format!("-:{number}"), origin: Origin::Input(number), content }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read_all(documents: impl Iterator<Item = Document>) -> Vec<(String, Result<Value, String>)> {
        documents.map(|document| (document.id.clone(), document.read())).collect()
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for (name, text) in [("c.json", "3"), ("a.json", "1"), ("b/x.json", "2"), ("README.md", "none")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let read = read_all(open(&[folder.path().to_owned()]).unwrap());
        let ids: Vec<_> = read.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["a.json", "b/x.json", "c.json"]);
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_one_is_read() {
        let read = read_all(lines("f.jsonl".into(), "{\"a\":1}\n\n{\"a\":\n{\"a\":3}\n".as_bytes()));
        assert_eq!(read.len(), 3);
        assert_eq!(read[1].0, "f.jsonl:3");
        assert!(read[1].1.as_ref().unwrap_err().contains("line 1 column"), "{:?}", read[1]);
        assert!(read[2].1.is_ok());
    }

    #[test]
    fn standard_input_holds_documents_over_several_lines() {
        let read = read_all(stream("{\n \"a\": 1\n}\n{\"a\":2} {\"a\":".as_bytes()));
        assert_eq!(read.len(), 3);
        assert!(read[0].1.is_ok() && read[1].1.is_ok());
        assert!(read[2].1.as_ref().unwrap_err().contains("line 4"), "{:?}", read[2]);
    }

    #[test]
    fn a_missing_path_is_an_error_at_once() {
        assert!(open(&["no/such/file".into()]).is_err());
    }
}
