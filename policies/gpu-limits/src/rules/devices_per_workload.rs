//! Too many devices in all pods that one object starts.

use policy_kit::{Report, Severity};

use crate::demand::Demands;
use crate::devices::Devices;
use crate::rules::{Check, Rule};
use crate::scaled_parent::ScaledParent;
use crate::settings::Ctx;
use crate::settings::Scope;
use crate::survey::{Scale, Survey, survey};
use crate::workload::Workload;

/// A pod's devices times every multiplier that the object itself states, added up over its pods. What a separate
/// autoscaler allows is not counted.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-workload",
    severity: Severity::High,
    fix: "start fewer pods, or ask for fewer devices in each",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    if let Some(scale) = &survey.scale {
        check_scale(scale, ctx, report);
        return;
    }
    let workload = Workload::of(&Demands::of(survey, ctx, report));
    found(&workload, &Devices::default(), ctx, report);
}

/// Holds a larger number of replicas to the ceiling, and to nothing else: whatever else there is to be said of the
/// parent was said when it was written.
fn check_scale<'a>(scale: &Scale<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    if scale.new <= scale.old {
        return;
    }
    let Some(parent) = ScaledParent::look_up(scale, ctx, report) else { return };
    let mut with_replicas = |replicas| {
        let request = &parent.with_replicas(replicas, ctx.request)?;
        let ctx = &Ctx { request, settings: ctx.settings, host: ctx.host };
        Some(Workload::of(&Demands::of(&survey(ctx), ctx, report)))
    };
    let Some(workload) = with_replicas(scale.new) else { return };
    let ceilings = ctx.settings.ceilings(ctx.request.namespace);
    if ceilings.exceeded(&workload.devices, Scope::Workload).is_empty() {
        return;
    }
    // The object's own autoscaling may count already for what is asked now.
    let before = with_replicas(scale.old).map(|workload| workload.devices).unwrap_or_default();
    found(&workload, &before, ctx, report);
}

/// Files what is above a ceiling and more than what was there before.
fn found<'a>(workload: &Workload<'a>, before: &Devices<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let ceilings = ctx.settings.ceilings(ctx.request.namespace);
    for excess in ceilings.exceeded(&workload.devices, Scope::Workload) {
        if excess.count <= ceilings.counted(before, excess.class) {
            continue;
        }
        // The place of the finding must not depend on which pod asks for most, or an update could not be told from
        // what was there before.
        let root = ctx.request.root();
        let at = if root.has("spec") { root.at("spec") } else { root.here() };
        let parts = workload.parts_of(excess.class, &ceilings);
        report.found(at, excess.offence(), format_args!("the workload asks for {excess}: {parts}"));
    }
}
