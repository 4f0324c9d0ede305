//! Containers that see each other's processes.

use policy_kit::{Mode, Offence, Pod, Report, Rule, quoted};

use crate::mount::Mounts;
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
    let restricted = mounts.datasets.iter().find(|(place, _, dataset)| {
        dataset.class == Class::Restricted && (place.is_within(&here) || here.is_within(place))
    });
    if let Some((_, _, dataset)) = restricted
        && report.says(&spec, "shareProcessNamespace")
    {
        let what = format_args!(
            "every container sees the processes of those with dataset {}",
            quoted(&dataset.name)
        );
        report.found(&RULE, spec.at("shareProcessNamespace"), Offence::None, what);
    }
}
