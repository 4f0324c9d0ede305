//! Reads the YAML of a file of cases and checks what its types cannot say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use crate::case::{Case, Given, Manifest, Moment, Vary};
use crate::expect::Decision;
use crate::stand_in::{Allowed, RegistryEntry, Service, StandIn};
use crate::variants::Family;
use crate::yaml;

/// Reads a file of cases; errors name file, line and column.
pub fn load(path: &Path) -> anyhow::Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).map_err(|error| anyhow::anyhow!("{}:{error}", path.display()))
}

/// Reads the text of such a file; the error is `line:column: what is wrong`.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let raw: Vec<Spanned<RawCase>> = yaml::read(text)?;
    let mut sentences = BTreeSet::new();
    let mut cases = Vec::with_capacity(raw.len());
    for Spanned { value, referenced, .. } in raw {
        let (line, column) = (referenced.line(), referenced.column());
        let case = value.check(line).map_err(|error| format!("{line}:{column}: {error}"))?;
        if !sentences.insert(case.sentence.clone()) {
            return Err(format!("{line}:{column}: there is a case `{}` already", case.sentence));
        }
        cases.push(case);
    }
    Ok(cases)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawCase {
    accepts: Option<String>,
    warns: Option<String>,
    rejects: Option<String>,
    mutates: Option<String>,
    why: Option<String>,
    object: Option<Value>,
    old: Option<Value>,
    clean: Option<Value>,
    operation: Option<String>,
    sub_resource: Option<String>,
    user: Option<Map<String, Value>>,
    dry_run: Option<bool>,
    settings: Option<Map<String, Value>>,
    now: Option<Moment>,
    invalid: Option<String>,
    #[serde(default)]
    cluster: Service<Vec<Value>>,
    #[serde(default)]
    registry: Service<BTreeMap<String, RegistryEntry>>,
    #[serde(default)]
    can: Vec<Allowed>,
    vary: Option<RawVary>,
    request: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVary {
    families: Option<BTreeSet<Family>>,
    except: Option<BTreeSet<Family>>,
    reason: String,
}

impl RawVary {
    fn check(self) -> Result<Vary, String> {
        let Self { families, except, reason } = self;
        if reason.trim().is_empty() {
            return Err("`vary` needs a reason".to_owned());
        }
        let families = match (families, except) {
            (Some(families), None) => families,
            (None, Some(except)) => {
                Family::ALL.into_iter().filter(|family| !except.contains(family)).collect()
            }
            _ => return Err("`vary` has one of `families` and `except`".to_owned()),
        };
        Ok(Vary { families, reason })
    }
}

impl RawCase {
    fn check(self, line: u64) -> Result<Case, String> {
        let (decision, sentence) = self.decision()?;
        if self.now.is_none() && self.settings.as_ref().is_some_and(expires) {
            // Else the verdict changes once the real day has come.
            return Err("a case whose exemption has `expires` states its day in `now`".to_owned());
        }
        let vary = self.vary.map(RawVary::check).transpose()?;
        let about_object = [
            ("old", self.old.is_some()),
            ("operation", self.operation.is_some()),
            ("subResource", self.sub_resource.is_some()),
            ("user", self.user.is_some()),
            ("dryRun", self.dry_run.is_some()),
            ("clean", self.clean.is_some()),
        ];
        let stray = about_object.into_iter().find(|(_, present)| *present).map(|(key, _)| key);
        let given = match (self.object, self.request, self.invalid, stray) {
            (Some(object), None, None, _) => Given::Manifest(Box::new(Manifest {
                object,
                old: self.old,
                operation: self.operation,
                sub_resource: self.sub_resource,
                user: self.user.map(Value::Object),
                dry_run: self.dry_run.unwrap_or_default(),
            })),
            (None, Some(request), None, None) => Given::Request(request),
            (None, None, Some(path), None) if decision == Decision::Rejects && !path.is_empty() => {
                Given::InvalidSettings(path)
            }
            (None, None, Some(_), None) => {
                return Err("`invalid` names a path and goes with `rejects`".to_owned());
            }
            (None, _, _, Some(key)) => return Err(format!("`{key}` goes with `object`")),
            _ => return Err("a case has one of `object`, `request` and `invalid`".to_owned()),
        };
        Ok(Case {
            line,
            decision,
            sentence,
            why: self.why,
            given,
            settings: Value::Object(self.settings.unwrap_or_default()),
            now: self.now,
            clean: self.clean,
            vary,
            stand_in: Arc::new(StandIn::checked(self.cluster, self.registry, self.can)?),
        })
    }

    fn decision(&self) -> Result<(Decision, String), String> {
        let decisions = [
            (Decision::Accepts, &self.accepts),
            (Decision::Warns, &self.warns),
            (Decision::Rejects, &self.rejects),
            (Decision::Mutates, &self.mutates),
        ];
        let mut stated =
            decisions.into_iter().filter_map(|(decision, text)| Some((decision, text.as_ref()?)));
        match (stated.next(), stated.next()) {
            (Some((_, text)), None) if text.trim().is_empty() || text.contains('\n') => {
                Err("the decision is one line that says what is decided".to_owned())
            }
            (Some((decision, text)), None) => Ok((decision, text.trim().to_owned())),
            _ => Err("a case has one of `accepts`, `warns`, `rejects` and `mutates`".to_owned()),
        }
    }
}

fn expires(settings: &Map<String, Value>) -> bool {
    let exemptions = settings.get("exemptions").and_then(Value::as_array);
    exemptions.into_iter().flatten().any(|exemption| exemption.get("expires").is_some())
}

#[cfg(test)]
mod tests;
