//! `generate`: profiles for clusters, packages for Artifact Hub, the README's table and shared texts, written or
//! compared.

mod read;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use policy_test::kinds::Kinds;
use policy_test::outcome::Fault;
use serde_json::Value;
use walkdir::WalkDir;

use super::common::Common;
use super::layout::in_project;
use crate::evaluate::Policy;
use crate::generate::{self, Difference, FOLDERS, File, HEADER, difference};
use read::Inputs;

/// Write artifacthub/profiles, artifacthub, the README's table of policies and the texts that all READMEs and forms of
/// policies have, from the metadata, changelog, README and form of every policy.
///
/// Before anything is written or compared, each policy is held against its module: every default of the form must be
/// accepted, every setting asked for, and the metadata's rules must ask for what the module judges.
#[derive(Args)]
pub(super) struct Generate {
    /// Write nothing; exit 1 with the first line of each file that differs.
    #[arg(long)]
    check: bool,
    /// Digests of pushed artifacts, one line each: `privileged-pods sha256:…`. Policies named there are pinned.
    #[arg(long, value_name = "FILE")]
    digests: Option<PathBuf>,
    /// Settings that several policies have in common, each stated once [default: artifacthub/profiles/common.yaml, if it
    /// exists].
    #[arg(long = "common", value_name = "FILE")]
    common_settings: Option<PathBuf>,
    /// Folder of the project.
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Generate {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let mut library = self.common.library()?;
        let inputs = Inputs {
            root: &self.project,
            digests: self.digests.as_deref(),
            common_settings: self.common_settings.as_deref(),
        };
        let mut read = read::project(&inputs, &mut library)?;
        let kinds = Kinds::builtin();
        let mut faults = std::mem::take(&mut read.not_judged);
        faults.extend(generate::fill(&mut read.project));
        for (policy, module) in read.project.policies.iter().zip(&read.modules) {
            match generate::trials(&read.project, policy, kinds) {
                Ok(trials) => {
                    let tried = trials.iter().filter_map(|trial| {
                        trial.fault(&refusal(module, &trial.settings, self.common.now())?)
                    });
                    faults.extend(tried);
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        let files = match generate::files(&read.project, kinds) {
            Ok(files) if faults.is_empty() => files,
            wrong => {
                faults.extend(wrong.err().into_iter().flatten());
                return say(&format!("{}\n", faults.join("\n")), 1);
            }
        };
        if self.check { self.compare(&files) } else { self.write(&files) }
    }

    fn compare(&self, files: &[File]) -> anyhow::Result<u8> {
        let (mut text, mut count) = (String::new(), 0);
        let left_over = self.left_over(files)?;
        let left_over = left_over.iter().map(|path| (path, Difference::LeftOver));
        let mut differences = Vec::new();
        for file in files {
            differences.extend(
                difference(self.found(&file.path)?.as_deref(), &file.text)
                    .map(|difference| (&file.path, difference)),
            );
        }
        for (path, difference) in differences.into_iter().chain(left_over) {
            writeln!(text, "{path}{difference}")?;
            count += 1;
        }
        match count {
            0 => writeln!(text, "{} generated files are up to date", files.len())?,
            _ => writeln!(text, "{count} differ; run `host-tester generate` and commit what it writes")?,
        }
        say(&text, u8::from(count > 0))
    }

    fn write(&self, files: &[File]) -> anyhow::Result<u8> {
        let mut text = String::new();
        for file in files {
            if self.found(&file.path)?.as_ref() == Some(&file.text) {
                continue;
            }
            let place = in_project(&self.project, &file.path);
            let written = std::fs::create_dir_all(place.parent().unwrap_or(&self.project))
                .and_then(|()| std::fs::write(&place, &file.text));
            written.with_context(|| format!("cannot write {}", place.display()))?;
            writeln!(text, "wrote {}", file.path)?;
        }
        for path in self.left_over(files)? {
            let place = in_project(&self.project, &path);
            std::fs::remove_file(&place).with_context(|| format!("cannot remove {}", place.display()))?;
            writeln!(text, "removed {path}")?;
        }
        writeln!(text, "{} generated files are up to date", files.len())?;
        say(&text, 0)
    }

    fn found(&self, path: &str) -> anyhow::Result<Option<String>> {
        let place = in_project(&self.project, path);
        match std::fs::read_to_string(&place) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", place.display())),
        }
    }

    /// Files that say of themselves that they are generated, and that nothing generates: those of a policy that is
    /// gone.
    fn left_over(&self, files: &[File]) -> anyhow::Result<Vec<String>> {
        let mut left_over = Vec::new();
        for folder in
            FOLDERS.iter().map(|folder| in_project(&self.project, folder)).filter(|path| path.is_dir())
        {
            for entry in WalkDir::new(folder).sort_by_file_name() {
                let entry = entry?;
                let path = entry.path().strip_prefix(&self.project).unwrap_or(entry.path());
                let path = path.to_string_lossy().into_owned();
                let known = files.iter().any(|file| file.path == path);
                if entry.file_type().is_file()
                    && !known
                    && self.found(&path)?.is_some_and(|text| text.starts_with(HEADER))
                {
                    left_over.push(path);
                }
            }
        }
        Ok(left_over)
    }
}

/// Why a module refuses settings.
fn refusal(module: &Arc<Policy>, settings: &Value, now: u64) -> Option<String> {
    match module.configure(settings, module.own_terms(), now) {
        Ok(_) => None,
        Err(Fault::Settings(message)) => Some(message),
        Err(fault) => Some(fault.to_string()),
    }
}

fn say(text: &str, code: u8) -> anyhow::Result<u8> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(code)
}
