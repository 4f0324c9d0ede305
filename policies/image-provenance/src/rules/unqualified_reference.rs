//! References that name no registry.

use policy_kit::images::Found;
use policy_kit::{Image, Mode, Offence, Report, Rule, quoted};

/// containerd takes `nginx` for Docker Hub's, CRI-O and Podman ask the registries of
/// `unqualified-search-registries` one after the other.
pub(crate) static RULE: Rule = Rule {
    id: "unqualified-reference",
    default: Mode::Audit,
    fix: "name the registry: `docker.io/library/nginx`",
};

pub(crate) fn check<'a>(found: &Found<'a>, image: &Image<'_>, report: &mut Report<'_, 'a>) {
    if !image.qualified {
        let what = format_args!(
            "{} names no registry, which is not the same one on every node",
            quoted(&found.text)
        );
        report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
    }
}
