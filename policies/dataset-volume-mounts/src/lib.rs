#![doc = include_str!("../README.md")]

mod claim;
mod custom;
mod known;
mod mount;
mod objects;
mod rules;
pub mod settings;
mod source;
mod uri;
mod user;

use policy_kit::{Host, Report, Request, policy};

use crate::known::Catalogue;
use crate::mount::Mounts;
use crate::rules::{label_integrity, shared_processes, unverified_container};
use crate::settings::Settings;

policy! { settings: Settings, rules: rules::ALL, check: check }

fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let catalogue = Catalogue { settings, host };
    objects::check(request, &catalogue, report);
    label_integrity::check(request, settings, report);
    let mut mounts = Mounts::default();
    for pod in request.pods() {
        mount::in_pod(pod, request, &catalogue, &mut mounts, report);
        uri::in_containers(pod, request, &catalogue, report);
    }
    mounts.judge_apart(request, report);
    custom::check(request, &catalogue, &mut mounts, report);
    for pod in request.pods() {
        shared_processes::check(pod, &mounts, report);
    }
    unverified_container::check(request, settings, &mounts, report);
}
