//! Credentials of another namespace.

use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::sources::attributes;

/// The driver reads the secret with its own rights, whoever may read it otherwise. Azure's drivers read the names of
/// attributes without regard to case.
pub(crate) static RULE: Rule = Rule {
    id: "foreign-secret",
    severity: Severity::High,
    fix: "use a secret of the pod's own namespace",
    check: Check(check),
    ..Rule::BASE
};

/// What the names of such attributes end with.
const END: &str = "secretnamespace";

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(own) = ctx.request.namespace else { return };
    for csi in survey.pods.iter().flat_map(|pod| &pod.csi) {
        let Some(map) = csi.map("volumeAttributes") else { continue };
        for (at, namespace) in attributes(map, &names_namespace) {
            if !namespace.is_empty() && namespace != own {
                let what =
                    format_args!("the volume is opened with a secret of namespace {}", quoted(namespace));
                report.found(at, Offence::Text(namespace), what);
            }
        }
    }
}

/// Whether an attribute names the namespace of a secret: `secretNamespace`,
/// `csi.storage.k8s.io/node-publish-secret-namespace`.
fn names_namespace(key: &str) -> bool {
    let backwards = key.bytes().rev().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase());
    END.bytes().rev().eq(backwards.take(END.len()))
}
