//! LeaderWorkerSet and DisaggregatedSet. Source: `lws/api/leaderworkerset/v1/leaderworkerset_types.go`,
//! `lws/api/disaggregatedset/v1`.

use super::project::{ByKey, Project};
use crate::count::{Context, Count};

/// leaderworkerset.x-k8s.io, disaggregatedset.x-k8s.io.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey { multipliers: &["slices"], nodes_per_replica: &[group_size], ..ByKey::NONE },
    ..Project::NONE
};

/// A group has one leader and `size - 1` workers, or `size` workers where no leader is written.
fn group_size(at: Context<'_, '_>) -> Option<Count> {
    if at.key(0) != "leaderWorkerTemplate" {
        return None;
    }
    let size = at.map().count_or_one("size");
    let has_leader = at.map().member("leaderTemplate").is_some();
    Some(match at.next() {
        "leaderTemplate" => Count::Known(1),
        "workerTemplate" if has_leader => size.minus_one(),
        _ => size,
    })
}
