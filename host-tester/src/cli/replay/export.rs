//! The project's cases and recordings, written down for other clients.
//!
//! The folder is complete in itself: modules, requests, settings, the objects that policies mutated, a `policies.yml` for
//! policy-server, and an `index.tsv` with the answer of this harness beside the command that asks kwctl. What a policy
//! asked of its host is in a session that kwctl answers from (with RUST_BACKTRACE set, it puts a backtrace into the
//! errors that it replays). policy-server asks an API server: one that answers so is in the file of the column `world`,
//! where a policy asked for nothing but objects; where it asked for more, the line is `skip` for policy-server.

mod worlds;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use policy_test::outcome::Fault;
use policy_test::stand_in::{Grants, StandIn, session};
use serde_json::{Value, json};

use self::worlds::Worlds;
use super::Replay;
use crate::cli::layout::in_project;
use crate::evaluate::{Admission, Evaluation, Mode, Policy, Request, Terms};

/// One folder in the making.
struct Export {
    folder: PathBuf,
    index: Vec<u8>,
    /// Ids of settings, by policy and what distinguishes them.
    settings: BTreeMap<(String, String), String>,
    /// What policy-server is to serve.
    served: serde_json::Map<String, Value>,
    worlds: Worlds,
    requests: usize,
}

/// One line of the index.
struct Line<'a> {
    title: &'a str,
    policy: &'a Policy,
    terms: Terms,
    request: Option<&'a Value>,
    settings: &'a Value,
    evaluation: &'a Evaluation,
    world: Option<&'a StandIn>,
    /// Why no other client can be asked.
    skip: Option<String>,
    /// Why kwctl cannot be asked.
    skip_kwctl: Option<String>,
}

const COLUMNS: [&str; 14] = [
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
    "mutated",
    "kwctl",
    "world",
];

