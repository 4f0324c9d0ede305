#![doc = include_str!("../README.md")]

mod rules;
pub mod settings;

use policy_kit::images::{self, Use};
use policy_kit::{Host, Image, Report, Request, policy};

use crate::rules::{
    cached_image, digest_required, invalid_reference, missing_image, unqualified_reference,
    unresolved_reference, untrusted_registry,
};
use crate::settings::Settings;

policy! { settings: Settings, rules: rules::ALL, check: check }

fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let rules = settings.rules_for(request.namespace.as_deref());
    for found in images::of(request, report) {
        if found.usage == Use::Missing {
            missing_image::check(&found, report);
            continue;
        }
        if unresolved_reference::check(&found, request, report) {
            continue;
        }
        let image = match Image::parse(found.reference()) {
            Ok(image) => image,
            Err(fault) => {
                invalid_reference::check(&found, fault, report);
                continue;
            }
        };
        untrusted_registry::check(&found, &image, &rules, report);
        // What is pushed gets its digest by being pushed.
        if found.usage != Use::Pushed {
            unqualified_reference::check(&found, &image, report);
            digest_required::check(&found, &image, &rules, report);
            cached_image::check(&found, &image, report);
            // No registry is asked that is not allowed. What has no digest is asked for all the same: the rule that
            // says so may have another mode, or an exemption.
            if rules.repository(&image) {
                settings.signatures.accept(&found, &image, host, report);
            }
        }
    }
}
