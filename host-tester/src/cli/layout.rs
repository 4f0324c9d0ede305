//! The folders of a project.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::common::Library;

/// A folder of the project, without a leading `./`.
pub(super) fn in_project(project: &Path, folder: &str) -> PathBuf {
    if project == Path::new(".") { PathBuf::from(folder) } else { project.join(folder) }
}

/// The folders of the policies: those under `policies/` with a `metadata.yml`.
pub(super) fn policies(project: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = in_project(project, "policies");
    let entries = std::fs::read_dir(&folder).with_context(|| {
        format!(
            "{} cannot be read; run this in the project's folder, or name it with --project",
            folder.display()
        )
    })?;
    let mut found: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("metadata.yml").is_file())
        .collect();
    found.sort();
    Ok(found)
}

/// The module of a policy that exists; an error where the module was not built.
pub(super) fn built(library: &Library, name: &str) -> anyhow::Result<PathBuf> {
    let file = library.file(name);
    if !file.is_file() {
        bail!("the policy `{name}` is not built: {} does not exist", file.display());
    }
    Ok(file)
}

/// The name of a policy: the name of its folder.
pub(super) fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
