//! Claims, and templates that claims are made from.

use policy_kit::{Map, Place, Request};

use crate::labels::{Labels, filled_text};
use crate::reference::Reference;

/// A claim, or a template of one, by what it asks for.
pub(crate) struct Claim<'a> {
    pub(crate) at: Place<'a>,
    /// Whether this is the object itself; its templates have no name and namespace of their own.
    pub(crate) is_object: bool,
    pub(crate) labels: Labels<'a>,
    /// What is asked for.
    pub(crate) spec: Option<Map<'a>>,
    /// The PersistentVolume that is asked for.
    pub(crate) volume_name: Option<&'a str>,
    /// What the claim is to be filled from.
    pub(crate) data_source: Option<DataSource<'a>>,
}

/// An object that a claim is to be filled from.
pub(crate) struct DataSource<'a> {
    pub(crate) kind: &'a str,
    pub(crate) named: Reference<'a>,
}

impl<'a> Claim<'a> {
    /// The claim that the object is.
    pub(super) fn of_object(request: &Request<'a>) -> Self {
        Claim { is_object: true, ..Claim::of_template(request.root(), request) }
    }

    /// A template of a claim.
    pub(super) fn of_template(template: Map<'a>, request: &Request<'a>) -> Self {
        let spec = template.map("spec");
        Claim {
            at: template.here(),
            is_object: false,
            labels: Labels::of_metadata(template.get("metadata")),
            spec,
            volume_name: spec.and_then(|spec| spec.text("volumeName")),
            data_source: spec.and_then(|spec| DataSource::of(spec, request)),
        }
    }
}

impl<'a> DataSource<'a> {
    fn of(spec: Map<'a>, request: &Request<'a>) -> Option<Self> {
        // The API server writes both, and both say the same.
        let named = |key| {
            let source = spec.get(key)?;
            Some((key, source, filled_text(source, "name")?))
        };
        let (key, source, name) = ["dataSourceRef", "dataSource"].into_iter().find_map(named)?;
        let namespace = filled_text(source, "namespace").or(request.namespace).unwrap_or_default();
        Some(DataSource {
            kind: filled_text(source, "kind").unwrap_or_default(),
            named: Reference { namespace, name, at: spec.at(key).key("name") },
        })
    }
}

/// The templates of a StatefulSet's spec, or of an object in a custom resource that has such a list, each with the name
/// of the volume that is made from it.
pub(super) fn templates<'a>(spec: Map<'a>, request: &Request<'a>) -> Vec<(&'a str, Claim<'a>)> {
    let named = spec.maps("volumeClaimTemplates").into_iter().filter_map(|template| {
        let name = template.map("metadata")?.text("name").unwrap_or_default();
        Some((name, Claim::of_template(template, request)))
    });
    named.collect()
}
