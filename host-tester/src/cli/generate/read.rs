//! The project as it lies on the disk: its policies, what it says of its releases, digests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use policy_test::run::differences_from_judged;
use serde::Deserialize;
use serde_json::Value;

use crate::cli::common::Library;
use crate::cli::layout::{built, in_project, name, policies};
use crate::evaluate;
use crate::generate::{CommonSettings, Policy, Project};
use crate::module::{self, Metadata};

/// A project, and the module of each of its policies.
pub(super) struct Read {
    pub(super) project: Project,
    pub(super) modules: Vec<Arc<evaluate::Policy>>,
    /// What differs between the rules of each `metadata.yml` and what its policy judges.
    pub(super) not_judged: Vec<String>,
}

/// The folder of a project, and files that need not stand in it.
pub(super) struct Inputs<'a> {
    pub(super) root: &'a Path,
    pub(super) digests: Option<&'a Path>,
    pub(super) common_settings: Option<&'a Path>,
}

/// The file of common settings that is read unless another one is named.
const COMMON_SETTINGS: &str = "artifacthub/profiles/common.yaml";

/// Reads everything that files are generated from.
pub(super) fn project(inputs: &Inputs<'_>, library: &mut Library) -> anyhow::Result<Read> {
    let Inputs { root, digests, common_settings } = *inputs;
    let workspace = workspace(root)?;
    let digests = digests.map(read_digests).transpose()?.unwrap_or_default();
    let (mut policies_read, mut modules, mut not_judged) = (Vec::new(), Vec::new(), Vec::new());
    for folder in policies(root)? {
        let (policy, module) = policy(&folder, library)?;
        let differences = differences_from_judged(&folder, &policy.description.judges)?.into_iter();
        not_judged.extend(differences.map(|difference| {
            format!("policies/{0}/metadata.yml: {difference}: so says the module of `{0}`", policy.name)
        }));
        policies_read.push(policy);
        modules.push(module);
    }
    if let Some(lost) = digests.keys().find(|name| !policies_read.iter().any(|policy| policy.name == **name))
    {
        bail!(
            "a digest is given for `{lost}`, which is no policy of {}",
            in_project(root, "policies").display()
        );
    }
    let project = Project {
        oci_prefix: workspace.metadata.release.oci_prefix,
        homepage: workspace.package.homepage,
        digests,
        common: read_common_settings(root, common_settings)?,
        policies: policies_read,
        readme: readme(root)?,
    };
    Ok(Read { project, modules, not_judged })
}

fn policy(folder: &Path, library: &mut Library) -> anyhow::Result<(Policy, Arc<evaluate::Policy>)> {
    let name = name(folder);
    let module = library.load(&name, &built(library, &name)?)?;
    let module = module.map_err(|fault| anyhow::anyhow!("the module of `{name}`: {fault}"))?;
    let description =
        module.describe().map_err(|fault| anyhow::anyhow!("the module of `{name}`: {fault}"))?;
    let Some(description) = description else {
        bail!("the module of `{name}` does not answer `describe`: its rules and settings are not known");
    };
    let metadata = metadata(&folder.join("metadata.yml"))?;
    let policy = Policy {
        metadata,
        description,
        readme: text(&folder.join("README.md"))?,
        changelog: text(&folder.join("CHANGELOG.md"))?,
        questions: text(&folder.join("questions-ui.yml"))?,
        name,
    };
    Ok((policy, module))
}

/// Reads a `metadata.yml`; the error names everything that is wrong with it.
fn metadata(path: &Path) -> anyhow::Result<Metadata> {
    let value: Value = serde_saphyr::from_str(&text(path)?)
        .map_err(|error| anyhow::anyhow!("{}: {}", path.display(), error.without_snippet()))?;
    module::check(&value).map_err(|wrong| anyhow::anyhow!("{}:\n  {}", path.display(), wrong.join("\n  ")))
}

/// The settings that several policies have in common: those of a file, or of the project's own file if there is one.
fn read_common_settings(root: &Path, file: Option<&Path>) -> anyhow::Result<CommonSettings> {
    let (name, path) = match file {
        Some(file) => (file.display().to_string(), file.to_owned()),
        None => (COMMON_SETTINGS.to_owned(), in_project(root, COMMON_SETTINGS)),
    };
    if file.is_none() && !path.exists() {
        return Ok(CommonSettings::default());
    }
    CommonSettings::read(&name, &text(&path)?).map_err(anyhow::Error::msg)
}

/// Lines of a policy's name and a digest; empty ones and comments are left out.
fn read_digests(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for (index, line) in text(path)?.lines().enumerate() {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [name, digest] if is_digest(digest) => {
                digests.insert((*name).to_owned(), (*digest).to_owned());
            }
            _ => bail!(
                "{}:{}: expected the name of a policy and `sha256:` with 64 hexadecimal digits",
                path.display(),
                index + 1
            ),
        }
    }
    Ok(digests)
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn workspace(root: &Path) -> anyhow::Result<Workspace> {
    let path = in_project(root, "Cargo.toml");
    let manifest: Manifest =
        toml::from_str(&text(&path)?).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    Ok(manifest.workspace)
}

/// The project's README; a project may have none.
fn readme(root: &Path) -> anyhow::Result<Option<String>> {
    let path = in_project(root, "README.md");
    path.exists().then(|| text(&path)).transpose()
}

fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[derive(Deserialize)]
struct Manifest {
    workspace: Workspace,
}

#[derive(Deserialize)]
struct Workspace {
    package: Package,
    metadata: WorkspaceMetadata,
}

#[derive(Deserialize)]
struct Package {
    homepage: String,
}

#[derive(Deserialize)]
struct WorkspaceMetadata {
    release: Release,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Release {
    oci_prefix: String,
}
