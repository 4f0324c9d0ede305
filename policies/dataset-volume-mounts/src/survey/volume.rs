//! The volumes of pods, and what stands for one in fields of custom resources.

use policy_kit::{Json, Map, Request};

use crate::reference::Reference;
use crate::survey::claim::Claim;
use crate::survey::sources::{self, Placed};

/// Something that can be mounted.
pub(crate) struct Volume<'a> {
    /// What mounts call the volume; empty where a field of a custom resource stands for one.
    pub(crate) name: &'a str,
    /// Whether every mount of the volume is read-only.
    pub(crate) read_only: bool,
    pub(crate) content: Content<'a>,
}

/// What a volume holds.
pub(crate) enum Content<'a> {
    /// A claim that the object names.
    Claim(Reference<'a>),
    /// A claim that is made for the volume.
    Template(Claim<'a>),
    /// What is kept somewhere.
    Source(Placed<'a>),
}

/// Where pods, and parts of them, have their volumes.
pub(super) const LISTS: [&str; 2] = ["volumes", "extraVolumes"];

impl<'a> Volume<'a> {
    /// The volume of this name that is made from a template.
    pub(super) fn of_template((name, template): (&'a str, Claim<'a>)) -> Self {
        Volume { name, read_only: false, content: Content::Template(template) }
    }
}

/// Adds what a volume of a pod holds: one thing, as the API server has it, but a custom resource may say more.
pub(super) fn add_contents<'a>(volume: Map<'a>, request: &Request<'a>, found: &mut Vec<Volume<'a>>) {
    let name = volume.text("name").unwrap_or_default();
    for (member, _) in volume.entries() {
        let mut add = |read_only, content| found.push(Volume { name, read_only, content });
        match *member {
            "persistentVolumeClaim" => {
                if let Some(claim) = volume.map(member)
                    && let Some(name) = claim.text("claimName")
                {
                    let (namespace, at) = (request.namespace.unwrap_or_default(), claim.at("claimName"));
                    add(claim.is_true("readOnly"), Content::Claim(Reference { namespace, name, at }));
                }
            }
            "ephemeral" => {
                if let Some(ephemeral) = volume.map(member)
                    && let Some(template) = ephemeral.map("volumeClaimTemplate")
                {
                    add(false, Content::Template(Claim::of_template(template, request)));
                }
            }
            member if sources::is_source(member) => {
                let Some(inner) = volume.map(member) else { continue };
                let read_only = member == "image" || inner.get("readOnly").is_some_and(Json::is_true);
                for placed in sources::of_member(member, inner, request) {
                    add(read_only, Content::Source(placed));
                }
            }
            _ => {}
        }
    }
}
