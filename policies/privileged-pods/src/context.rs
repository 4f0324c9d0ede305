//! A security context: the pod's, a container's, or a custom resource's own.

use std::fmt;
use std::ops::Deref;

use policy_kit::{Container, Map, Part, Pod, Report, Request, quoted};

/// A security context and whose it is.
pub(crate) struct Context<'t, 'a> {
    map: Map<'t, 'a>,
    owner: Owner,
}

enum Owner {
    Pod,
    Container(String),
    /// A custom resource keeps it where shape does not tell: it is judged by the fields of both.
    Either,
}

/// What the pod level says that the checks of the Pod Security Standards combine with its containers.
#[expect(clippy::struct_excessive_bools, reason = "these are independent facts, not states of one thing")]
pub(crate) struct Facts {
    /// `hostUsers: false`: root inside is nobody outside, so the checks about root do not apply.
    pub(crate) user_namespace: bool,
    /// `os.name: windows`: fields that only Linux has cannot be set.
    pub(crate) windows: bool,
    /// The pod's own `runAsNonRoot: true`, which holds for containers that say nothing.
    pub(crate) run_as_non_root: bool,
    /// The pod's own seccomp profile, likewise.
    pub(crate) seccomp: bool,
}

impl<'t, 'a> Context<'t, 'a> {
    /// The context of a pod, or one that a custom resource keeps outside of any container. Spark's driver, for
    /// one, has init containers and a container's context side by side: only of built-in kinds is it known
    /// that this is the pod's.
    pub(crate) fn of_pod(map: Map<'t, 'a>, part: Part) -> Self {
        let built_in = part == Part::Spec { built_in: true };
        Context { map, owner: if built_in { Owner::Pod } else { Owner::Either } }
    }

    pub(crate) fn of_container(map: Map<'t, 'a>, container: &Container<'_, 'a>) -> Self {
        Context { map, owner: Owner::Container(who(container).to_string()) }
    }

    /// Whether the fields that only a container has count here.
    pub(crate) fn has_container_fields(&self) -> bool {
        !matches!(self.owner, Owner::Pod)
    }

    /// Whether the fields that only a pod has count here.
    pub(crate) fn has_pod_fields(&self) -> bool {
        !matches!(self.owner, Owner::Container(_))
    }

    /// Whose context it is, for messages.
    pub(crate) fn who(&self) -> &str {
        match &self.owner {
            Owner::Container(who) => who,
            Owner::Pod => "the pod",
            Owner::Either => "the workload",
        }
    }
}

impl<'t, 'a> Deref for Context<'t, 'a> {
    type Target = Map<'t, 'a>;

    fn deref(&self) -> &Map<'t, 'a> {
        &self.map
    }
}

impl Facts {
    /// Reads them from the fields of a pod and its own security contexts.
    pub(crate) fn of<'a>(
        spec: &Map<'_, 'a>,
        contexts: &[Option<Map<'_, 'a>>],
        report: &mut Report<'_, 'a>,
    ) -> Facts {
        let os = report.read(spec.map("os"));
        let mut facts = Facts {
            user_namespace: report.read(spec.boolean("hostUsers")) == Some(false),
            windows: os.is_some_and(|os| report.read(os.text("name")).is_some_and(|name| name == "windows")),
            run_as_non_root: false,
            seccomp: false,
        };
        for context in contexts.iter().flatten() {
            facts.run_as_non_root |= report.read(context.boolean("runAsNonRoot")) == Some(true);
            facts.seccomp |= report.read(context.map("seccompProfile")).is_some_and(|profile| {
                let kind = report.read(profile.text("type"));
                matches!(kind.as_deref(), Some("RuntimeDefault" | "Localhost"))
            });
        }
        facts
    }

    /// Adds what the parts of a pod that stand around `pod` say: Argo's workflow has the context of its
    /// templates' pods, KServe's predictor that of its model.
    pub(crate) fn add_those_around<'a>(
        &mut self,
        pod: &Pod<'a>,
        request: &Request<'a>,
        report: &mut Report<'_, 'a>,
    ) {
        if pod.is_built_in() {
            return;
        }
        let around =
            request.pods().iter().filter(|other| other.part() == Part::Fragment && pod.is_within(other));
        for other in around {
            let spec = other.map();
            let context = report.read(spec.map("securityContext"));
            let facts = Facts::of(&spec, &[context], report);
            self.run_as_non_root |= facts.run_as_non_root;
            self.seccomp |= facts.seccomp;
            // Only KServe's predictor has this beside a container; further away it is not the pod's.
            self.user_namespace |= facts.user_namespace && pod.is_member_of(other);
        }
    }
}

/// A container in messages: ``container `trainer` ``.
pub(crate) fn who(container: &Container<'_, '_>) -> impl fmt::Display {
    let name = container.name();
    fmt::from_fn(move |f| {
        if name.is_empty() { f.write_str("the container") } else { write!(f, "container {}", quoted(&name)) }
    })
}
