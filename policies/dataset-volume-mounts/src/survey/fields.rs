//! What custom resources say of data outside of pod specs: claims in fields of their own, templates, addresses.

use policy_kit::{Json, Map, Request};

use crate::labels::filled_text;
use crate::reference::Reference;
use crate::settings::Ctx;
use crate::survey::address::{self, Address};
use crate::survey::claim;
use crate::survey::volume::{self, Content, Volume};

/// What the fields of a custom resource say of data.
#[derive(Default)]
pub(crate) struct Fields<'a> {
    /// Claims and templates. Each is as good as a volume that is mounted by whoever reads the field.
    pub(crate) volumes: Vec<Volume<'a>>,
    pub(crate) addresses: Vec<Address<'a>>,
}

/// Members of custom resources that hold the name of a claim.
const CLAIMS: [&str; 6] = ["claimName", "pvcName", "existingClaim", "sourcePVC", "volumeClaimName", "pvc"];

impl<'a> Fields<'a> {
    /// Reads a custom resource; the schema of a built-in kind is known, and so is that of snapshots.
    pub(super) fn of(ctx: &Ctx<'_, 'a>) -> Self {
        let (request, group) = (ctx.request, ctx.request.kind.group);
        let mut fields = Fields::default();
        if !group.contains('.') || group.ends_with("storage.k8s.io") {
            return fields;
        }
        // Without datasets and enclaves no claim and no address is looked for.
        let seeks_claims = !ctx.settings.datasets.is_empty() || ctx.settings.has_enclaves();
        request.visit(&mut |map| {
            let (own, around) = map.keys();
            // What is written about an object starts nothing.
            if matches!(own, "labels" | "annotations") {
                return;
            }
            if seeks_claims {
                address::add_of_map(map, request, &mut fields.addresses);
            }
            fields.volumes.extend(claim::templates(map, request).into_iter().map(Volume::of_template));
            // The volumes of pods are judged as such.
            let is_item = || map.here().up().leaf().is_none();
            let is_volume = own == "persistentVolumeClaim" && volume::LISTS.contains(&around) && is_item();
            if seeks_claims && !is_volume {
                fields.volumes.extend(CLAIMS.iter().filter_map(|key| named(map, key, request)));
            }
        });
        fields
    }
}

/// `pvcName: x`, or `pvc: {name: x}`; not `pvc: {name: x, create: true}` of NVIDIA's NIM operator, which makes it.
fn named<'a>(map: Map<'a>, key: &'static str, request: &Request<'a>) -> Option<Volume<'a>> {
    let value = map.get(key)?;
    let own = request.namespace.unwrap_or_default();
    let claim = match value.text() {
        // Charts write an empty text for none.
        Ok("") => return None,
        Ok(name) => Reference { namespace: own, name, at: map.at(key) },
        Err(_) if value.member("create").is_some_and(Json::is_true) => return None,
        Err(_) => Reference {
            namespace: filled_text(value, "namespace").unwrap_or(own),
            name: filled_text(value, "name")?,
            at: map.at(key).key("name"),
        },
    };
    // `readOnly` stands beside the claim, or beside the map that names the claim.
    let says_so = |json: Option<Json<'_>>| json.is_some_and(Json::is_true);
    let read_only =
        says_so(map.get("readOnly")) || says_so(request.value_at(&map.here().up().key("readOnly")));
    Some(Volume { name: "", read_only, content: Content::Claim(claim) })
}
