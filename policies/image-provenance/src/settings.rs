//! What the policy can be set to.

use policy_kit::signature::{MOST_LOOK_UPS, Signatures};
use policy_kit::{Image, Keys, Namespaces, Repositories, glob, quoted};

/// The settings of image-provenance, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    everywhere: Allowance<'a>,
    namespaces: Vec<(Namespaces<'a>, Allowance<'a>)>,
    algorithms: Vec<&'static str>,
    /// Who has to have signed which images.
    pub(crate) signatures: Signatures<'a>,
    most_look_ups: usize,
}

/// The keys that say what is allowed somewhere.
#[derive(Debug)]
struct Allowance<'a> {
    repositories: Repositories,
    tags: Vec<&'a str>,
}

/// What is allowed in the namespace of a request.
pub(crate) struct Allowed<'a>(Vec<&'a Allowance<'a>>);

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let (everywhere, _) = Allowance::read(keys);
        let known = [("sha256", "sha256"), ("sha384", "sha384"), ("sha512", "sha512")];
        let mut algorithms = keys.choices("digestAlgorithms", &known);
        if algorithms.is_empty() {
            algorithms.push("sha256");
        }
        let namespaces = keys.list("namespaces", |keys| {
            let names = Namespaces::read(keys);
            let (allowance, written) = Allowance::read(keys);
            if !written {
                keys.error(
                    "names",
                    "nothing is allowed for them: add `allowedRepositories` or `allowedTags`",
                );
            }
            (names, allowance)
        });
        let added = namespaces.iter().map(|(_, allowance)| allowance);
        let all = std::iter::once(&everywhere).chain(added);
        let allowed: Vec<_> = all.map(|allowance| &allowance.repositories).collect();
        let signatures = Signatures::read(keys, &allowed);
        let most_look_ups = keys.most_look_ups(MOST_LOOK_UPS);
        Settings { everywhere, namespaces, algorithms, signatures, most_look_ups }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }
}

impl Settings<'_> {
    /// What is allowed in this namespace: what is allowed everywhere, and what every matching item adds.
    pub(crate) fn allowed_in(&self, namespace: Option<&str>) -> Allowed<'_> {
        let added = self.namespaces.iter().filter(|(names, _)| names.cover(namespace));
        Allowed(std::iter::once(&self.everywhere).chain(added.map(|(_, allowance)| allowance)).collect())
    }

    /// Whether a digest of this algorithm counts.
    pub(crate) fn accepts_algorithm(&self, algorithm: &str) -> bool {
        self.algorithms.contains(&algorithm)
    }
}

impl<'a> Allowance<'a> {
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
        (Allowance { repositories, tags }, written)
    }
}

impl Allowed<'_> {
    /// Whether images of this repository are allowed.
    pub(crate) fn repository(&self, image: &Image<'_>) -> bool {
        self.0.iter().any(|allowance| allowance.repositories.allow(image))
    }

    /// Whether any repository is allowed at all.
    pub(crate) fn any_repository(&self) -> bool {
        self.0.iter().any(|allowance| !allowance.repositories.is_empty())
    }

    /// Whether an image with this tag need not have a digest.
    pub(crate) fn tag(&self, tag: &str) -> bool {
        self.0.iter().flat_map(|allowance| &allowance.tags).any(|pattern| glob::matches(pattern, tag))
    }
}
