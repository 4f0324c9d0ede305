//! Images that are never pulled.

use policy_kit::images::Found;
use policy_kit::{Image, Mode, Offence, Report, Rule, quoted};

/// With `imagePullPolicy: Never` a tag means whatever somebody loaded into the node's cache under that name, of any
/// registry; only a digest is checked against what is there.
pub(crate) static RULE: Rule =
    Rule { id: "cached-image", default: Mode::Warn, fix: "add the digest, or let the image be pulled" };

pub(crate) fn check<'a>(found: &Found<'a>, image: &Image<'_>, report: &mut Report<'_, 'a>) {
    if found.never_pulled && image.digest.is_none() {
        let what =
            format_args!("{} is taken from the cache of the node and never pulled", quoted(&found.text));
        report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
    }
}
