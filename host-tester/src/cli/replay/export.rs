//! The project's cases and recordings, written down for other clients.
//!
//! The folder is complete in itself: modules, requests, settings, a `policies.yml` for policy-server, and an
//! `index.tsv` with the answer of this harness beside the command that asks kwctl.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use cases::outcome::Fault;
use cases::response::Response;
use serde_json::{Value, json};

use super::Replay;
use crate::cli::layout::in_project;
use crate::evaluate::{Admission, Mode, Policy, Request, Terms};

/// One folder in the making.
struct Export {
    folder: PathBuf,
    index: Vec<u8>,
    /// Ids of settings, by policy and what distinguishes them.
    settings: BTreeMap<(String, String), String>,
    /// What policy-server is to serve.
    served: serde_json::Map<String, Value>,
    requests: usize,
}

/// One line of the index.
struct Line<'a> {
    title: &'a str,
    policy: &'a Policy,
    terms: Terms,
    request: Option<&'a Value>,
    settings: &'a Value,
    result: &'a Result<Response, Fault>,
    skip: Option<String>,
}

const COLUMNS: [&str; 13] = [
    "id",
    "title",
    "policy_server_id",
    "request",
    "settings",
    "decision",
    "allowed",
    "code",
    "message",
    "warnings",
    "audit_annotations",
    "patched",
    "kwctl",
];

impl Replay {
    pub(super) fn export(&self, folder: &Path) -> anyhow::Result<u8> {
        let mut library = self.common.library()?;
        let mut export = Export::begin(folder)?;
        let mut events = Vec::new();
        for case in self.cases(&mut library, &mut events)? {
            let planned = &case.case;
            let skip = planned.skip_export.clone();
            let look_ups =
                (!planned.world.is_empty()).then(|| "its look-ups are not recorded yet".to_owned());
            export.add(&Line {
                title: &planned.title(),
                policy: case.policy(),
                terms: Terms::plain(case.policy()),
                request: planned.request.as_ref(),
                settings: &planned.settings,
                result: &case.evaluate().result,
                skip: skip.or(look_ups),
            })?;
        }
        let recorded = in_project(&self.project, "e2e/recorded");
        if recorded.is_dir() {
            let (documents, shared) = self.recordings(&recorded, &mut library, &mut events)?;
            for document in documents {
                let value = document.read().map_err(|error| anyhow::anyhow!("{} {error}", document.id))?;
                let request =
                    Request::new(value).map_err(|fault| anyhow::anyhow!("{}: {fault}", document.id))?;
                for assignment in &shared.policies {
                    let Ok(configured) = &assignment.policy else {
                        continue;
                    };
                    export.add(&Line {
                        title: &document.id,
                        policy: &configured.policy,
                        terms: configured.terms.clone(),
                        request: Some(request.value()),
                        settings: &assignment.entry.settings,
                        result: &configured.evaluate(&request, shared.now).result,
                        skip: None,
                    })?;
                }
            }
        }
        for policy in export.policies() {
            let target = export.folder.join("modules").join(format!("{policy}.wasm"));
            std::fs::copy(library.file(&policy), &target)
                .with_context(|| format!("cannot write {}", target.display()))?;
        }
        let lines = export.requests;
        let folder = export.finish()?;
        eprintln!(
            "{lines} requests in {}; index.tsv holds the answers and the kwctl commands",
            folder.display()
        );
        Ok(match (events.is_empty(), lines) {
            (false, _) => 4,
            (true, 0) => 3,
            _ => 0,
        })
    }
}

impl Export {
    fn begin(folder: &Path) -> anyhow::Result<Self> {
        for part in ["modules", "requests", "settings"] {
            let path = folder.join(part);
            std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        Ok(Self {
            folder: folder.canonicalize()?,
            index: format!("{}\n", COLUMNS.join("\t")).into_bytes(),
            settings: BTreeMap::new(),
            served: serde_json::Map::new(),
            requests: 0,
        })
    }

    fn add(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        let policy = &line.policy.name;
        let (decision, served) = match (&line.skip, line.result) {
            (Some(reason), _) => (format!("skip: {reason}"), false),
            (None, Ok(response)) => {
                (cases::expect::Decision::of(response).to_string(), line.request.is_some())
            }
            (None, Err(Fault::Settings(_))) => ("invalid-settings".to_owned(), false),
            (None, Err(fault)) => (format!("error: {fault}"), true),
        };
        let settings = self.settings(line, served)?;
        self.requests += 1;
        let id = format!("{:05}", self.requests);
        let request = format!("requests/{id}.json");
        let fallback = json!({});
        let review = json!({
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": line.request.unwrap_or(&fallback),
        });
        std::fs::write(self.folder.join(&request), serde_json::to_vec(&review)?)?;
        let admission = Admission::of(&line.terms, line.result);
        let kwctl = format!(
            "kwctl run --request-path {request} --settings-path settings/{settings}.json modules/{policy}.wasm"
        );
        let cells: [String; COLUMNS.len()] = [
            id,
            json!(line.title).to_string(),
            settings.clone(),
            request,
            format!("settings/{settings}.json"),
            decision,
            admission.allowed.to_string(),
            admission.code.map(|code| code.to_string()).unwrap_or_default(),
            json!(admission.message).to_string(),
            json!(admission.warnings).to_string(),
            json!(admission.audit_annotations).to_string(),
            admission.patched.to_string(),
            kwctl,
        ];
        self.index.extend_from_slice(cells.join("\t").as_bytes());
        self.index.push(b'\n');
        Ok(())
    }

    /// The id of a policy with these settings, which is also the name of the file of settings.
    ///
    /// Settings that a policy refuses are written for kwctl, but never served: policy-server would not start.
    fn settings(&mut self, line: &Line<'_>, served: bool) -> anyhow::Result<String> {
        let policy = &line.policy.name;
        let terms = &line.terms;
        let key = (policy.clone(), format!("{} {:?} {:?}", line.settings, terms.mode, terms.message));
        let number = self.settings.len() + 1;
        let id = self.settings.entry(key).or_insert_with(|| format!("{policy}-{number}")).clone();
        let settings = if line.settings.is_null() { json!({}) } else { line.settings.clone() };
        if served && !self.served.contains_key(&id) {
            let module =
                format!("file://{}", self.folder.join("modules").join(format!("{policy}.wasm")).display());
            let mode = if terms.mode == Mode::Monitor { "monitor" } else { "protect" };
            let mut entry = json!({
                "module": module, "policyMode": mode, "allowedToMutate": terms.allowed_to_mutate, "settings": settings,
            });
            if let (Some(message), Value::Object(members)) = (&terms.message, &mut entry) {
                members.insert("message".to_owned(), json!(message));
            }
            self.served.insert(id.clone(), entry);
        }
        std::fs::write(
            self.folder.join("settings").join(format!("{id}.json")),
            serde_json::to_vec(&settings)?,
        )?;
        Ok(id)
    }

    fn policies(&self) -> Vec<String> {
        let mut names: Vec<_> = self.settings.keys().map(|(policy, _)| policy.clone()).collect();
        names.dedup();
        names
    }

    fn finish(self) -> anyhow::Result<PathBuf> {
        // policies.yml is YAML, and JSON is YAML.
        std::fs::write(
            self.folder.join("policies.yml"),
            serde_json::to_vec_pretty(&Value::Object(self.served))?,
        )?;
        let mut index = std::fs::File::create(self.folder.join("index.tsv"))?;
        index.write_all(&self.index)?;
        Ok(self.folder)
    }
}
