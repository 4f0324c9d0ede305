//! Volumes of other kinds than those that the level restricted allows.

use policy_kit::{Map, Mode, Offence, Report, Rule, quoted};

/// Source: Pod Security Standards, restricted, "Volume Types". Host paths are the rule `host-path`. A volume
/// without a source is an emptyDir, as the API server defaults it.
pub(crate) static RULE: Rule = Rule {
    id: "volume-types",
    default: Mode::Audit,
    fix: "use a PersistentVolumeClaim, an ephemeral or CSI volume, or an image volume",
};

const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

pub(crate) fn check<'a>(volumes: &[Map<'_, 'a>], report: &mut Report<'_, 'a>) {
    if !report.wants(&RULE) {
        return;
    }
    for volume in volumes {
        let set = volume.entries().iter().filter(|(key, value)| key != "name" && !value.is_null());
        let sources: Vec<_> = set.map(|(key, _)| key.clone()).collect();
        if sources.iter().any(|source| ALLOWED.contains(&source.as_ref()) || source == "hostPath") {
            continue;
        }
        // The first by name, whatever the order of the text.
        if let Some(source) = sources.into_iter().min() {
            let what = format_args!("the volume is of type {}", quoted(&source));
            report.found(&RULE, volume.here(), Offence::Text(source.clone()), what);
        }
    }
}
