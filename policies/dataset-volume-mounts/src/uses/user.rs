//! Who uses data: what an object says of the pods that it starts.

use policy_kit::datasets::{Dataset, Who};
use policy_kit::{Label, Place, Report};

use crate::catalogue::{Wanted, look_up};
use crate::labels::Labels;
use crate::settings::{Ctx, PurposeFrom};
use crate::survey::pod::{PodFacts, labels_at};
use crate::uses::Lack;

/// Who mounts or reads something.
pub(super) struct User<'a> {
    /// The namespace of the object; empty for what is in none.
    namespace: &'a str,
    /// The account of the pods; `None` where the object cannot name it, so that the Pod is judged.
    account: Option<&'a str>,
    /// What the label says that the data is for, empty without one; `None` where nobody tells, so that the Pod is judged.
    purpose: Option<&'a str>,
}

/// What an object says of somebody who uses data.
struct Said<'a> {
    at: Place<'a>,
    account: Option<&'a str>,
    /// The labels that reach the user's pods.
    labels: Vec<Label<'a>>,
}

impl<'a> User<'a> {
    /// Whoever runs a pod.
    pub(super) fn of_pod(pod: &PodFacts<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Self {
        let said = Said { at: pod.pod.here(), account: pod.account(), labels: pod.labels(ctx) };
        User::of(&said, ctx, report)
    }

    /// Whoever runs what a custom resource says at a place.
    pub(super) fn at(place: Place<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Self {
        User::of(&Said { at: place, account: None, labels: labels_at(place, ctx) }, ctx, report)
    }

    fn of(said: &Said<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Self {
        let key = ctx.settings.labels.purpose;
        let namespace = ctx.request.namespace.unwrap_or_default();
        let wanted = match ctx.settings.purpose_from {
            PurposeFrom::Pod => None,
            PurposeFrom::Namespace => Some(Wanted { kind: "Namespace", namespace: None, name: namespace }),
            PurposeFrom::ServiceAccount => {
                said.account.map(|name| Wanted { kind: "ServiceAccount", namespace: Some(namespace), name })
            }
        };
        let purpose = if ctx.settings.purpose_from == PurposeFrom::Pod {
            let own = said.labels.iter().find(|(_, known, _)| *known == key);
            Some(own.map_or("", |(_, _, purpose)| *purpose))
        } else {
            wanted.and_then(|wanted| {
                let object = look_up(&wanted, said.at, ctx, report).ok()?;
                Some(object.and_then(|object| Labels::of_object(object).get(key)).unwrap_or_default())
            })
        };
        User { namespace, account: said.account, purpose }
    }

    /// Whether this is one of those who may write.
    pub(super) fn may_write(&self, dataset: &Dataset<'a>) -> bool {
        dataset.writers.as_ref().is_some_and(|writers| self.lacks(writers).is_none())
    }

    /// What this user lacks to be one of those who may read, or write; `None` where nothing is lacking.
    pub(super) fn lacks_to_use(&self, dataset: &Dataset<'a>) -> Option<Lack<'a>> {
        if self.may_write(dataset) {
            return None;
        }
        match &dataset.readers {
            Some(readers) => self.lacks(readers),
            None => Some(Lack { what: "namespace", value: self.namespace }),
        }
    }

    fn lacks(&self, who: &Who<'a>) -> Option<Lack<'a>> {
        if !who.covers(self.namespace) {
            return Some(Lack { what: "namespace", value: self.namespace });
        }
        // Where nobody is listed, anybody will do.
        let is_other = |list: &[&str], own: &&'a str| !list.is_empty() && !list.contains(own);
        if let Some(value) = self.account.filter(|account| is_other(&who.accounts, account)) {
            return Some(Lack { what: "service account", value });
        }
        let purpose = self.purpose.filter(|purpose| is_other(&who.purposes, purpose))?;
        Some(Lack { what: "purpose", value: if purpose.is_empty() { "(no label)" } else { purpose } })
    }
}
