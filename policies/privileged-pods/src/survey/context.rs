//! A security context: the pod's, a container's, or a custom resource's own.

use std::fmt;
use std::ops::Deref;

use policy_kit::{Container, Map, Pod, quoted};

/// A security context and whose it is.
pub(crate) struct Context<'a> {
    map: Map<'a>,
    owner: Owner<'a>,
}

enum Owner<'a> {
    Pod,
    Container(Container<'a>),
    /// A custom resource keeps it where shape does not tell: it is judged by the fields of both.
    Either,
}

impl<'a> Context<'a> {
    /// The context of a pod, or one that a custom resource keeps outside of any container. Spark's driver, for
    /// one, has init containers and a container's context side by side: only of built-in kinds is it known
    /// that this is the pod's.
    pub(super) fn of_pod(map: Map<'a>, pod: Pod<'a>) -> Self {
        Context { map, owner: if pod.is_built_in() { Owner::Pod } else { Owner::Either } }
    }

    pub(super) fn of_container(map: Map<'a>, container: Container<'a>) -> Self {
        Context { map, owner: Owner::Container(container) }
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
    pub(crate) fn who(&self) -> impl fmt::Display {
        fmt::from_fn(|f| match self.owner {
            Owner::Container(container) => fmt::Display::fmt(&who(container), f),
            Owner::Pod => f.write_str("the pod"),
            Owner::Either => f.write_str("the workload"),
        })
    }
}

impl<'a> Deref for Context<'a> {
    type Target = Map<'a>;

    fn deref(&self) -> &Map<'a> {
        &self.map
    }
}

/// A container in messages: ``container `trainer` ``.
pub(crate) fn who(container: Container<'_>) -> impl fmt::Display {
    fmt::from_fn(move |f| match container.name() {
        "" => f.write_str("the container"),
        name => write!(f, "container {}", quoted(name)),
    })
}
