//! Cases about what policy-kit does for every policy: modes, exemptions, their dates, requests and pods that are
//! malformed, manifests in strings. They are written once and asked of each policy.
//!
//! What a policy gives them is a sample: a case of its own in which it refuses an object for one thing. From it
//! follows what an exemption has to name, and what is still refused beside something malformed. A policy in which no
//! case refuses a Pod for something in a container is asked only what does not take one.
//!
//! Their outcomes are no text that is blessed, since it would be another one for each policy: a case states the
//! decision, the rules that speak, the rules that are recorded and what the answer has to say.

use std::path::Path;

use crate::kit::sample::Sample;
use crate::kit::topic::Topic;
use crate::run::planned::PlannedCase;

mod exemptions;
mod expiry;
mod manifests;
mod modes;
mod pods;
mod requests;
pub(crate) mod sample;
mod topic;

/// The cases for the policy in this folder; the error says what keeps its own cases from giving a sample.
pub fn plan(policy_dir: &Path) -> anyhow::Result<Vec<PlannedCase>> {
    let sample = Sample::of(policy_dir)?;
    let mut plan = Vec::new();
    for (name, gather) in TOPICS {
        let mut topic = Topic::new(name, &sample);
        gather(&sample, &mut topic);
        plan.extend(topic.into_cases());
    }
    Ok(plan)
}

type Gather = fn(&Sample, &mut Topic<'_>);

const TOPICS: [(&str, Gather); 6] = [
    ("modes", modes::gather),
    ("exemptions", exemptions::gather),
    ("expiry", expiry::gather),
    ("requests", requests::gather),
    ("pods", pods::gather),
    ("manifests", manifests::gather),
];
