//! A document: where its JSON is, until somebody reads it.

use std::path::{Path, PathBuf};

use policy_test::outcome::Origin;
use serde_json::Value;

/// One request that has not been read yet.
#[derive(Debug)]
pub struct Document {
    /// The name that reports show.
    pub id: String,
    /// The file or stream that holds the document.
    pub origin: Origin,
    pub(super) content: Content,
}

/// Where the JSON of a document is.
#[derive(Debug)]
pub(super) enum Content {
    File(PathBuf),
    Text(String),
    Built(Value),
    Broken(String),
}

impl Document {
    /// Reads the JSON of the document; the error names the line and column.
    pub fn read(&self) -> Result<Value, String> {
        match &self.content {
            Content::File(path) => {
                let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
                serde_json::from_slice(&bytes).map_err(|error| not_json(&error))
            }
            Content::Text(text) => serde_json::from_str(text).map_err(|error| not_json(&error)),
            Content::Built(request) => Ok(request.clone()),
            Content::Broken(error) => Err(error.clone()),
        }
    }
}

/// A parser's error, with what to do about several documents in one file.
pub(super) fn not_json(error: &serde_json::Error) -> String {
    let hint = if error.to_string().starts_with("trailing characters") {
        "; several documents belong in a `.jsonl` file, one a line"
    } else {
        ""
    };
    format!("is no JSON document: {error}{hint}")
}

/// Whether a file's name ends in one of these extensions.
pub(super) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
}
