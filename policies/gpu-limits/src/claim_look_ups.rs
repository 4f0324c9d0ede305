//! Claims that pods only name. What they hold is written in an object of its own, which is looked up.

use policy_kit::{Map, Report, quoted};

use crate::settings::Ctx;
use crate::survey::ClaimName;

/// Where claims are read. Versions before it are those of clusters that are out of support.
const VERSION: &str = "resource.k8s.io/v1";

/// What the claim of this name asks for, or each claim that is made from the template of this name: a map with
/// `requests`. What does not exist yet asks for nothing.
pub(crate) fn devices<'a>(
    claim: &ClaimName<'a>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Map<'a>> {
    // What belongs to no namespace starts nothing by itself.
    let namespace = ctx.request.namespace.filter(|_| ctx.settings.look_up_claims)?;
    let ClaimName { at, name, is_template, .. } = *claim;
    let (kind, path) = if is_template {
        ("ResourceClaimTemplate", "spec.spec.devices")
    } else {
        ("ResourceClaim", "spec.devices")
    };
    let answer = ctx.host.get(VERSION, kind, Some(namespace), name);
    let object = report.asked(answer, at, format_args!("{kind} {}", quoted(name)))??;
    Some(Map::of_found(object.down(path)?))
}
