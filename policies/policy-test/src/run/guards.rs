//! Guards of a policy: against cases that are missing (a rule nobody shows, a setting that does nothing, a file without
//! a source), and against what its README, its `metadata.yml` and its settings say otherwise than the policy does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::describe::{Judges, Rule, RuleKind};
use crate::expect::Decision;
use crate::kit;
use crate::kit::sample::{COMMON_FILES, COMMON_RULES};
use crate::response::Response;
use crate::run::metadata::MetadataFile;
use crate::run::native::Executor;
use crate::run::plan::{CaseFile, files, stem};
use crate::run::planned::PlannedCase;

pub use common::common_settings;

mod common;
mod judged;
mod readme;
mod records;

/// Each rule has a file of cases that shows it; each file is about a rule.
pub(super) fn rules(executor: &Executor) -> anyhow::Result<Vec<String>> {
    let description = executor.describe()?;
    let mut failures = Vec::new();
    let all = CaseFile::all(Path::new(executor.folder))?;
    for file in &all {
        let is_of_a_rule = description.rules.iter().any(|rule| rule.id == file.rule);
        if !is_of_a_rule && !COMMON_FILES.contains(&file.rule.as_str()) {
            let path = file.path.display();
            failures.push(format!("{path}: the policy has no rule `{}`", file.rule));
        }
    }
    let (path, text) = readme_of(executor.folder)?;
    let faults = readme::faults(&text, &description);
    failures.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
    failures.extend(records::faults(&description));
    for rule in description.rules.iter().filter(|rule| !COMMON_RULES.contains(&rule.id.as_str())) {
        match all.iter().find(|file| file.rule == rule.id) {
            Some(file) => failures.extend(unshown(executor, file, rule)?),
            None => failures.push(format!("rule `{0}` has no cases: write cases/{0}.yaml", rule.id)),
        }
    }
    Ok(failures)
}

/// What the file of a rule does not show: a case that accepts, and one in which the rule speaks, edits or records.
fn unshown(executor: &Executor, file: &CaseFile, rule: &Rule) -> anyhow::Result<Vec<String>> {
    let (path, id) = (file.path.display(), &rule.id);
    let mut failures = Vec::new();
    if !file.cases.iter().any(|case| case.decision == Decision::Accepts) {
        failures.push(format!("{path}: no case in which rule `{id}` accepts"));
    }
    let shows = |response: &Response| match rule.kind {
        RuleKind::Finding => response.speaking().contains(id) || response.mutated_object.is_some(),
        RuleKind::Record => {
            let recorded = response.recorded_keys();
            rule.keys.iter().any(|key| recorded.contains(key))
        }
    };
    if !file.bases()?.iter().any(|planned| executor.answer(planned).is_ok_and(|response| shows(&response))) {
        failures.push(match rule.kind {
            RuleKind::Finding => format!(
                "{path}: no case in which rule `{id}` denies or warns; one that audits needs \
                 `settings: {{rules: {{{id}: deny}}}}`"
            ),
            RuleKind::Record => format!("{path}: no case in which rule `{id}` records one of its keys"),
        });
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
    // Without a sample there are no common cases, which is told where the common cases are run.
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
