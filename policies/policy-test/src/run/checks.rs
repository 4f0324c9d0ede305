//! The tests of a policy: its cases, their variants, the common cases and the guards.

use std::path::Path;

use anyhow::Context;

use crate::kit;
use crate::run::native::Executor;
use crate::run::plan::CaseFile;
use crate::run::report::Failures;
use crate::run::{blessed, guards};

/// Whether the outcomes are written anew instead of being compared.
fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

impl Executor {
    /// Each case is decided as written and answered as blessed; with `BLESS=1` the answers are blessed anew.
    ///
    /// A file with a wrong decision is never blessed: what was written by hand stands.
    pub fn cases(&self) -> Result<(), Failures> {
        self.check_cases(blessing())
    }

    /// Each variant is decided like its case.
    pub fn variants(&self) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for file in CaseFile::all(Path::new(self.folder))? {
            let blocks = blessed::parse(&blessed::file(&self.answers(&file)?)).map_err(anyhow::Error::msg)?;
            let plan = file.plan(&blocks, &|planned| self.asked(planned))?;
            let variants = plan.iter().filter(|planned| planned.family.is_some());
            failures.extend(variants.filter_map(|planned| self.failure(planned)));
        }
        Failures::check(failures)
    }

    /// What policy-kit does for every policy is done in this one.
    pub fn common_cases(&self) -> Result<(), Failures> {
        let plan = kit::plan(Path::new(self.folder))?;
        Failures::check(plan.iter().filter_map(|planned| self.failure(planned)).collect())
    }

    /// Each rule has an accepting case and one in which it speaks; each file of cases is about a rule.
    pub fn rules(&self) -> Result<(), Failures> {
        Failures::check(guards::rules(self)?)
    }

    /// Each key of the settings changes some verdict.
    pub fn settings(&self) -> Result<(), Failures> {
        Failures::check(guards::settings(self)?)
    }

    /// The rules of `metadata.yml` ask for what the policy judges, and for nothing else.
    pub fn judged(&self) -> Result<(), Failures> {
        Failures::check(guards::judged(self)?)
    }

    /// No setting is a common one under another name.
    pub fn common(&self) -> Result<(), Failures> {
        Failures::check(guards::common(self)?)
    }

    pub(super) fn check_cases(&self, bless: bool) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for file in CaseFile::all(Path::new(self.folder))? {
            let bases = file.bases()?;
            let answers: Vec<_> = bases.iter().map(|planned| (planned, self.answer(planned))).collect();
            let wrong = answers.iter().filter_map(|(planned, answer)| self.mismatch(planned, answer));
            let wrong: Vec<_> = wrong.collect();
            if !wrong.is_empty() {
                failures.extend(wrong);
                continue;
            }
            let blocks: Vec<_> = answers.iter().map(|(planned, answer)| planned.render(answer)).collect();
            let text = blessed::file(&blocks);
            let out = file.out();
            if bless {
                std::fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))?;
            } else {
                let kept = std::fs::read_to_string(&out).unwrap_or_default();
                failures.extend(guards::outdated(&out, &kept, &text));
            }
        }
        failures.extend(guards::orphans(Path::new(self.folder))?);
        Failures::check(failures)
    }

    fn answers(&self, file: &CaseFile) -> anyhow::Result<Vec<String>> {
        let bases = file.bases()?;
        Ok(bases.iter().map(|planned| planned.render(&self.answer(planned))).collect())
    }
}
