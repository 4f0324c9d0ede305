//! Policies with their settings, from files of `ClusterAdmissionPolicy` documents.

mod resources;
mod rules;
mod servers;

pub use rules::RuleWithOperations;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use policy_test::stand_in::Grants;
use serde_json::Value;
use serde_saphyr::Spanned;

use resources::PolicyResource;
use servers::Servers;

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
    /// Whether the policy may change objects.
    pub mutating: bool,
    /// The message in place of the policy's own.
    pub message: Option<String>,
    /// Which requests reach the policy; all when empty.
    pub rules: Vec<RuleWithOperations>,
    /// The namespace of an AdmissionPolicy, which sees only requests of that namespace.
    pub namespace: Option<String>,
    /// Fields that decide in the cluster what reaches the policy, and that nothing here can evaluate.
    pub unread: Vec<&'static str>,
    /// What the policy may ask of its host; the module's metadata decides when absent.
    pub grants: Option<Grants>,
    /// The PolicyServer that runs the policy.
    server: String,
}

/// Reads all policies of a file, or of the YAML files of a folder in the order of their names. The file
/// `kustomization.yaml` is passed over.
pub fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let mut reader = BundleReader::default();
    if !path.is_dir() {
        reader.add_file(path)?;
        return Ok(reader.finish());
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|file| file.extension().is_some_and(|found| found == "yaml" || found == "yml"))
        .filter(|file| file.file_stem().is_none_or(|stem| stem != "kustomization"))
        .collect();
    files.sort();
    for file in files {
        reader.add_file(&file)?;
    }
    Ok(reader.finish())
}

impl Entry {
    /// A policy without a custom resource.
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
            grants: None,
            server: String::new(),
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

/// The policies and servers that have been read so far.
#[derive(Default)]
struct BundleReader {
    entries: Vec<Entry>,
    servers: Servers,
}

impl BundleReader {
    fn add_file(&mut self, path: &Path) -> anyhow::Result<()> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.add(&text, path).map_err(|(line, error)| anyhow::anyhow!("{}:{line}: {error}", path.display()))
    }

    fn add(&mut self, text: &str, path: &Path) -> Result<(), (u64, String)> {
        let documents: Vec<Spanned<Value>> = serde_saphyr::from_multiple(text).map_err(|error| {
            let line = error.location().map_or(1, |location| location.line());
            (line, error.without_snippet().to_string())
        })?;
        for Spanned { value, referenced, .. } in documents {
            if value.is_null() {
                continue;
            }
            let line = referenced.line();
            let place = format!("{}:{line}", path.display());
            let added = if value.get("kind").is_some_and(|kind| kind == "PolicyServer") {
                self.servers.add(value)
            } else {
                entry(value, &place).map(|entry| self.entries.push(entry))
            };
            added.map_err(|error| (line, error.to_string()))?;
        }
        Ok(())
    }

    /// Gives AdmissionPolicies the grants of their servers, which may be read after the policies.
    fn finish(mut self) -> Vec<Entry> {
        for entry in self.entries.iter_mut().filter(|entry| entry.namespace.is_some()) {
            entry.grants = Some(self.servers.grants(&entry.server));
        }
        self.entries
    }
}

/// The fields of a policy's spec, as the CustomResourceDefinition of policies.kubewarden.io/v1 has them.
const FIELDS: [&str; 18] = [
    "allowInsideAdmissionControllerNamespace",
    "backgroundAudit",
    "contextAwareResources",
    "failurePolicy",
    "matchConditions",
    "matchPolicy",
    "message",
    "mode",
    "module",
    "mutating",
    "namespaceSelector",
    "objectSelector",
    "policyServer",
    "rules",
    "settings",
    "sideEffects",
    "timeoutEvalSeconds",
    "timeoutSeconds",
];

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
    // A misspelt field would be ignored by serde; the API server refuses it.
    let spec = document.get("spec").and_then(Value::as_object);
    if let Some(key) = spec.and_then(|spec| spec.keys().find(|key| !FIELDS.contains(&key.as_str()))) {
        bail!("spec.{key}: a {kind} has no such field; it has {}", FIELDS.join(", "));
    }
    let namespaced = kind == "AdmissionPolicy";
    let PolicyResource { metadata, spec } = serde_json::from_value(document)?;
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
        grants: Some(Grants::of_cluster(spec.context_aware_resources.into_iter().map(Into::into))),
        server: spec.policy_server.unwrap_or_else(|| "default".to_owned()),
        unread: unread.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect(),
    })
}

#[cfg(test)]
mod tests;
