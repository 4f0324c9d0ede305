//! Who uses data: what an object says of the pods that it starts.

use std::borrow::Cow;

use policy_kit::{Label, Place, Pod, Report, Request};

use crate::known::{Catalogue, label};
use crate::settings::{Dataset, PurposeFrom, Settings, Who};

/// Who mounts or reads something.
#[derive(Clone, Debug)]
pub(crate) struct User<'a> {
    /// The namespace of the object; empty for what is in none.
    pub(crate) namespace: Cow<'a, str>,
    /// The account of the pods; `None` where the object cannot name it, so that the Pod is judged.
    account: Option<Cow<'a, str>>,
    /// What the label says that the data is for, empty without one; `None` where nobody tells, so that the Pod is judged.
    purpose: Option<Cow<'a, str>>,
}

/// Labels, each with its place, key and value.
pub(crate) type Labels<'a> = [Label<'a>];

impl<'a> User<'a> {
    /// Whoever runs the pods of this part, which these labels reach.
    pub(crate) fn of_pod(
        pod: &Pod<'a>,
        labels: &Labels<'a>,
        request: &Request<'a>,
        catalogue: &Catalogue<'_, '_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let spec = pod.map();
        let account = report.text(&spec, "serviceAccountName");
        let account = account.or_else(|| report.text(&spec, "serviceAccount"));
        // A pod spec that names no account means this one.
        let account = account.or_else(|| pod.is_spec().then_some(Cow::Borrowed("default")));
        User::with(account, labels, &spec.here(), request, catalogue, report)
    }

    /// Whoever runs what a custom resource says at this place.
    pub(crate) fn at(
        place: &Place<'a>,
        request: &Request<'a>,
        catalogue: &Catalogue<'_, '_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let labels = User::labels_at(place, request, catalogue.settings);
        User::with(None, &labels, place, request, catalogue, report)
    }

    /// The labels at a place that say what data is for, and those that Datashim reads.
    pub(crate) fn labels_at(
        place: &Place<'a>,
        request: &Request<'a>,
        settings: &Settings<'a>,
    ) -> Vec<Label<'a>> {
        let purpose = &settings.labels().purpose;
        request.labels_at(place, &|key| key == purpose || key.starts_with("dataset."))
    }

    fn with(
        account: Option<Cow<'a, str>>,
        labels: &Labels<'a>,
        at: &Place<'a>,
        request: &Request<'a>,
        catalogue: &Catalogue<'_, '_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let key = &catalogue.settings.labels().purpose;
        let namespace = request.namespace.clone().unwrap_or_default();
        let asked = match (catalogue.settings.purpose_from, &account) {
            (PurposeFrom::Pod, _) => {
                let own = labels.iter().find(|(_, known, _)| known == key);
                let purpose = Some(own.map_or(Cow::Borrowed(""), |(_, _, purpose)| purpose.clone()));
                return User { namespace, account, purpose };
            }
            (PurposeFrom::Namespace, _) => Some(("Namespace", None, namespace.as_ref())),
            (PurposeFrom::ServiceAccount, Some(account)) => {
                Some(("ServiceAccount", Some(namespace.as_ref()), account.as_ref()))
            }
            (PurposeFrom::ServiceAccount, None) => None,
        };
        let purpose = asked.and_then(|(kind, within, name)| {
            let object = catalogue.look_up(kind, within, name, at, report)?;
            let metadata = object.and_then(|object| object.member("metadata"));
            Some(label(metadata, key).unwrap_or_default())
        });
        User { namespace, account, purpose }
    }

    /// Whether this is one of those who may write.
    pub(crate) fn may_write(&self, dataset: &Dataset<'a>) -> bool {
        dataset.writers.as_ref().is_some_and(|writers| self.lacks(writers).is_none())
    }

    /// What this user lacks to be one of those who may read, or write; `None` where nothing is lacking.
    pub(crate) fn lacks_to_read(&self, dataset: &Dataset<'a>) -> Option<Lack> {
        if self.may_write(dataset) {
            return None;
        }
        dataset.readers.as_ref().map_or(Some(Lack::Namespace), |readers| self.lacks(readers))
    }

    fn lacks(&self, who: &Who<'a>) -> Option<Lack> {
        if !who.covers(&self.namespace) {
            return Some(Lack::Namespace);
        }
        let other = |account: &Cow<'_, str>| !who.accounts.contains(account);
        if !who.accounts.is_empty() && self.account.as_ref().is_some_and(other) {
            return Some(Lack::Account);
        }
        let other = |purpose: &Cow<'_, str>| !who.purposes.contains(purpose);
        let lacks = !who.purposes.is_empty() && self.purpose.as_ref().is_some_and(other);
        lacks.then_some(Lack::Purpose)
    }

    /// What is lacking, for messages: `namespace` and its name.
    pub(crate) fn word(&self, lack: Lack) -> (&'static str, &str) {
        match lack {
            Lack::Namespace => ("namespace", &self.namespace),
            Lack::Account => ("service account", self.account.as_deref().unwrap_or_default()),
            Lack::Purpose => (
                "purpose",
                self.purpose.as_deref().filter(|purpose| !purpose.is_empty()).unwrap_or("(no label)"),
            ),
        }
    }
}

/// What keeps somebody from being among those who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    Namespace,
    Account,
    /// It is another one, or none.
    Purpose,
}
