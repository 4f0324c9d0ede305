//! The pods of an object and the labels that they get.

use policy_kit::{Map, Pod};

use crate::settings::Ctx;

/// What the object says.
pub struct Survey<'a> {
    pub(crate) pods: Vec<LabelledPod<'a>>,
}

/// A whole pod spec, and the labels of its pods.
pub(crate) struct LabelledPod<'a> {
    pub(crate) spec: Map<'a>,
    /// The keys of the labels that have a value.
    pub(crate) labels: Vec<&'a str>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    let labelled = |pod: &Pod<'a>| {
        let labels = ctx.request.labels_at(&pod.here(), &|key| ctx.settings.labels.contains(&key));
        let filled = labels.into_iter().filter(|(_, _, value)| !value.is_empty());
        LabelledPod { spec: pod.map(), labels: filled.map(|(_, key, _)| key).collect() }
    };
    // What is merged over another pod leaves out what it does not change.
    let whole = ctx.request.pods().iter().filter(|pod| pod.is_spec());
    Survey { pods: whole.map(labelled).collect() }
}
