//! The measurements in the project's README, between two comments.

use std::path::Path;

use anyhow::{Context, bail};

const BEGIN: &str = "<!-- bench: written by host-tester bench --record -->\n";
const END: &str = "<!-- end of bench -->\n";

/// Writes `content` between the two comments of a README; a folder without the file has nowhere to write it.
pub(super) fn write(readme: &Path, content: &str) -> anyhow::Result<()> {
    if !readme.exists() {
        return Ok(());
    }
    let shown = readme.display();
    let text = std::fs::read_to_string(readme).with_context(|| format!("cannot read {shown}"))?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        let (begin, end) = (BEGIN.trim_end(), END.trim_end());
        bail!(
            "{shown}: the measurements have no place; write the lines `{begin}` and `{end}` where they belong"
        );
    };
    let text = format!("{before}{BEGIN}\n{content}\n{END}{after}");
    std::fs::write(readme, text).with_context(|| format!("cannot write {shown}"))
}

/// What the times were measured with: the engine of the lock file beside the README, and this machine.
pub(super) fn measured_with(readme: &Path, threads: usize) -> String {
    let lock = std::fs::read_to_string(readme.with_file_name("Cargo.lock")).unwrap_or_default();
    let engine = engine(&lock).map_or_else(|| "wasmtime".to_owned(), |version| format!("wasmtime {version}"));
    let machine = processor().unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    format!("{engine} on {threads} cores of an {machine}")
}

/// The version of wasmtime in a lock file.
fn engine(lock: &str) -> Option<String> {
    let lock: toml::Table = lock.parse().ok()?;
    let packages = lock.get("package")?.as_array()?;
    let wasmtime = packages
        .iter()
        .find(|package| package.get("name").and_then(|name| name.as_str()) == Some("wasmtime"))?;
    Some(wasmtime.get("version")?.as_str()?.to_owned())
}

/// What Linux calls the processor.
fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(name.trim_start_matches([' ', '\t', ':']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_comments_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README.md");
        std::fs::write(&readme, format!("before\n{BEGIN}old\n{END}after\n")).unwrap();
        write(&readme, "new\n").unwrap();
        let text = std::fs::read_to_string(&readme).unwrap();
        assert_eq!(text, format!("before\n{BEGIN}\nnew\n\n{END}after\n"));
    }

    #[test]
    fn a_readme_without_a_place_for_them_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README.md");
        std::fs::write(&readme, "text\n").unwrap();
        let error = write(&readme, "new\n").unwrap_err().to_string();
        assert!(error.contains("README.md: the measurements have no place"), "{error}");
        assert_eq!(std::fs::read_to_string(&readme).unwrap(), "text\n");
    }

    #[test]
    fn the_engine_is_that_of_the_lock_file() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[[package]]\nname = \"wasmtime\"\nversion = \"50.0.1\"\n";
        assert_eq!(engine(lock).as_deref(), Some("50.0.1"));
        assert_eq!(engine(""), None);
    }
}
