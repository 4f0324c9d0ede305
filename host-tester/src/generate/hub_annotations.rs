//! The annotations of a policy's metadata that generated files are made of: all must be there and fit together.

use std::collections::BTreeSet;

use policy_test::kinds::Kinds;

use super::project::{Policy, Project};

const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

/// What a policy says of itself, checked.
#[derive(Debug)]
pub(super) struct HubAnnotations<'a> {
    pub(super) version: &'a str,
    pub(super) display_name: &'a str,
    pub(super) description: &'a str,
    pub(super) license: &'a str,
    pub(super) url: &'a str,
    pub(super) source: &'a str,
    pub(super) severity: &'a str,
    pub(super) category: &'a str,
    pub(super) resources: &'a str,
    pub(super) keywords: Vec<&'a str>,
    pub(super) authors: Vec<(&'a str, &'a str)>,
    /// Whether Rancher's interface is asked not to show the policy.
    pub(super) hidden: Option<&'a str>,
    /// The module's reference without scheme: `registry.example.com/ai-guardrails/privileged-pods`.
    pub(super) repository: &'a str,
    /// The digest of the pushed artifact, where it is known.
    pub(super) digest: Option<&'a str>,
    /// The name of the project: the last part of where its modules are pushed to.
    pub(super) provider: &'a str,
}

impl<'a> HubAnnotations<'a> {
    /// Reads the annotations; every fault is told.
    pub(super) fn read(project: &'a Project, policy: &'a Policy, kinds: &Kinds) -> Result<Self, Vec<String>> {
        let mut reader = Reader { policy, faults: Vec::new() };
        let hub = reader.annotations(project);
        reader.same("io.kubewarden.policy.title", &policy.name, "the name of its folder");
        reader.same("io.kubewarden.policy.version", &policy.description.version, "the version of its crate");
        let repository = format!("{}/{}", project.oci_prefix, policy.name);
        reader.same("io.kubewarden.policy.ociUrl", &repository, "oci-prefix of the workspace and its name");
        reader.same("io.kubewarden.policy.url", &project.homepage, "the homepage of the workspace");
        if !hub.severity.is_empty() && !SEVERITIES.contains(&hub.severity) {
            reader.wrong("io.kubewarden.policy.severity", &format!("is none of {}", SEVERITIES.join(", ")));
        }
        if hub.hidden.is_some_and(|hidden| !["true", "false"].contains(&hidden)) {
            reader.wrong("io.kubewarden.hidden-ui", "is neither `true` nor `false`");
        }
        reader.resources(kinds);
        if reader.faults.is_empty() { Ok(hub) } else { Err(reader.faults) }
    }
}

struct Reader<'a> {
    policy: &'a Policy,
    faults: Vec<String>,
}

impl<'a> Reader<'a> {
    fn annotations(&mut self, project: &'a Project) -> HubAnnotations<'a> {
        self.needed("io.kubewarden.policy.title");
        let digest = project.digests.get(&self.policy.name).map(String::as_str);
        HubAnnotations {
            version: self.needed("io.kubewarden.policy.version"),
            display_name: self.needed("io.artifacthub.displayName"),
            description: self.needed("io.kubewarden.policy.description"),
            license: self.needed("io.kubewarden.policy.license"),
            url: self.needed("io.kubewarden.policy.url"),
            source: self.needed("io.kubewarden.policy.source"),
            severity: self.needed("io.kubewarden.policy.severity"),
            category: self.needed("io.kubewarden.policy.category"),
            resources: self.needed("io.artifacthub.resources"),
            keywords: self.list("io.artifacthub.keywords"),
            authors: self.authors(),
            hidden: self.policy.metadata.annotations.get("io.kubewarden.hidden-ui").map(String::as_str),
            repository: self.needed("io.kubewarden.policy.ociUrl"),
            digest,
            provider: project.oci_prefix.rsplit('/').next().unwrap_or_default(),
        }
    }

    /// A text of one line; its absence is a fault.
    fn needed(&mut self, key: &str) -> &'a str {
        match self.policy.metadata.annotations.get(key).map(|text| text.trim()) {
            Some(text) if !text.is_empty() && !text.contains('\n') => text,
            Some("") | None => {
                self.wrong(key, "is missing");
                ""
            }
            Some(_) => {
                self.wrong(key, "must be one line");
                ""
            }
        }
    }

    fn list(&mut self, key: &str) -> Vec<&'a str> {
        let items: Vec<_> = self.needed(key).split(',').map(str::trim).collect();
        if items.len() > 1 && items.contains(&"") {
            self.wrong(key, "has an empty item");
        }
        items
    }

    fn authors(&mut self) -> Vec<(&'a str, &'a str)> {
        const KEY: &str = "io.kubewarden.policy.author";
        let mut authors = Vec::new();
        for author in self.list(KEY).into_iter().filter(|author| !author.is_empty()) {
            let parts = author.strip_suffix('>').and_then(|author| author.split_once(" <"));
            match parts.filter(|(name, mail)| !name.trim().is_empty() && mail.contains('@')) {
                Some((name, mail)) => authors.push((name.trim(), mail)),
                None => self.wrong(KEY, &format!("`{author}` has not the form `Name <mail@example.com>`")),
            }
        }
        authors
    }

    fn same(&mut self, key: &str, wanted: &str, whence: &str) {
        // Its absence has been told already.
        let found = self.policy.metadata.annotations.get(key).map(|text| text.trim().to_owned());
        if let Some(found) = found.filter(|found| !found.is_empty() && found != wanted) {
            self.wrong(key, &format!("is `{found}`, not `{wanted}`: {whence}"));
        }
    }

    /// The kinds that are shown to people must be those that the rules name.
    fn resources(&mut self, kinds: &Kinds) {
        const KEY: &str = "io.artifacthub.resources";
        let mut named = BTreeSet::new();
        for rule in &self.policy.metadata.rules {
            for group in &rule.api_groups {
                let plurals = rule.resources.iter().filter(|name| !name.contains('/'));
                named
                    .extend(plurals.filter_map(|name| kinds.get_resource(group, name)).map(|kind| kind.kind));
            }
        }
        let shown = self.policy.metadata.annotations.get(KEY).map(String::as_str).unwrap_or_default();
        let shown: BTreeSet<_> = shown.split(',').map(str::trim).filter(|kind| !kind.is_empty()).collect();
        if shown.is_empty() {
            // That has been told already.
            return;
        }
        let list = |kinds: Vec<&&str>| kinds.into_iter().copied().collect::<Vec<_>>().join(", ");
        let missing = list(named.difference(&shown).collect());
        if !missing.is_empty() {
            self.wrong(KEY, &format!("misses {missing}, which its rules name"));
        }
        let beyond = list(shown.difference(&named).collect());
        if !beyond.is_empty() {
            self.wrong(KEY, &format!("names {beyond}, which its rules do not"));
        }
    }

    fn wrong(&mut self, key: &str, what: &str) {
        self.faults.push(format!("policies/{}/metadata.yml: annotations.{key}: {what}", self.policy.name));
    }
}
