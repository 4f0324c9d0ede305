//! SELinux labels.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "SELinux" (`container_engine_t` since 1.31).
pub(crate) static RULE: Rule = Rule {
    id: "selinux",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/selinux"), Standard::Aisvs("4.3.3")],
    fix: "remove it; allowed types are `container_t`, `container_init_t`, `container_kvm_t` and `container_engine_t`, and no user or role",
    check: Check(check),
    ..Rule::BASE
};

const TYPES: [&str; 4] = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        let Some(options) = context.map("seLinuxOptions") else { continue };
        for key in ["type", "user", "role"] {
            let Some(value) = options.filled(key) else { continue };
            if key != "type" || !TYPES.contains(&value) {
                let what = format_args!("{} sets the SELinux {key} {}", context.who(), quoted(value));
                report.found(options.at(key), Offence::Text(value), what);
            }
        }
    }
}
