//! What the pod's level settles for its containers, as the checks of the Pod Security Standards combine the two.

use policy_kit::{Map, Part, Pod};

/// The fields of the pod's level that hold a security context.
pub(crate) const CONTEXTS: [&str; 3] = ["securityContext", "podSecurityContext", "containerSecurityContext"];

/// What holds for the containers of a pod that say nothing themselves.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are independent facts, not states of one thing")]
pub(crate) struct PodDefaults {
    /// `hostUsers: false`: root inside is nobody outside, so the checks about root do not apply.
    pub(crate) user_namespace: bool,
    /// `os.name: windows`: fields that only Linux has cannot be set.
    pub(crate) windows: bool,
    /// The pod's own `runAsNonRoot: true`.
    pub(crate) run_as_non_root: bool,
    /// The pod's own seccomp profile.
    pub(crate) seccomp: bool,
}

/// A part of a pod that stands around others, and what it settles for them.
struct Around<'a> {
    pod: Pod<'a>,
    settles: PodDefaults,
}

/// What is settled for each of these pods: by the pod itself, and by the parts of a pod around it. Argo's workflow has
/// the context of its templates' pods, KServe's predictor that of its model.
pub(crate) fn all_defaults(pods: &[Pod<'_>]) -> Vec<PodDefaults> {
    let mut all: Vec<_> = pods.iter().map(|pod| PodDefaults::of(*pod)).collect();
    // What stands around something comes before it, so that one pass sees every pod with all that is around it.
    let mut order: Vec<_> = (0..pods.len()).collect();
    order.sort_by_key(|index| pods.get(*index).map(|pod| (pod.here(), pod.part() != Part::Fragment)));
    let mut around: Vec<Around<'_>> = Vec::new();
    for index in order {
        let (Some(pod), Some(defaults)) = (pods.get(index), all.get_mut(index)) else { continue };
        while around.last().is_some_and(|last| !pod.here().is_within(&last.pod.here())) {
            around.pop();
        }
        if !pod.is_built_in() {
            for around in around.iter().filter(|around| pod.is_within(&around.pod)) {
                defaults.add(around, *pod);
            }
        }
        if pod.part() == Part::Fragment {
            around.push(Around { pod: *pod, settles: PodDefaults::settled_by(*pod) });
        }
    }
    all
}

impl PodDefaults {
    /// What the pod's own fields and security contexts settle.
    fn of(pod: Pod<'_>) -> Self {
        let spec = pod.map();
        let mut defaults = PodDefaults::of_fields(spec);
        for key in CONTEXTS {
            if let Some(context) = spec.map(key) {
                defaults.add_context(context);
            }
        }
        defaults
    }

    /// What a part of a pod settles for those that stand in it.
    fn settled_by(pod: Pod<'_>) -> Self {
        let spec = pod.map();
        let mut defaults = PodDefaults::of_fields(spec);
        if let Some(context) = spec.map("securityContext") {
            defaults.add_context(context);
        }
        defaults
    }

    fn of_fields(spec: Map<'_>) -> Self {
        let os = spec.map("os");
        PodDefaults {
            user_namespace: spec.boolean("hostUsers") == Some(false),
            windows: os.is_some_and(|os| os.text("name") == Some("windows")),
            ..PodDefaults::default()
        }
    }

    fn add_context(&mut self, context: Map<'_>) {
        self.run_as_non_root |= context.is_true("runAsNonRoot");
        self.seccomp |= context
            .map("seccompProfile")
            .is_some_and(|profile| matches!(profile.text("type"), Some("RuntimeDefault" | "Localhost")));
    }

    fn add(&mut self, around: &Around<'_>, pod: Pod<'_>) {
        self.run_as_non_root |= around.settles.run_as_non_root;
        self.seccomp |= around.settles.seccomp;
        // Only KServe's predictor has this beside a container; further away it is not the pod's.
        self.user_namespace |=
            around.settles.user_namespace && pod.here().depth() == around.pod.here().depth() + 1;
    }
}
