//! Kinds of questions, one of which may fail by itself: of several look-ups that follow from each other, all but the
//! first are never made where nobody answers at all.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::world::call::Call;
use crate::world::{Side, World};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Objects of a kind.
    Objects {
        /// Group and version.
        api_version: String,
        /// Kind.
        kind: String,
    },
    /// The digest that a tag stands for.
    Digest,
    /// The manifest of an image, with or without its config.
    Manifest,
    /// Who has signed an image.
    Signatures,
}

impl Question {
    pub(super) fn of(call: &Call) -> Option<Self> {
        match call {
            Call::OciManifestDigest(_) => Some(Question::Digest),
            Call::OciManifest(_) | Call::OciManifestAndConfig(_) => Some(Question::Manifest),
            Call::SigstorePubKeyVerify(_)
            | Call::SigstoreKeylessVerify(_)
            | Call::SigstoreKeylessPrefixVerify(_)
            | Call::SigstoreGithubActionsVerify(_)
            | Call::SigstoreCertificateVerify(_) => Some(Question::Signatures),
            call => {
                let (api_version, kind) = call.resource()?;
                Some(Question::Objects { api_version: api_version.to_owned(), kind: kind.to_owned() })
            }
        }
    }
}

impl World {
    /// The questions that what is in this world is an answer to.
    pub fn questions(&self) -> BTreeSet<Question> {
        let mut questions = BTreeSet::new();
        if let Side::Answers(objects) = &self.cluster {
            let text = |object: &Value, key| Some(object.get(key)?.as_str()?.to_owned());
            questions.extend(objects.iter().filter_map(|object| {
                Some(Question::Objects {
                    api_version: text(object, "apiVersion")?,
                    kind: text(object, "kind")?,
                })
            }));
        }
        if let Side::Answers(images) = &self.registry
            && !images.is_empty()
        {
            questions.extend([Question::Digest, Question::Manifest, Question::Signatures]);
        }
        questions
    }

    /// The same world, in which nobody can be reached with this question.
    #[must_use]
    pub fn without(&self, question: Question) -> Self {
        Self { lost: Some(question), ..self.clone() }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Question::Objects { kind, .. } => kind,
            Question::Digest => "digests",
            Question::Manifest => "manifests",
            Question::Signatures => "signatures",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::world::Answers;

    use super::*;

    fn world() -> World {
        let text = "[{accepts: it, object: {}, cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}], \
                    registry: {\"ghcr.io/a/b:v1\": {digest: \"sha256:DIGEST\"}}}]";
        let cases = crate::case::parse(&text.replace("DIGEST", &"0".repeat(64))).unwrap();
        World::clone(&cases[0].world)
    }

    fn ask(world: &World, namespace: &str, operation: &str, payload: &str) -> Result<Vec<u8>, String> {
        let call = Call::read(namespace, operation, payload.as_bytes()).unwrap();
        world.answer(&call).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_is_stated_says_what_can_be_asked() {
        let names: Vec<_> = world().questions().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["Namespace", "digests", "manifests", "signatures"]);
        assert!(World::default().questions().is_empty() && World::cut_off().questions().is_empty());
    }

    #[test]
    fn one_question_fails_and_the_others_are_answered() {
        let get = r#"{"api_version":"v1","kind":"Namespace","name":"ml","disable_cache":true}"#;
        let kinds = Question::Objects { api_version: "v1".to_owned(), kind: "Namespace".to_owned() };
        for (lost, namespace_is_told, digest_is_told) in
            [(kinds, false, true), (Question::Digest, true, false), (Question::Signatures, true, true)]
        {
            let world = world().without(lost);
            assert_eq!(ask(&world, "kubernetes", "get_resource", get).is_ok(), namespace_is_told);
            let digest = ask(&world, "oci", "v1/manifest_digest", r#""ghcr.io/a/b:v1""#);
            assert_eq!(digest.is_ok(), digest_is_told, "{digest:?}");
        }
        let error =
            ask(&world().without(Question::Digest), "oci", "v1/manifest_digest", r#""ghcr.io/a/b:v1""#);
        assert!(error.unwrap_err().contains("Connection refused"));
    }
}
