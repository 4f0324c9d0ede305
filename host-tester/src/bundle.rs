//! Policies with their settings, from files of `ClusterAdmissionPolicy` documents.

mod rules;

pub use rules::Rule;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

/// One policy of a bundle.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `metadata.name`.
    pub name: String,
    /// Where the document begins: `policies.yaml:12`.
    pub place: String,
    /// `spec.module` as it stands.
    pub module: String,
    /// `spec.settings`.
    pub settings: Value,
    /// Whether `spec.mode` is `monitor`.
    pub monitor: bool,
    /// Whether it may change objects.
    pub mutating: bool,
    /// What stands in place of its message.
    pub message: Option<String>,
    /// Which requests it gets to see; all when empty.
    pub rules: Vec<Rule>,
    /// The namespace of a namespaced policy: it sees only requests of that one.
    pub namespace: Option<String>,
    /// Fields that decide in the cluster what reaches the policy, and that nothing here can evaluate.
    pub unread: Vec<&'static str>,
}

/// Reads all policies of a file, or of the YAML files of a folder in the order of their names, but for the file that
/// only names the others to kustomize.
pub fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    if !path.is_dir() {
        return read_file(path);
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|file| file.extension().is_some_and(|found| found == "yaml" || found == "yml"))
        .filter(|file| file.file_stem().is_none_or(|stem| stem != "kustomization"))
        .collect();
    files.sort();
    let mut entries = Vec::new();
    for file in files {
        entries.extend(read_file(&file)?);
    }
    Ok(entries)
}

impl Entry {
    /// A policy of which nothing is known but its name.
    pub fn unknown(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            place: String::new(),
            module: name.to_owned(),
            settings: Value::Null,
            monitor: false,
            mutating: false,
            message: None,
            rules: Vec::new(),
            namespace: None,
            unread: Vec::new(),
        }
    }

    /// The name under which the module is found in a folder of modules: the last part of its reference.
    pub fn module_name(&self) -> &str {
        let last = self.module.rsplit('/').next().unwrap_or_default();
        let last = last.split(['@', ':']).next().unwrap_or_default();
        last.strip_suffix(".wasm").unwrap_or(last)
    }

    /// The file that the reference names, when it names one: `file://` or a path that ends in `.wasm`.
    pub fn module_file(&self, beside: &Path) -> Option<PathBuf> {
        let path = match self.module.strip_prefix("file://") {
            Some(path) => path,
            None if self.module.contains("://") => return None,
            None if Path::new(&self.module).extension().is_some_and(|end| end == "wasm") => &self.module,
            None => return None,
        };
        Some(beside.parent().unwrap_or(Path::new("")).join(path))
    }

    /// Whether a webhook made of this policy would send it the request.
    pub fn matches(&self, request: &Value) -> bool {
        let namespace = request.get("namespace").and_then(Value::as_str).unwrap_or_default();
        self.namespace.as_ref().is_none_or(|wanted| wanted == namespace)
            && (self.rules.is_empty() || self.rules.iter().any(|rule| rule.matches(request)))
    }
}

fn read_file(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text, path).map_err(|(line, error)| anyhow::anyhow!("{}:{line}: {error}", path.display()))
}

fn parse(text: &str, path: &Path) -> Result<Vec<Entry>, (u64, String)> {
    let documents: Vec<Spanned<Value>> = serde_saphyr::from_multiple(text).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        (line, error.without_snippet().to_string())
    })?;
    let mut entries = Vec::new();
    for Spanned { value, referenced, .. } in documents {
        if value.is_null() {
            continue;
        }
        let line = referenced.line();
        let entry =
            entry(value, &format!("{}:{line}", path.display())).map_err(|error| (line, error.to_string()))?;
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(document: Value, place: &str) -> anyhow::Result<Entry> {
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let (version, kind) = (text("apiVersion"), text("kind"));
    match (version.starts_with("policies.kubewarden.io/"), kind) {
        (true, "ClusterAdmissionPolicy" | "AdmissionPolicy") => {}
        (true, "ClusterAdmissionPolicyGroup" | "AdmissionPolicyGroup") => {
            bail!("{kind} is not supported; list its members as ClusterAdmissionPolicy documents")
        }
        _ => bail!(
            "`{kind}` of `{version}` is no policy; expected ClusterAdmissionPolicy of policies.kubewarden.io/v1"
        ),
    }
    let namespaced = kind == "AdmissionPolicy";
    let resource: Resource = serde_json::from_value(document)?;
    let Resource { metadata, spec } = resource;
    let monitor = match spec.mode.as_deref() {
        None | Some("protect") => false,
        Some("monitor") => true,
        Some(other) => bail!("spec.mode: `{other}` is neither `protect` nor `monitor`"),
    };
    let unread = [
        ("namespaceSelector", spec.namespace_selector),
        ("objectSelector", spec.object_selector),
        ("matchConditions", spec.match_conditions),
    ];
    Ok(Entry {
        name: metadata.name,
        place: place.to_owned(),
        module: spec.module,
        settings: spec.settings,
        monitor,
        mutating: spec.mutating,
        message: spec.message,
        rules: spec.rules,
        namespace: if namespaced { metadata.namespace } else { None },
        unread: unread.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect(),
    })
}

#[derive(Deserialize)]
struct Resource {
    metadata: Metadata,
    spec: Spec,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    module: String,
    #[serde(default)]
    settings: Value,
    mode: Option<String>,
    #[serde(default)]
    mutating: bool,
    message: Option<String>,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default)]
    namespace_selector: Value,
    #[serde(default)]
    object_selector: Value,
    #[serde(default)]
    match_conditions: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: no-privileged}
spec:
  module: registry://example.com/policies/privileged-pods:v1.2.3
  mode: monitor
  mutating: false
  settings: {level: baseline}
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
";

    fn read(text: &str) -> Result<Vec<Entry>, (u64, String)> {
        parse(text, Path::new("p.yaml"))
    }

    #[test]
    fn a_policy_is_read_with_its_settings_and_mode() {
        let entries = read(&format!("---\n{POLICY}---\n")).unwrap();
        assert_eq!(entries.len(), 1);
        let entry = &entries[0];
        assert_eq!(entry.name, "no-privileged");
        assert_eq!(entry.module_name(), "privileged-pods");
        assert_eq!(entry.settings["level"], "baseline");
        assert!(entry.monitor);
        assert_eq!(entry.module_file(Path::new("dir/p.yaml")), None);
    }

    #[test]
    fn a_file_reference_is_relative_to_the_bundle() {
        let entries = read(
            &POLICY.replace("registry://example.com/policies/privileged-pods:v1.2.3", "file://x/p.wasm"),
        );
        let entries = entries.unwrap();
        assert_eq!(entries[0].module_file(Path::new("dir/p.yaml")), Some("dir/x/p.wasm".into()));
        assert_eq!(entries[0].module_name(), "p");
    }

    #[test]
    fn another_kind_is_an_error_with_its_line() {
        let (line, error) = read(&format!("{POLICY}---\napiVersion: v1\nkind: ConfigMap\n")).unwrap_err();
        assert_eq!(line, 12);
        assert!(error.starts_with("`ConfigMap` of `v1` is no policy"), "{error}");
    }

    #[test]
    fn broken_yaml_is_an_error_with_its_line() {
        let (line, _) = read("apiVersion: v1\nkind: [\n").unwrap_err();
        assert!(line >= 2);
    }
}