impl Replay {
    pub(super) fn export(&self, folder: &Path) -> anyhow::Result<u8> {
        let mut library = self.common.library()?;
        let mut export = Export::begin(folder)?;
        let mut events = Vec::new();
        for mut case in self.cases(&mut library, &mut events)? {
            case.case = case.case.in_order();
            let planned = &case.case;
            let withheld = planned.stand_in.withholds_something();
            let withheld = withheld.then(|| "other clients are told by options what is granted".to_owned());
            let evaluation = case.evaluate();
            export.add(&Line {
                title: &planned.title(),
                policy: case.policy(),
                terms: case.policy().own_terms(),
                request: planned.request.as_ref(),
                settings: &planned.settings,
                evaluation: &evaluation,
                world: Some(&planned.stand_in),
                skip: planned.skip_export.clone().or(withheld),
                skip_kwctl: None,
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
                    let evaluation = configured.evaluate(&request, &shared.surroundings);
                    let own = *configured.terms.grants == configured.policy.metadata.grants();
                    let granted = own || evaluation.exchanges.is_empty();
                    let reason = "kwctl grants the kinds that the module lists, and these are others";
                    export.add(&Line {
                        title: &document.id,
                        policy: &configured.policy,
                        terms: configured.terms.clone(),
                        request: Some(request.value()),
                        settings: &assignment.entry.settings,
                        evaluation: &evaluation,
                        world: shared.surroundings.answers.stand_in(),
                        skip: None,
                        skip_kwctl: (!granted).then(|| reason.to_owned()),
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
        for part in ["modules", "mutated", "requests", "sessions", "settings", "worlds"] {
            let path = folder.join(part);
            std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        Ok(Self {
            folder: folder.canonicalize()?,
            index: format!("{}\n", COLUMNS.join("\t")).into_bytes(),
            settings: BTreeMap::new(),
            served: serde_json::Map::new(),
            worlds: Worlds::default(),
            requests: 0,
        })
    }

    fn add(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        let policy = &line.policy.name;
        self.requests += 1;
        let id = format!("{:05}", self.requests);
        let Evaluation { result, exchanges, .. } = line.evaluation;
        // What was asked of the host is answered by the session; policy-server has no such thing.
        let (session, unrecorded) = match session::write(exchanges) {
            _ if exchanges.is_empty() => (None, None),
            Ok(text) => (Some((format!("sessions/{id}.yml"), text)), None),
            Err(reason) => (None, Some(reason)),
        };
        let world = match line.world {
            Some(world) => self.worlds.file(&self.folder, world, exchanges)?,
            None => None,
        };
        // policy-server can be asked what needs no look-up, and what an API server answers.
        let can_serve = session.is_none() || world.is_some();
        let (decision, served) = match (line.skip.as_ref().or(unrecorded.as_ref()), result) {
            (Some(reason), _) => (format!("skip: {reason}"), false),
            (None, Ok(response)) => {
                let served = line.request.is_some() && can_serve;
                (policy_test::expect::Decision::of(response).to_string(), served)
            }
            (None, Err(Fault::Settings(_))) => ("invalid-settings".to_owned(), false),
            (None, Err(fault)) => (format!("error: {fault}"), can_serve),
        };
        let settings = self.settings(line, served)?;
        let request = format!("requests/{id}.json");
        let fallback = json!({});
        let review = json!({
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": line.request.unwrap_or(&fallback),
        });
        std::fs::write(self.folder.join(&request), serde_json::to_vec(&review)?)?;
        let admission = Admission::of(&line.terms, result);
        let after = result.as_ref().ok().and_then(|response| response.mutated_object.as_ref());
        let mutated = match after.filter(|_| admission.patched) {
            Some(object) => {
                let mutated = format!("mutated/{id}.json");
                std::fs::write(self.folder.join(&mutated), serde_json::to_vec(object)?)?;
                mutated
            }
            None => String::new(),
        };
        let server_id =
            if can_serve { settings.as_str() } else { "skip: it cannot replay look-ups" }.to_owned();
        let options = match session {
            Some((file, text)) => {
                std::fs::write(self.folder.join(&file), text)?;
                format!("--allow-context-aware --replay-host-capabilities-interactions {file} ")
            }
            None => String::new(),
        };
        let settings = format!("settings/{settings}.json");
        let kwctl = match &line.skip_kwctl {
            Some(reason) => format!("skip: {reason}"),
            None => format!(
                "kwctl run {}--request-path {request} --settings-path {settings} {options}modules/{policy}.wasm",
                capabilities(&line.terms.grants)
            ),
        };
        let cells: [String; COLUMNS.len()] = [
            id,
            json!(line.title).to_string(),
            server_id,
            request,
            settings,
            decision,
            admission.allowed.to_string(),
            admission.code.map(|code| code.to_string()).unwrap_or_default(),
            json!(admission.message).to_string(),
            json!(admission.warnings).to_string(),
            json!(admission.audit_annotations).to_string(),
            mutated,
            kwctl,
            world.unwrap_or_default(),
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
        let distinct = (&terms.mode, &terms.message, &terms.grants);
        let key = (policy.clone(), format!("{} {distinct:?}", line.settings));
        let number = self.settings.len() + 1;
        let id = self.settings.entry(key).or_insert_with(|| format!("{policy}-{number}")).clone();
        let settings = if line.settings.is_null() { json!({}) } else { line.settings.clone() };
        if served && !self.served.contains_key(&id) {
            let module =
                format!("file://{}", self.folder.join("modules").join(format!("{policy}.wasm")).display());
            let mode = if terms.mode == Mode::Monitor { "monitor" } else { "protect" };
            let resources = terms.grants.resources();
            let resources = resources.map(|(version, kind)| json!({"apiVersion": version, "kind": kind}));
            let mut entry = json!({
                "module": module, "policyMode": mode, "allowedToMutate": terms.allowed_to_mutate, "settings": settings,
                "hostCapabilities": terms.grants.capabilities().collect::<Vec<_>>(),
                "contextAwareResources": resources.collect::<Vec<_>>(),
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

/// The option that grants these capabilities; kwctl grants all by itself, and none where nothing follows the option.
fn capabilities(grants: &Grants) -> String {
    if grants.capabilities().eq(["*"]) {
        return String::new();
    }
    let patterns = grants.capabilities().map(|pattern| format!("'{pattern}' "));
    format!("--allowed-host-capabilities {}", patterns.collect::<String>())
}
