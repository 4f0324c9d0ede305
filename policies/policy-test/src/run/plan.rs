//! The plan: every evaluation that follows from a policy's cases, for any executor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::case::{self, Case, Given, Moment};
use crate::expect::{Expectation, Verdict};
use crate::kinds::Kinds;
use crate::run::blessed::{self, Block};
use crate::run::planned::{PlannedCase, skip_export};
use crate::stand_in::call::HostCall;
use crate::variants::{self, Base};

/// What a policy asks its host about a case, in the order in which it asks.
pub type Asked<'a> = dyn Fn(&PlannedCase) -> Vec<HostCall> + 'a;

/// All evaluations of a policy, from its folder: each case with its variants, in the order of files and
/// cases.
///
/// The expectations come from the blessed `.out` files; the error names a file that is missing or out of
/// date. Variants depend on what a policy asks its host: `asked` runs a case and tells that.
pub fn plan(policy_dir: &Path, asked: &Asked<'_>) -> anyhow::Result<Vec<PlannedCase>> {
    let mut plan = Vec::new();
    for file in CaseFile::all(policy_dir)? {
        let blocks = file.blessed()?;
        plan.extend(file.plan(&blocks, asked)?);
    }
    Ok(plan)
}

/// One file of cases.
pub(crate) struct CaseFile {
    pub(crate) path: PathBuf,
    pub(crate) rule: String,
    pub(crate) cases: Vec<Case>,
}

impl CaseFile {
    /// The files of a policy, by name.
    pub(crate) fn all(policy_dir: &Path) -> anyhow::Result<Vec<Self>> {
        let mut paths = files(policy_dir, "yaml")?;
        paths.sort();
        let read = paths.into_iter().map(|path| {
            let rule = stem(&path);
            Ok(Self { cases: case::read::load(&path)?, rule, path })
        });
        read.collect()
    }

    /// The file beside it that holds the blessed outcomes.
    pub(super) fn out(&self) -> PathBuf {
        self.path.with_extension("out")
    }

    /// The blessed outcomes, one a case; the error says that they are missing or out of date.
    pub(crate) fn blessed(&self) -> anyhow::Result<Vec<Block>> {
        let out = self.out();
        let text = std::fs::read_to_string(&out).with_context(|| format!("cannot read {}", out.display()))?;
        let blocks = blessed::parse(&text).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
        let current = blocks.len() == self.cases.len()
            && blocks.iter().zip(&self.cases).all(|(block, case)| blessed::belongs(block, case));
        if !current {
            bail!("{} is out of date: run the policy's tests with BLESS=1", out.display());
        }
        Ok(blocks)
    }

    /// The cases without their variants, expecting what their authors wrote and nothing else.
    pub(super) fn bases(&self) -> anyhow::Result<Vec<PlannedCase>> {
        self.cases.iter().map(|case| self.base(case)).collect()
    }

    /// The cases with their variants, expecting what was blessed: one block a case.
    pub(super) fn plan(&self, blocks: &[Block], asked: &Asked<'_>) -> anyhow::Result<Vec<PlannedCase>> {
        let mut plan = Vec::new();
        for (case, block) in self.cases.iter().zip(blocks) {
            let mut planned = self.base(case)?;
            planned.blessed = Some(block.text.clone());
            let asked =
                |request: &Value| asked(&PlannedCase { request: Some(request.clone()), ..planned.clone() });
            let Block { findings, edits, .. } = block;
            let base = Base { case, file: &self.cases, findings, edits, asked: &asked };
            let variants =
                variants::derive(Kinds::builtin(), base).map_err(|error| self.error(case, &error))?;
            let variants: Vec<_> = variants.into_iter().map(|variant| planned.vary(variant)).collect();
            plan.push(planned);
            plan.extend(variants);
        }
        Ok(plan)
    }

    fn base(&self, case: &Case) -> anyhow::Result<PlannedCase> {
        let (request, expect) = match &case.given {
            Given::Manifest(manifest) => {
                let request = variants::request_of(Kinds::builtin(), manifest);
                let request = request.map_err(|error| self.error(case, &error))?;
                (Some(request), Expectation::Verdict(Verdict::of(case.decision)))
            }
            Given::Request(request) => {
                (Some(request.clone()), Expectation::Verdict(Verdict::of(case.decision)))
            }
            Given::InvalidSettings(path) => (None, Expectation::InvalidSettings(path.clone())),
        };
        Ok(PlannedCase {
            id: format!("{}/{}", self.rule, case.sentence),
            rule: self.rule.clone(),
            variant: "base".to_owned(),
            family: None,
            file: self.path.clone(),
            line: case.line,
            skip_export: skip_export(case.now.as_ref().map(Moment::as_str), request.as_ref()),
            request,
            settings: case.settings.clone(),
            now: case.moment().to_owned(),
            stand_in: Arc::clone(&case.stand_in),
            expect,
            blessed: None,
            header: blessed::header(case),
            reversed: false,
        })
    }

    fn error(&self, case: &Case, error: &str) -> anyhow::Error {
        anyhow::anyhow!("{}:{}: {error}", self.path.display(), case.line)
    }
}

/// The files of a policy's `cases` folder with an ending; none where there is no such folder.
pub(super) fn files(policy_dir: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let folder = policy_dir.join("cases");
    let mut found = Vec::new();
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    Ok(found)
}

pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
