//! What the policy can be set to.

use std::borrow::Cow;

use policy_kit::signature::Signatures;
use policy_kit::{Image, Keys, Namespaces, Repositories, glob, quoted};

/// The settings of image-provenance, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    everywhere: Rules<'a>,
    algorithms: Vec<&'static str>,
    namespaces: Vec<(Namespaces<'a>, Rules<'a>)>,
    /// Who has to have signed which images.
    pub(crate) signatures: Signatures<'a>,
    most_look_ups: usize,
}

/// One image asks for its digest, each of its authorities, and where its signatures are kept.
const MOST_LOOK_UPS: usize = 32;

/// What is allowed somewhere.
#[derive(Debug)]
struct Rules<'a> {
    repositories: Repositories,
    tags: Vec<Cow<'a, str>>,
}

/// What is allowed in the namespace of a request.
pub(crate) struct Allowed<'s, 'a> {
    algorithms: &'s [&'static str],
    rules: Vec<&'s Rules<'a>>,
}

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let (everywhere, _) = Rules::read(keys);
        let known = [("sha256", "sha256"), ("sha384", "sha384"), ("sha512", "sha512")];
        let mut algorithms = keys.choices("digestAlgorithms", &known);
        if algorithms.is_empty() {
            algorithms.push("sha256");
        }
        let namespaces = keys.list("namespaces", |keys| {
            let names = Namespaces::read(keys);
            let (rules, written) = Rules::read(keys);
            if !written {
                keys.error(
                    "names",
                    "nothing is allowed for them: add `allowedRepositories` or `allowedTags`",
                );
            }
            (names, rules)
        });
        let added = namespaces.iter().map(|(_, rules)| rules);
        let allowed: Vec<_> =
            std::iter::once(&everywhere).chain(added).map(|rules| &rules.repositories).collect();
        let signatures = Signatures::read(keys, &allowed);
        let most_look_ups = keys.most_look_ups(MOST_LOOK_UPS);
        Settings { everywhere, algorithms, namespaces, signatures, most_look_ups }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }
}

impl<'a> Settings<'a> {
    /// What is allowed in this namespace: what is allowed everywhere, and what every matching item adds.
    pub(crate) fn rules_for(&self, namespace: Option<&str>) -> Allowed<'_, 'a> {
        let added =
            self.namespaces.iter().filter(|(names, _)| names.cover(namespace)).map(|(_, rules)| rules);
        let rules = std::iter::once(&self.everywhere).chain(added).collect();
        Allowed { algorithms: &self.algorithms, rules }
    }
}

impl<'a> Rules<'a> {
    /// Reads them; answers, too, whether anything is written, right or wrong.
    fn read(keys: &mut Keys<'_, 'a>) -> (Self, bool) {
        let repositories = Repositories::read(keys, "allowedRepositories");
        let tags = keys.texts("allowedTags");
        for (index, text) in tags.iter().enumerate() {
            // A star may stand for anything, so the pattern is checked as if it stood for a letter.
            let plain = text.replace('*', "a");
            if !Image::parse(&format!("x:{plain}")).is_ok_and(|image| image.tag == Some(&plain)) {
                let what = format!("no tag can match {}: `v*` is a pattern, `latest` a tag", quoted(text));
                keys.error(&format!("allowedTags[{index}]"), &what);
            }
        }
        let written = !repositories.is_empty() || !tags.is_empty();
        (Rules { repositories, tags }, written)
    }
}

impl Allowed<'_, '_> {
    /// Whether images of this repository are allowed.
    pub(crate) fn repository(&self, image: &Image<'_>) -> bool {
        self.rules.iter().any(|rules| rules.repositories.allow(image))
    }

    /// Whether any repository is allowed at all.
    pub(crate) fn any_repository(&self) -> bool {
        self.rules.iter().any(|rules| !rules.repositories.is_empty())
    }

    /// Whether an image with this tag need not have a digest.
    pub(crate) fn tag(&self, tag: &str) -> bool {
        self.rules.iter().flat_map(|rules| &rules.tags).any(|pattern| glob::matches(pattern, tag))
    }

    /// Whether a digest of this algorithm counts.
    pub(crate) fn algorithm(&self, algorithm: &str) -> bool {
        self.algorithms.contains(&algorithm)
    }
}
