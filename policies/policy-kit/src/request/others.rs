//! The same request about another object: the one before an update, or one that a look-up has found.

use std::cell::RefCell;

use super::admission::Request;
use super::operation::Operation;
use crate::json::Json;
use crate::kinds::GroupKind;
use crate::malformed::Malformed;
use crate::pod::{self, Pods};
use crate::projects::SUSPENDED_IN;

impl<'a> Request<'a> {
    /// The same request about another object.
    pub(crate) fn about(
        &self,
        kind: GroupKind<'a>,
        object: Json<'a>,
        old_object: Option<Json<'a>>,
        pods: Pods<'a>,
    ) -> Request<'a> {
        Request {
            operation: self.operation,
            kind,
            sub_resource: self.sub_resource,
            name: self.name,
            namespace: self.namespace,
            resource: self.resource,
            user: self.user,
            object: Some(object),
            old_object,
            pods,
            pod_fields: self.pod_fields,
            is_found: self.is_found,
            arena: self.arena,
            descent: RefCell::default(),
        }
    }

    /// The request as if it were about an object that a look-up has found, and about no subresource of it.
    pub(crate) fn about_found(
        &self,
        kind: GroupKind<'a>,
        object: Json<'a>,
        mut pods: Pods<'a>,
    ) -> Request<'a> {
        for pod in &mut pods.found {
            *pod = pod.in_found();
        }
        Request { sub_resource: None, is_found: true, ..self.about(kind, object, None, pods) }
    }

    /// The request as if the old object were created: what was there already. `None` where the update starts
    /// a workload that was suspended, so that all of it is new, or where there was no object.
    pub(crate) fn before(&self) -> Result<Option<Request<'a>>, Malformed<'a>> {
        let Some(old) = self.old_object.filter(|_| self.operation == Operation::Update) else {
            return Ok(None);
        };
        if is_suspended(old) && !self.object.is_some_and(is_suspended) {
            return Ok(None);
        }
        let (_, pods) = pod::find(old.cursor(), self.kind, self.pod_fields)
            .map_err(|wrong| Malformed::in_request(self.arena, "oldObject", wrong))?;
        Ok(Some(self.about(self.kind, old, Some(old), pods)))
    }
}

/// Whether the object is a workload that is told to wait: `spec.suspend`, or further in where a project has it there.
fn is_suspended(object: Json<'_>) -> bool {
    let Some(spec) = object.member("spec") else {
        return false;
    };
    let waits = |json: Json<'_>| json.member("suspend").is_some_and(Json::is_true);
    waits(spec) || SUSPENDED_IN.iter().any(|key| spec.member(key).is_some_and(waits))
}
