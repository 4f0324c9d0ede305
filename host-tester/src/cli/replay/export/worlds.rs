//! What a cluster would have to hold to answer as a case states it, for a stand-in of an API server.

use std::collections::BTreeMap;
use std::path::Path;

use policy_test::stand_in::{Exchange, Question, Service, StandIn};
use serde_json::{Value, json};

/// The worlds that are written already: hundreds of cases share a few.
#[derive(Default)]
pub(super) struct Worlds {
    /// File by content.
    known: BTreeMap<String, String>,
}

impl Worlds {
    /// The file of what answered these calls; none where not every call was for objects of a cluster, or some had no
    /// answer by their number: a server that keeps what it has read asks another number of questions.
    pub(super) fn file(
        &mut self,
        folder: &Path,
        world: &StandIn,
        exchanges: &[Exchange],
    ) -> anyhow::Result<Option<String>> {
        let objects_alone = exchanges.iter().all(|exchange| exchange.call.resource().is_some());
        if exchanges.is_empty() || !objects_alone || !world.unanswered.is_empty() {
            return Ok(None);
        }
        let text = stated(world).to_string();
        let number = self.known.len() + 1;
        if let Some(file) = self.known.get(&text) {
            return Ok(Some(file.clone()));
        }
        let file = format!("worlds/{number}.json");
        std::fs::write(folder.join(&file), &text)?;
        self.known.insert(text, file.clone());
        Ok(Some(file))
    }
}

/// The objects, or the word for how look-ups fail; and the kind that alone cannot be reached, if one is.
fn stated(world: &StandIn) -> Value {
    let lost = match &world.lost {
        Some(Question::Objects { api_version, kind }) => json!({"apiVersion": api_version, "kind": kind}),
        _ => Value::Null,
    };
    match &world.cluster {
        Service::Answers(objects) => json!({"objects": objects, "lost": lost}),
        Service::Fails(outage) => json!({"fails": outage.word()}),
    }
}
