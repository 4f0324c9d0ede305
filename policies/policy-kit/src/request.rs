//! An admission request, borrowed from the payload.

mod read;

use std::cell::{RefCell, RefMut};
use std::fmt;

pub(crate) use self::read::Payload;
use self::read::at;
use crate::all_maps;
use crate::arena::{Arena, Malformed};
use crate::count::Counts;
use crate::descent::{Descent, Level};
use crate::json::Json;
use crate::kinds::{self, GroupKind};
use crate::map::{Map, Schema};
use crate::place::{Place, Step};
use crate::pod::{self, Pod, Pods};
use crate::projects::SUSPENDED_IN;

/// What is asked of the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A new object, or a request to a subresource that creates something.
    Create,
    /// A change of an object.
    Update,
    /// A deletion.
    Delete,
    /// A connection to a pod or a service: exec, attach, port-forward, proxy.
    Connect,
}

/// A kind of objects as it is written in an address.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The API group; empty for the core group.
    pub group: &'a str,
    /// The version: `v1`.
    pub version: &'a str,
    /// The plural: `deployments`.
    pub plural: &'a str,
}

/// One admission request and what its object says of pods.
#[derive(Debug)]
pub struct Request<'a> {
    /// What is asked.
    pub operation: Operation,
    /// The kind of the object.
    pub kind: GroupKind<'a>,
    /// The subresource: `scale`, `ephemeralcontainers`.
    pub sub_resource: Option<&'a str>,
    /// The object's name; absent or empty where the API server is to generate it.
    pub name: Option<&'a str>,
    /// The object's namespace; absent for cluster-scoped kinds.
    pub namespace: Option<&'a str>,
    resource: Option<Json<'a>>,
    user: Option<Json<'a>>,
    object: Option<Json<'a>>,
    old_object: Option<Json<'a>>,
    pods: Pods<'a>,
    pod_fields: &'a [&'a str],
    /// Whether the object is not that of the request, but one that a look-up has found: nothing in it is malformed.
    is_found: bool,
    arena: &'a Arena,
    /// The descent to the place that was asked about last.
    descent: RefCell<Option<Descent<'a>>>,
}

/// A label: its place, key and value.
pub type Label<'a> = (Place<'a>, &'a str, &'a str);

