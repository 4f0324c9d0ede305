//! Volumes of other kinds than those that the level restricted allows.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, restricted, "Volume Types". Host paths are the rule `host-path`. A volume
/// without a source is an emptyDir, as the API server defaults it.
pub(crate) static RULE: Rule = Rule {
    id: "volume-types",
    default: Mode::Audit,
    level: Level::Restricted,
    severity: Severity::Low,
    standards: &[Standard::PodSecurity("restricted/volume-types"), Standard::Aisvs("4.3.3")],
    fix: "use a PersistentVolumeClaim, an ephemeral or CSI volume, or an image volume",
    check: Check(check),
    ..Rule::BASE
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

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for volume in survey.pods.iter().flat_map(|pod| &pod.volumes) {
        let set = volume.entries().iter().filter(|(key, value)| *key != "name" && !value.is_null());
        let sources = set.map(|(key, _)| *key);
        if sources.clone().any(|source| ALLOWED.contains(&source) || source == "hostPath") {
            continue;
        }
        // The first by name, whatever the order of the text.
        if let Some(source) = sources.min() {
            let what = format_args!("the volume is of type {}", quoted(source));
            report.found(volume.here(), Offence::Text(source), what);
        }
    }
}
