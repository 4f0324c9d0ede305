//! The policies that somebody names, ready to be asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use policy_test::outcome::{Fault, Origin, Outcome};

use super::common::Library;
use crate::bundle::{self, Entry};
use crate::evaluate::{Configured, Mode, Terms};
use crate::run::Assignment;
use crate::verdict::{Evaluated, Event, Section, Verdict};

/// The wanted policies of a bundle, or every module with default settings; those that cannot be asked are events.
pub(super) fn load(
    library: &mut Library,
    bundle: Option<&Path>,
    now: u64,
    wanted: impl Fn(&Entry) -> bool,
) -> anyhow::Result<(Vec<Assignment>, Vec<Event>)> {
    let (mut policies, mut events) = (Vec::new(), Vec::new());
    for (entry, file) in entries(library, bundle)?.into_iter().filter(|(entry, _)| wanted(entry)) {
        if !entry.unread.is_empty() {
            let fields = entry.unread.join(", ");
            eprintln!(
                "note: {}: {fields} cannot be evaluated here; more may be judged than in the cluster",
                entry.place
            );
        }
        match configure(library, &entry, &file, now)? {
            Ok(policy) => policies.push(Assignment { entry, policy: Ok(policy), by_rules: true }),
            Err(fault) => events.push(unusable(Section::Requests, &entry, fault)),
        }
    }
    Ok((policies, events))
}

/// The policy of an entry, with its settings checked.
pub(super) fn configure(
    library: &mut Library,
    entry: &Entry,
    file: &Path,
    now: u64,
) -> anyhow::Result<Result<Configured, Fault>> {
    let policy = match library.load(entry.module_name(), file)? {
        Ok(policy) => policy,
        Err(fault) => return Ok(Err(fault)),
    };
    let terms = Terms {
        id: entry.name.clone(),
        mode: if entry.monitor { Mode::Monitor } else { Mode::Protect },
        // Without a resource that says so, the policy's own metadata decides.
        allowed_to_mutate: entry.mutating || (entry.place.is_empty() && policy.metadata.mutating),
        message: entry.message.clone(),
        // Without a resource, the policy's own metadata decides, as in kwctl.
        grants: Arc::new(entry.grants.clone().unwrap_or_else(|| policy.metadata.grants())),
    };
    Ok(policy.configure(&entry.settings, terms, now))
}

/// A policy that cannot be asked anything.
pub(super) fn unusable(section: Section, entry: &Entry, fault: Fault) -> Event {
    Event::Evaluated(Box::new(Evaluated {
        section,
        outcome: Outcome {
            policy: entry.name.clone(),
            request: if entry.place.is_empty() { "(loading)".to_owned() } else { entry.place.clone() },
            origin: Origin::File(entry.module.clone().into()),
            result: Err(fault),
            fuel: None,
            time: Duration::ZERO,
        },
        verdict: Verdict::Open,
        namespace: String::new(),
        monitored: false,
        command: None,
    }))
}

fn entries(library: &Library, bundle: Option<&Path>) -> anyhow::Result<Vec<(Entry, PathBuf)>> {
    let Some(bundle) = bundle else {
        let names = library.names()?;
        return Ok(names.iter().map(|name| (Entry::unknown(name), library.file(name))).collect());
    };
    let entries = bundle::read(bundle)?;
    if entries.is_empty() {
        bail!("{} holds no policies", bundle.display());
    }
    let mut found = Vec::new();
    for entry in entries {
        // A module that is named as a file is never looked for in the folder of modules.
        let file = entry.module_file(bundle).unwrap_or_else(|| library.file(entry.module_name()));
        if !file.is_file() {
            bail!(
                "{}: the module of `{}` is not at {}; build it, or name its folder with --modules",
                entry.place,
                entry.name,
                file.display()
            );
        }
        found.push((entry, file));
    }
    Ok(found)
}
