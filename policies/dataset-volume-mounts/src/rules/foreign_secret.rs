//! Credentials of another namespace.

use policy_kit::{Map, Mode, Offence, Report, Request, Rule, quoted};

use crate::source;

/// The driver reads the secret with its own rights, whoever may read it otherwise. Azure's drivers read the names of
/// attributes without regard to case.
pub(crate) static RULE: Rule =
    Rule { id: "foreign-secret", default: Mode::Deny, fix: "use a secret of the pod's own namespace" };

/// What the names of such attributes end with.
const END: &str = "secretnamespace";

pub(crate) fn check<'a>(csi: &Map<'_, 'a>, request: &Request<'a>, report: &mut Report<'_, 'a>) {
    let Some(attributes) = report.map(csi, "volumeAttributes") else { return };
    // `secretNamespace`, `csi.storage.k8s.io/node-publish-secret-namespace`: compared from the end.
    let wanted = |key: &str| {
        let end = key.bytes().rev().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase());
        END.bytes().rev().eq(end.take(END.len()))
    };
    for (namespace, at) in source::attributes(&attributes, &wanted) {
        if !namespace.is_empty() && request.namespace.as_ref().is_some_and(|own| *own != namespace) {
            let what = format_args!("the volume is opened with a secret of namespace {}", quoted(&namespace));
            report.found(&RULE, at, Offence::Text(namespace.clone()), what);
        }
    }
}
