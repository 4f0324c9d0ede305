//! The pods of an object and the labels that they get.

use policy_kit::{Label, Map, Pod};

use crate::settings::Ctx;

/// What the object says.
pub struct Survey<'a> {
    pub(crate) pods: Vec<LabelledPod<'a>>,
}

/// A whole pod spec, and the labels of its pods.
pub(crate) struct LabelledPod<'a> {
    pub(crate) spec: Map<'a>,
    /// Those that a setting names, where they have a value.
    labels: Vec<Label<'a>>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    // What is merged over another pod leaves out what it does not change.
    let whole = ctx.request.pods().iter().filter(|pod| pod.is_spec());
    Survey { pods: whole.map(|pod| LabelledPod::of(pod, ctx)).collect() }
}

impl<'a> LabelledPod<'a> {
    fn of(pod: &Pod<'a>, ctx: &Ctx<'_, 'a>) -> Self {
        let mut labels = ctx.request.labels_at(&pod.here(), &|key| ctx.settings.labels.contains(&key));
        labels.retain(|(_, _, value)| !value.is_empty());
        LabelledPod { spec: pod.map(), labels }
    }

    /// Whether there is a label of this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.labels.iter().any(|(_, own, _)| *own == key)
    }
}
