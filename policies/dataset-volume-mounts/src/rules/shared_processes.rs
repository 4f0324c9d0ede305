//! Containers that see each other's processes.

use policy_kit::{Mode, Offence, Pod, Report, Rule, quoted};

use crate::mount::{Mounted, Mounts};
use crate::settings::Class;

/// With shared processes each container reads the files of all others below `/proc/<pid>/root`, mounts and all.
pub(crate) static RULE: Rule = Rule {
    id: "shared-processes",
    default: Mode::Deny,
    fix: "remove `shareProcessNamespace`, or run the container that needs it in another pod",
};

pub(crate) fn check<'a>(pod: &Pod<'a>, mounts: &Mounts<'_, 'a>, report: &mut Report<'_, 'a>) {
    let spec = pod.map();
    let here = spec.here();
    if mounts.datasets.is_empty() || !report.says(&spec, "shareProcessNamespace") {
        return;
    }
    for Mounted { at, dataset, .. } in &mounts.datasets {
        if dataset.class != Class::Restricted || !at.is_within(&here) && !here.is_within(at) {
            continue;
        }
        let what = format_args!(
            "every container sees the processes of those with dataset {}",
            quoted(&dataset.name)
        );
        let offence = Offence::Text(dataset.name.clone());
        report.found(&RULE, spec.at("shareProcessNamespace"), offence, what);
    }
}
