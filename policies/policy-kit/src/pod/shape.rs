//! What an object looks like, from the keys it has.

use crate::json::{Json, Shape};

/// The signs that a map gives of being a pod spec, a part of one, or a container, gathered key by key while
/// the map is read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Signs {
    /// A list named as a pod spec's lists of containers are.
    pub(crate) list: bool,
    /// A field that only the pod level of a pod spec has.
    pub(crate) pod_field: bool,
    /// A `securityContext`: the pod's or a container's.
    context: bool,
    /// How much the map looks like a container; two points are enough.
    container: u8,
}

impl Signs {
    /// Takes note of one entry of the map.
    pub(crate) fn see(&mut self, key: &str, value: Json<'_>, shape: Shape) {
        match (key, shape) {
            ("containers" | "initContainers" | "ephemeralContainers", Shape::List) => self.list = true,
            (
                "hostNetwork" | "hostPID" | "hostIPC" | "hostUsers" | "shareProcessNamespace",
                Shape::Boolean,
            )
            | ("podSecurityContext" | "containerSecurityContext" | "hostPath", Shape::Map) => {
                self.pod_field = true;
            }
            // A list of names may be called so, too.
            ("volumes" | "extraVolumes", Shape::List) => self.pod_field |= value.holds_objects(),
            // NVIDIA's NIM operator writes a host path as a plain string.
            ("hostPath", Shape::Text) => self.pod_field |= value.raw().starts_with("\"/"),
            ("securityContext", Shape::Map) => {
                self.context = true;
                self.container += 1;
            }
            ("image", Shape::Text) | ("livenessProbe" | "readinessProbe" | "startupProbe", Shape::Map) => {
                self.container += 2;
            }
            ("volumeMounts", Shape::List) if value.holds_objects() => self.container += 2,
            ("lifecycle", Shape::Map) if value.member("preStop").or(value.member("postStart")).is_some() => {
                self.container += 2;
            }
            ("command" | "args" | "env" | "envFrom" | "ports", Shape::List) | ("resources", Shape::Map) => {
                self.container += 1;
            }
            _ => {}
        }
    }

    /// Whether the map looks like a container by itself.
    pub(crate) fn container(self) -> bool {
        self.container >= 2
    }

    /// Whether the map has fields of a pod's own level.
    pub(crate) fn pod_level(self) -> bool {
        self.pod_field || self.context
    }
}