impl<'a> Request<'a> {
    /// The place of a member of the object; dots separate several steps: `spec.replicas`.
    pub fn place(&self, path: &'a str) -> Place<'a> {
        self.root().at(path)
    }

    /// A text that a rule puts together and that has to live as long as the request.
    pub fn keep(&self, text: fmt::Arguments<'_>) -> &'a str {
        self.arena.keep_fmt(text)
    }

    /// Every part of the object that says how a pod is run, at whatever path.
    pub fn pods(&self) -> &[Pod<'a>] {
        &self.pods.found
    }

    /// How many pods the object asks for, place by place, by the multipliers that the object itself states.
    pub fn counts(&self) -> Counts<'a> {
        Counts::of(self.pods.root, self.kind)
    }

    /// Whether what stands at this place is merged over a pod spec elsewhere.
    pub fn is_merged(&self, place: &Place<'_>) -> bool {
        kinds::is_merged(&self.kind, &place.steps())
    }

    /// The kind of the innermost object around a place: of the object itself, or of one that it holds to create it
    /// (an AppWrapper's components, Katib's trial).
    pub fn kind_at(&self, place: &Place<'a>) -> GroupKind<'a> {
        self.descend(&place.steps()).stops().last().map_or(self.kind, |stop| stop.kind)
    }

    /// What stands at a place of the object; `None` inside of a string that holds a manifest.
    pub fn value_at(&self, place: &Place<'a>) -> Option<Json<'a>> {
        let steps = place.steps();
        let Some((last, around)) = steps.split_last() else { return self.object };
        self.descend(around).end()?.at(last)
    }

    /// The text of the member `name` in the nearest object on the way from a place up to the root that has one and
    /// passes `counts`, which is told that object and the step that leads on from it.
    pub(crate) fn nearest(
        &self,
        place: &Place<'a>,
        name: &str,
        counts: &dyn Fn(&Level<'a>, &Step<'_>) -> bool,
    ) -> Option<&'a str> {
        let descent = self.descend(&place.steps());
        let mut outwards = descent.stops().iter().zip(descent.steps()).rev();
        outwards.find_map(|(stop, step)| stop.level.text(name).filter(|_| counts(&stop.level, step)))
    }

    fn descend(&self, steps: &[Step<'a>]) -> RefMut<'_, Descent<'a>> {
        let start = || Descent::new(self.pods.root, self.kind);
        let mut descent = RefMut::map(self.descent.borrow_mut(), |descent| descent.get_or_insert_with(start));
        descent.go(steps);
        descent
    }

    /// Whether Katib fills in this text before it creates anything, whatever the kind of the object inside its own:
    /// `${trialParameters.x}`.
    pub fn is_filled_in_by_katib(&self, text: &str) -> bool {
        kinds::fills_in(&self.kind, text, true)
    }

    /// Whether the controller of what stands at this place fills in this text before it creates anything: Katib,
    /// Argo Workflows and Kubeflow Pipelines (`{{…}}`), Tekton (`$(…)`).
    pub fn is_filled_in(&self, place: &Place<'a>, text: &str) -> bool {
        if kinds::may_be_filled_in(text) {
            kinds::fills_in(&self.kind_at(place), text, false)
        } else {
            self.is_filled_in_by_katib(text)
        }
    }

    /// Calls `visit` with every object inside the object, each with its place, inner ones first. For what shape
    /// does not tell in custom resources: the schema of a built-in kind is known, so that nothing is to be looked
    /// for there, and nothing is visited.
    pub fn visit(&self, visit: &mut dyn FnMut(Map<'a>)) {
        if let Some(object) = self.object.filter(|_| kinds::pod_spec_path(&self.kind).is_none()) {
            all_maps::visit(object, &mut |map| visit(if self.is_found { map.in_found() } else { map }));
        }
    }

    /// The annotation `key` of the object itself, where it is text.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        self.root().get("metadata")?.member("annotations")?.member(key)?.text().ok()
    }

    /// The labels that reach the pods of what stands at this place, of those that are wanted, each with its own place,
    /// the nearest first: those of the template around it and, in custom resources, whose controllers may pass theirs
    /// on, those of the object.
    pub fn labels_at(&self, place: &Place<'a>, wanted: &dyn Fn(&str) -> bool) -> Vec<Label<'a>> {
        let built_in = kinds::pod_spec_path(&self.kind).is_some();
        let steps = place.steps();
        let Some((_, around)) = steps.split_last() else { return Vec::new() };
        let descent = self.descend(around);
        let mut labels = Vec::new();
        for (depth, stop) in descent.stops().iter().enumerate().rev() {
            if built_in && !kinds::is_pod_spec(&self.kind, steps.get(..=depth).unwrap_or_default()) {
                continue;
            }
            let found = match depth {
                0 => self.pods.labels,
                _ => stop.level.member("metadata").and_then(|metadata| metadata.member("labels")),
            };
            for (key, value) in found.and_then(|labels| labels.entries().ok()).unwrap_or_default() {
                let Some(text) = value.text().ok().filter(|_| wanted(key)) else { continue };
                let owner = Place::root(self.arena).then(steps.get(..depth).unwrap_or_default());
                labels.push((owner.key("metadata.labels").member(key), *key, text));
            }
        }
        labels
    }

    /// The members of the object itself.
    pub fn root(&self) -> Map<'a> {
        let schema = if self.is_found { Schema::Foreign } else { Schema::Known };
        Map::new(Place::root(self.arena), self.pods.root, schema)
    }

    /// The members of the object as it was before an update.
    pub fn old_root(&self) -> Option<Map<'a>> {
        let entries = self.old_object?.entries().ok()?;
        Some(Map::new(Place::root(self.arena), entries, Schema::Known))
    }

    /// The object as it is to be; absent in deletions.
    pub fn object(&self) -> Option<Json<'a>> {
        self.object
    }

    /// The object as it was before an update.
    pub(crate) fn old_object(&self) -> Option<Json<'a>> {
        self.old_object
    }

    /// The resource that the request goes to: for a subresource that of the object it belongs to, whatever the kind of
    /// the request's own object.
    pub fn resource(&self) -> Option<Resource<'a>> {
        let part = |key| self.resource?.member(key)?.text().ok();
        Some(Resource { group: part("group")?, version: part("version")?, plural: part("resource")? })
    }

    /// The name of the user who asks; empty where the host does not tell (the audit scanner).
    pub fn user_name(&self) -> &'a str {
        let name = self.user.and_then(|user| user.member("username")?.text().ok());
        name.unwrap_or_default()
    }

    /// The groups of the user who asks.
    pub fn user_groups(&self) -> Vec<&'a str> {
        let groups = self.user.and_then(|user| user.member("groups")?.items().ok()).unwrap_or_default();
        groups.iter().filter_map(|group| group.text().ok()).collect()
    }

    /// Manifests in strings that could not be read, for the rule `opaque-manifest`.
    pub(crate) fn opaque(&self) -> &[Place<'a>] {
        &self.pods.opaque
    }

    /// What the walk itself found to be malformed.
    pub(crate) fn malformed(&self) -> &[Malformed<'a>] {
        &self.pods.malformed
    }

    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
    }

    pub(crate) fn pod_fields(&self) -> &'a [&'a str] {
        self.pod_fields
    }

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
            .map_err(|wrong| at(self.arena, "oldObject", wrong))?;
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
