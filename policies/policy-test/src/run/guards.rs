//! Guards of a policy: against cases that are missing (a rule nobody shows, a setting that does nothing, a file without
//! a source), and against what its README, its `metadata.yml` and its settings say otherwise than the policy does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::describe::Judges;
use crate::expect::Decision;
use crate::kit::{self, COMMON_FILES, COMMON_RULES};
use crate::run::Executor;
use crate::run::metadata::MetadataFile;
use crate::run::plan::{CaseFile, PlannedCase, files, stem};

pub use common::common_settings;

mod common;
mod judged;
mod readme;

/// Each rule has a file with an accepting case and one in which it speaks; each file is about a rule.
pub(super) fn rules(executor: &Executor) -> anyhow::Result<Vec<String>> {
    let description = executor.describe()?;
    let rules: BTreeSet<&str> = description.rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut failures = Vec::new();
    let all = CaseFile::all(Path::new(executor.folder))?;
    for file in &all {
        if !rules.contains(file.rule.as_str()) && !COMMON_FILES.contains(&file.rule.as_str()) {
            let path = file.path.display();
            failures.push(format!("{path}: the policy has no rule `{}`", file.rule));
        }
    }
    let (path, text) = readme_of(executor.folder)?;
    let faults = readme::faults(&text, &description);
    failures.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
    for rule in rules {
        if COMMON_RULES.contains(&rule) {
            continue;
        }
        let Some(file) = all.iter().find(|file| file.rule == rule) else {
            failures.push(format!("rule `{rule}` has no cases: write cases/{rule}.yaml"));
            continue;
        };
        let path = file.path.display();
        if !file.cases.iter().any(|case| case.decision == Decision::Accepts) {
            failures.push(format!("{path}: no case in which rule `{rule}` accepts"));
        }
        let bases = file.bases()?;
        let speaks = |planned: &PlannedCase| {
            executor.answer(planned).is_ok_and(|response| response.speaking().contains(rule))
        };
        let edits = |planned: &PlannedCase| {
            executor.answer(planned).is_ok_and(|response| response.mutated_object.is_some())
        };
        if !bases.iter().any(|planned| speaks(planned) || edits(planned)) {
            failures.push(format!(
                "{path}: no case in which rule `{rule}` denies or warns; one that audits needs `settings: {{rules: {{{rule}: deny}}}}`"
            ));
        }
    }
    Ok(failures)
}

/// The policy is asked about what it judges and about nothing else.
pub(super) fn judged(executor: &Executor) -> anyhow::Result<Vec<String>> {
    let folder = Path::new(executor.folder);
    let path = folder.join("metadata.yml");
    let differences = differences_from_judged(folder, &executor.describe()?.judges)?.into_iter();
    Ok(differences.map(|difference| format!("{}: {difference}", path.display())).collect())
}

/// What differs between the rules of the `metadata.yml` in a policy's folder and what the policy judges.
///
/// # Errors
///
/// The file is absent or cannot be read; the error names it.
pub fn differences_from_judged(folder: &Path, judges: &Judges) -> anyhow::Result<Vec<String>> {
    let metadata = MetadataFile::load(folder).map_err(anyhow::Error::msg)?;
    let metadata =
        metadata.with_context(|| format!("there is no {}", folder.join("metadata.yml").display()))?;
    Ok(judged::differences(&metadata, judges))
}

/// What several policies are told has one name.
pub(super) fn common(executor: &Executor) -> anyhow::Result<Vec<String>> {
    let (_, readme) = readme_of(executor.folder)?;
    Ok(common::aliases(&executor.describe()?.settings, &readme))
}

fn readme_of(folder: &str) -> anyhow::Result<(PathBuf, String)> {
    let path = Path::new(folder).join("README.md");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((path, text))
}

/// Each key of the settings is set by a case that is answered otherwise without it.
pub(super) fn settings(executor: &Executor) -> anyhow::Result<Vec<String>> {
    // Without a sample they are missing, which is told where they are run.
    let mut bases = kit::plan(Path::new(executor.folder)).unwrap_or_default();
    for file in CaseFile::all(Path::new(executor.folder))? {
        bases.extend(file.bases()?);
    }
    let changes = |key: &str, planned: &PlannedCase| {
        let mut without = planned.clone();
        if without.settings.as_object_mut().is_none_or(|settings| settings.remove(key).is_none()) {
            return false;
        }
        // Settings that are refused without the key show nothing of what the key does.
        match (executor.answer(planned), executor.answer(&without)) {
            (Ok(with), Ok(without)) => {
                (with.accepted, with.findings()) != (without.accepted, without.findings())
                    || with.mutated_object != without.mutated_object
            }
            _ => false,
        }
    };
    let silent = executor.describe()?.settings.into_iter();
    let silent = silent.filter(|key| !bases.iter().any(|planned| changes(key, planned)));
    Ok(silent.map(|key| format!("setting `{key}` changes no verdict: no case shows what it does")).collect())
}

/// Blessed outcomes whose cases are gone.
pub(super) fn orphans(policy_dir: &Path) -> anyhow::Result<Vec<String>> {
    let sources: BTreeSet<String> = files(policy_dir, "yaml")?.iter().map(|path| stem(path)).collect();
    let outs = files(policy_dir, "out")?.into_iter();
    let orphans = outs.filter(|path| !sources.contains(&stem(path)));
    Ok(orphans.map(|path| format!("{}: there are no cases of that name", path.display())).collect())
}

/// How a blessed file differs from what it would be now: the first line that does.
pub(super) fn outdated(out: &Path, kept: &str, now: &str) -> Option<String> {
    if kept == now {
        return None;
    }
    let (mut kept, mut now) = (kept.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (old, new) = (kept.next(), now.next());
        if old != new || old.is_none() {
            let show = |line: Option<&str>| line.unwrap_or("the end of the file").to_owned();
            let (old, new) = (show(old), show(new));
            let out = out.display();
            return Some(format!(
                "{out}:{number}: not what was blessed (BLESS=1 writes it anew)\n    - {old}\n    + {new}"
            ));
        }
    }
}
