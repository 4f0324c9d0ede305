//! What stands at a place of the object, and around it.

use std::cell::RefMut;

use super::admission::Request;
use crate::all_maps;
use crate::descent::{Descent, Level};
use crate::json::Json;
use crate::kinds::{self, GroupKind};
use crate::map::Map;
use crate::place::{Place, Step};

/// A label: its place, key and value.
pub type Label<'a> = (Place<'a>, &'a str, &'a str);

impl<'a> Request<'a> {
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
}
