//! SELinux labels.

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::context::Context;

/// Source: Pod Security Standards, baseline, "SELinux" (`container_engine_t` since 1.31).
pub(crate) static RULE: Rule = Rule {
    id: "selinux",
    default: Mode::Deny,
    fix: "remove it; allowed types are `container_t`, `container_init_t`, `container_kvm_t` and `container_engine_t`, and no user or role",
};

const TYPES: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

pub(crate) fn check<'a>(context: &Context<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(options) = report.read(context.map("seLinuxOptions")) else {
        return;
    };
    for key in ["type", "user", "role"] {
        let Some(value) = report.read(options.text(key)) else {
            continue;
        };
        let allowed = if key == "type" { TYPES.contains(&value.as_ref()) } else { value.is_empty() };
        if !allowed {
            let what = format_args!("{} sets the SELinux {key} {}", context.who(), quoted(&value));
            report.found(&RULE, options.at(key), Offence::Text(value.clone()), what);
        }
    }
}
