//! Objects of the cluster, and what somebody may do with them.

use super::error::{HostError, Why};
use super::payload::Payload;
use super::questions::Host;
use crate::json::{Json, Shape};

/// Which objects are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Objects<'s> {
    /// `v1`, `resource.k8s.io/v1`.
    pub api_version: &'s str,
    /// `Pod`.
    pub kind: &'s str,
    /// All namespaces where there is none.
    pub namespace: Option<&'s str>,
    /// `app=web`.
    pub labels: Option<&'s str>,
    /// `spec.nodeName=n1`.
    pub fields: Option<&'s str>,
    /// The members that are wanted, `spec.volumeName`; all where there are none. `metadata` is always there.
    pub masks: &'s [&'s str],
}

/// What somebody wants to do, as a SubjectAccessReview asks it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Access<'s> {
    /// The user's name: `system:serviceaccount:ml:trainer`.
    pub user: &'s str,
    /// The user's groups.
    pub groups: &'s [&'s str],
    /// `get`, `use`.
    pub verb: &'s str,
    /// The API group; empty for the core group.
    pub group: &'s str,
    /// The plural: `pods`.
    pub resource: &'s str,
    /// The object's namespace; all of them where there is none.
    pub namespace: Option<&'s str>,
    /// The object's name; any where there is none.
    pub name: Option<&'s str>,
}

impl<'a> Host<'_, 'a> {
    /// One object, or `None` where there is none of that name. A host answers from a cache that is at most five
    /// seconds old.
    pub fn get(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Json<'a>>, HostError<'a>> {
        self.get_parts(api_version, kind, namespace, name, &[])
    }

    /// The same with the members that are wanted, as in [`Objects::masks`]: a CustomResourceDefinition is large.
    pub fn get_parts(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
        masks: &[&str],
    ) -> Result<Option<Json<'a>>, HostError<'a>> {
        // What cannot be the name of an object is not asked for, so that no name is taken for the words of a failure.
        if !is_name(name) || !namespace.is_none_or(is_name) {
            return Ok(None);
        }
        let payload = Payload::new()
            .text("api_version", api_version)
            .text("kind", kind)
            .text("name", name)
            .maybe("namespace", namespace)
            .raw("disable_cache", "false")
            .texts("field_masks", masks);
        let object = match self.ask("kubernetes", "get_resource", payload.end()) {
            Err(error) if is_not_found(&error) => return Ok(None),
            answer => answer?,
        };
        let metadata = object.member("metadata");
        let says = |key| metadata.and_then(|metadata| metadata.member(key)?.text().ok());
        let same_namespace = namespace.is_none() || says("namespace") == namespace;
        if says("name") == Some(name) && same_namespace {
            Ok(Some(object))
        } else {
            Err(HostError::senseless("its answer is not the object that was asked for"))
        }
    }

    /// The objects that match, from a cache that follows the cluster.
    pub fn list(&self, objects: &Objects<'_>) -> Result<&'a [Json<'a>], HostError<'a>> {
        let mut payload = Payload::new().text("api_version", objects.api_version).text("kind", objects.kind);
        let mut operation = "list_resources_all";
        if let Some(namespace) = objects.namespace {
            payload = payload.text("namespace", namespace);
            operation = "list_resources_by_namespace";
        }
        let payload = payload
            .maybe("label_selector", objects.labels)
            .maybe("field_selector", objects.fields)
            .texts("field_masks", objects.masks);
        let answer = self.ask("kubernetes", operation, payload.end())?;
        let items = answer.member("items").and_then(|items| items.items().ok());
        items.ok_or(HostError::senseless("its answer is no list"))
    }

    /// Whether somebody may do this.
    pub fn can_i(&self, access: &Access<'_>) -> Result<bool, HostError<'a>> {
        let attributes = Payload::new()
            .text("resource", access.resource)
            .text("verb", access.verb)
            .text("group", access.group)
            .maybe("name", access.name)
            .maybe("namespace", access.namespace);
        let review = Payload::new()
            .text("user", access.user)
            .texts("groups", access.groups)
            .raw("resource_attributes", &attributes.end());
        let payload =
            Payload::new().raw("subject_access_review", &review.end()).raw("disable_cache", "false");
        let status = self.ask("kubernetes", "can_i", payload.end())?;
        let allowed = status.member("allowed").map(Json::boolean);
        match allowed {
            Some(Ok(allowed)) => Ok(allowed && status.shape() == Shape::Map),
            _ => Err(HostError::senseless("its answer does not say whether it is allowed")),
        }
    }
}

/// Whether a failure says that there is no such object: `Cannot find v1/Pod named 'x' inside of namespace …`. That
/// the cluster does not serve the kind is another one.
fn is_not_found(error: &HostError<'_>) -> bool {
    let text = error.text();
    error.why == Why::Unknown && text.starts_with("Cannot find ") && text.contains(" named '")
}

/// Whether this can be the name of an object: a DNS subdomain, or one of RBAC's with colons.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_');
    !name.is_empty() && name.len() <= 253 && name.bytes().all(plain)
}
