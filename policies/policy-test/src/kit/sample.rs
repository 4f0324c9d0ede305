//! What a policy gives the common cases: an object that it refuses for one thing.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde_json::{Map, Value, json};

use crate::case::{Case, Manifest};
use crate::expect::Decision;
use crate::kinds::Kinds;
use crate::response::{Finding, Mode};
use crate::run::blessed::Block;
use crate::run::metadata::MetadataFile;
use crate::run::plan::CaseFile;
use crate::stand_in::StandIn;
use crate::variants::{self, Family};

/// Files of cases that are about no rule of a policy's own: they give no sample.
pub(crate) const COMMON_FILES: [&str; 2] = ["bypasses", "settings"];

/// The rules of policy-kit that speak in each policy, and are shown here.
pub(crate) const COMMON_RULES: [&str; 2] = ["malformed", "opaque-manifest"];

/// The service account that the sample's Pod runs as, where its case names none.
const ACCOUNT: &str = "trainer";

/// An object that a policy refuses for one thing, and what is to be known of it.
pub(super) struct Sample {
    /// The rule that refuses it.
    pub(super) rule: String,
    /// Name of the object.
    pub(super) name: String,
    /// Its namespace.
    pub(super) namespace: String,
    /// What is about a Pod; none in a policy that refuses no container.
    pub(super) pod: Option<SamplePod>,
    /// The settings of its case.
    pub(super) settings: Map<String, Value>,
    /// What answers look-ups in its case.
    pub(super) stand_in: Arc<StandIn>,
    /// What the policy says of itself.
    pub(super) metadata: MetadataFile,
    object: Value,
}

/// The offending container of a sample that is a Pod.
pub(super) struct SamplePod {
    /// The container.
    pub(super) container: Value,
    /// Its image.
    pub(super) image: String,
    /// The account of the Pod.
    pub(super) account: String,
}

impl Sample {
    /// The first case of the policy in this folder that will do: one about a container if there is any.
    pub(super) fn of(folder: &Path) -> anyhow::Result<Self> {
        let metadata = MetadataFile::load(folder).map_err(anyhow::Error::msg)?.unwrap_or_default();
        let mut found = Vec::new();
        for file in CaseFile::all(folder)? {
            let common =
                COMMON_FILES.contains(&file.rule.as_str()) || COMMON_RULES.contains(&file.rule.as_str());
            // What a failed look-up finds hangs on more than the object.
            if !common && !file.rule.contains("look-up") {
                let blocks = file.blessed()?;
                let pairs = file.cases.iter().zip(&blocks);
                found.extend(pairs.filter_map(|(case, block)| Self::read(&file.rule, case, block)));
            }
        }
        let first = found.iter().position(|sample| sample.pod.is_some()).unwrap_or(0);
        if first < found.len() {
            return Ok(Self { metadata, ..found.swap_remove(first) });
        }
        Err(anyhow::anyhow!(
            "no case rejects a new object, in a namespace, for one finding of its file's rule"
        ))
        .with_context(|| format!("{}: the cases of policy-kit need a sample", folder.display()))
    }

    fn read(rule: &str, case: &Case, block: &Block) -> Option<Self> {
        let manifest = case.created().filter(|manifest| manifest.user.is_none())?;
        let settings = case.settings.as_object()?.clone();
        let plain = !["rules", "exemptions"].iter().any(|key| settings.contains_key(*key));
        let speaking: Vec<&Finding> =
            block.findings.listed.iter().filter(|finding| finding.mode.speaks()).collect();
        let [finding] = speaking.as_slice() else {
            return None;
        };
        let fits = plain
            && case.decision == Decision::Rejects
            && case.now.is_none()
            && case.wants(Family::Wrap)
            && (finding.mode, finding.rule.as_str()) == (Mode::Deny, rule);
        let mut object = manifest.object.clone();
        let pod = SamplePod::read(&mut object, finding);
        let text = |pointer| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        fits.then_some(Self {
            rule: rule.to_owned(),
            name: text("/metadata/name")?,
            namespace: text("/metadata/namespace")?,
            pod,
            settings,
            stand_in: Arc::clone(&case.stand_in),
            metadata: MetadataFile::default(),
            object,
        })
    }

    /// The settings of the case, and these.
    pub(super) fn settings_with(&self, more: &Value) -> Value {
        let mut settings = self.settings.clone();
        settings.extend(more.as_object().cloned().unwrap_or_default());
        Value::Object(settings)
    }

    /// The object.
    pub(super) fn object(&self) -> Value {
        self.object.clone()
    }

    /// The object with further labels or annotations.
    pub(super) fn object_with(&self, metadata: &Value) -> Value {
        with_metadata(self.object(), metadata)
    }

    /// The request that creates the object.
    pub(super) fn creation(&self) -> Value {
        creation(self.object())
    }
}

impl SamplePod {
    fn read(object: &mut Value, finding: &Finding) -> Option<Self> {
        let (list, index) = variants::container_of(object, &finding.path)?;
        let spec = object.get_mut("spec")?.as_object_mut()?;
        let container = spec.get(list)?.get(index)?.clone();
        let image = container.get("image")?.as_str()?.to_owned();
        let account = spec.entry("serviceAccountName").or_insert_with(|| json!(ACCOUNT)).as_str()?.to_owned();
        Some(Self { container, image, account })
    }
}

/// The request that creates an object; one that is none lacks what the object lacks.
pub(super) fn creation(object: Value) -> Value {
    request(&manifest(object))
}

/// The request that changes an object.
pub(super) fn update(old: Value, object: Value) -> Value {
    request(&Manifest { old: Some(old), ..manifest(object) })
}

/// An object with further labels or annotations.
pub(super) fn with_metadata(mut object: Value, more: &Value) -> Value {
    if let (Some(Value::Object(metadata)), Value::Object(more)) = (object.get_mut("metadata"), more) {
        metadata.extend(more.clone());
    }
    object
}

fn manifest(object: Value) -> Manifest {
    Manifest { object, old: None, operation: None, sub_resource: None, user: None, dry_run: false }
}

/// Whoever writes a common case gives it a kind and a version, without which no request can be built.
fn request(manifest: &Manifest) -> Value {
    variants::request_of(Kinds::builtin(), manifest).unwrap_or_default()
}
