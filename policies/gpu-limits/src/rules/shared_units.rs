//! More than one unit of a device that is shared in time.

use policy_kit::accelerator::Unit;
use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::resources::Resource;

/// Source: NVIDIA's device plug-in, "Shared access to GPUs": more units of a time-sliced device buy no more of its
/// time, and the plug-in refuses them with `failRequestsGreaterThanOne`.
pub(crate) static RULE: Rule = Rule {
    id: "shared-units",
    default: Mode::Warn,
    fix: "ask for one unit, or for a whole device or a MIG profile",
};

pub(crate) fn check<'a>(resource: &Resource<'a>, report: &mut Report<'_, 'a>) {
    let count = resource.devices();
    if resource.unit != Unit::Shared || count < 2 {
        return;
    }
    if let Some((at, _)) = resource.limit.as_ref().or(resource.request.as_ref()) {
        let what = format_args!(
            "{count} units of {} are asked for, which are no more than one",
            quoted(&resource.name)
        );
        report.found(&RULE, at.clone(), Offence::Count(count, ""), what);
    }
}
