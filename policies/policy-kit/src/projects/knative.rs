//! Knative Serving. Source: `serving/pkg/apis/autoscaling/register.go`.

use super::project::{Counting, Project};
use crate::count::{Context, Count, largest};

/// serving.knative.dev.
pub(super) const PROJECT: Project =
    Project { counting: Counting { replicas: Some(revision_scale), ..Counting::NONE }, ..Project::NONE };

/// The annotations for the bounds of a revision, in both spellings.
const SCALES: [&str; 5] = [
    "autoscaling.knative.dev/max-scale",
    "autoscaling.knative.dev/maxScale",
    "autoscaling.knative.dev/min-scale",
    "autoscaling.knative.dev/minScale",
    "autoscaling.knative.dev/initial-scale",
];

/// As many pods as annotations of the pods' template say at most: an upper bound of zero is none.
fn revision_scale(at: Context<'_, '_>) -> Option<Count> {
    if at.key(0) != "template" {
        return None;
    }
    let annotations = at.map().member("metadata").and_then(|metadata| metadata.member("annotations"));
    let most = annotations.and_then(|annotations| largest(annotations, &SCALES));
    Some(Count::Known(most.map_or(1, |most| most.max(1))))
}
