#![doc = include_str!("../README.md")]

mod context;
mod rdma;
mod rules;
pub mod settings;

use policy_kit::{Container, Host, Report, Request, policy};

use crate::context::{Context, Facts};
use crate::rdma::Claims;
use crate::rules::{
    apparmor, capabilities, drop_capabilities, explicit_escalation, explicit_root, host_namespaces,
    host_path, host_ports, host_probes, host_users, privilege_escalation, privileged, proc_mount,
    run_as_non_root, seccomp_profile, seccomp_unconfined, selinux, sysctls, volume_types,
    windows_host_process,
};
use crate::settings::Settings;

policy! { settings: Settings, rules: rules::ALL, check: check }

fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    // A PersistentVolume is data: who may make one that points at the files of a node is a matter of RBAC.
    if request.kind.is("", "PersistentVolume") {
        return;
    }
    for pod in request.pods() {
        let spec = pod.map();
        let claims = Claims { spec: &spec, request, settings, host };
        let contexts = ["securityContext", "podSecurityContext", "containerSecurityContext"]
            .map(|key| report.read(spec.map(key)));
        let mut facts = Facts::of(&spec, &contexts, report);
        facts.add_those_around(pod, request, report);
        let volumes = report.each(spec.maps("volumes"));
        // What the pod states.
        host_namespaces::check(&spec, report);
        host_path::check(request, pod, &spec, &volumes, settings, report);
        apparmor::check_annotations(pod, report);
        explicit_root::check_user_id(&spec, report);
        for map in contexts.into_iter().flatten() {
            check_context(None, &Context::of_pod(map, pod.part()), &facts, claims, report);
        }
        // What each container states, and what it leaves out in a whole pod spec.
        for container in pod.containers(&spec) {
            let Some(container) = report.one(container) else {
                continue;
            };
            host_ports::check(&container, settings, report);
            host_probes::check(&container, report);
            let context = report.read(container.map("securityContext"));
            let context = context.map(|map| Context::of_container(map, &container));
            if let Some(context) = &context {
                check_context(Some(&container), context, &facts, claims, report);
            }
            if pod.is_spec() {
                run_as_non_root::check(&container, context.as_ref(), &facts, report);
                privilege_escalation::check(&container, context.as_ref(), &facts, report);
                drop_capabilities::check(&container, context.as_ref(), &facts, report);
                seccomp_profile::check(&container, context.as_ref(), &facts, report);
            }
        }
        volume_types::check(&volumes, report);
        host_users::check(pod, &spec, &facts, report);
    }
}

/// The rules about a security context, wherever it stands.
fn check_context<'a>(
    container: Option<&Container<'_, 'a>>,
    context: &Context<'_, 'a>,
    facts: &Facts,
    claims: Claims<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    privileged::check(context, report);
    capabilities::check(container, context, claims, report);
    proc_mount::check(context, facts, report);
    sysctls::check(context, claims.settings, report);
    selinux::check(context, report);
    apparmor::check(context, report);
    seccomp_unconfined::check(context, report);
    windows_host_process::check(context, report);
    explicit_root::check(context, facts, report);
    explicit_escalation::check(context, facts, report);
}
