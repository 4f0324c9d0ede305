//! Which file of a crate uses which, read from its sources by a parser of Rust.
//!
//! A path is followed to the file that defines what the path names: through imports, re-exports and renames. To
//! import a module is no use of its file; to name something in the module is. Items under `#[cfg(test)]` do not count.
//! What no path names (methods, fields, inferred types) is not seen.

mod circles;
mod read;
mod resolve;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

pub(crate) use circles::Circle;

/// The modules of a crate by their paths; the path of the root is empty.
#[derive(Default)]
pub(crate) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
    /// Every `macro_rules!` and the file that defines it.
    macros: BTreeMap<String, String>,
}

/// A module: the names that it defines or imports, and the paths that its code names.
#[derive(Default)]
struct Module {
    file: String,
    /// Each item of the module and the file that defines it.
    items: BTreeMap<String, String>,
    imports: Vec<Import>,
    mentions: Vec<Mention>,
}

/// A name that a `use` brings into a module, or a glob (`*`).
struct Import {
    name: String,
    path: Vec<String>,
}

/// A path in the code.
struct Mention {
    line: usize,
    path: Vec<String>,
    form: Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Path,
    /// `path::*`, or a list in braces within a macro: everything in the module is meant.
    Everything,
    /// The name of a macro without a path.
    Macro,
}

/// One file uses what another one defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) from: String,
    pub(crate) line: usize,
    /// The path as it is written.
    pub(crate) path: String,
    /// The file of the module that the path leads to, which may only re-export what the path names.
    pub(crate) module: String,
    /// The file that defines what the path names.
    pub(crate) to: String,
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, line, path, to, .. } = self;
        write!(f, "{from}:{line} uses {to} (`{path}`)")
    }
}

impl Crate {
    /// Reads the sources in a folder, from its `lib.rs` on.
    pub(crate) fn read(folder: &Path) -> Self {
        let source = |file: &str| {
            let path = folder.join(file);
            path.is_file().then(|| std::fs::read_to_string(path).expect("a source is UTF-8"))
        };
        read::tree(&source)
    }

    /// Reads sources that stand in a test: each the name of a file and its text.
    fn of(files: &[(&str, &str)]) -> Self {
        let source =
            |file: &str| files.iter().find(|(name, _)| *name == file).map(|(_, text)| (*text).to_owned());
        read::tree(&source)
    }

    /// Every file that is no test's.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.modules.values().map(|module| module.file.as_str())
    }

    /// Every use of a file by another one, in order of files and lines.
    pub(crate) fn uses(&self) -> Vec<Use> {
        let mut found = BTreeSet::new();
        for (at, module) in &self.modules {
            for mention in &module.mentions {
                let Some(to) = self.file_of(at, mention).filter(|to| *to != module.file) else { continue };
                found.insert(Use {
                    from: module.file.clone(),
                    line: mention.line,
                    path: mention.path.join("::"),
                    module: self.module_of(at, mention).unwrap_or(to).to_owned(),
                    to: to.to_owned(),
                });
            }
        }
        found.into_iter().collect()
    }

    /// The circles of files, each as the files in it and their uses of each other.
    pub(crate) fn circles(&self) -> Vec<Circle> {
        circles::among(&self.uses())
    }
}
