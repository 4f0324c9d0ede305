//! Puts metadata into a module.

use wasm_encoder::{CustomSection, Section};

use super::metadata::Metadata;
use super::sections::{METADATA_SECTION, read};

/// Where Kubewarden's user interface finds the documentation of a policy.
const USAGE: &str = "io.kubewarden.policy.usage";

/// The module with a metadata section at its end, and the policy's README in it.
///
/// A module with a metadata section is refused: tools read the first section, so the new one would never be seen.
pub fn annotate(wasm: &[u8], mut metadata: Metadata, usage: Option<String>) -> Result<Vec<u8>, String> {
    let module = read(wasm)?;
    if module.metadata_sections > 0 {
        return Err("the module is annotated already; start from the one that cargo built".to_owned());
    }
    if let Some(usage) = usage {
        metadata.annotations.insert(USAGE.to_owned(), usage);
    }
    let json =
        serde_json::to_vec(&metadata).map_err(|error| format!("the metadata cannot be written: {error}"))?;
    let mut annotated = wasm.to_vec();
    CustomSection { name: METADATA_SECTION.into(), data: json.into() }.append_to(&mut annotated);
    Ok(annotated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::check;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    fn metadata(text: &str) -> Metadata {
        check(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn what_was_annotated_is_read_again() {
        let given = metadata(r#"{"rules":[],"mutating":true,"protocolVersion":"v1"}"#);
        let wasm = annotate(EMPTY, given.clone(), Some("how to".to_owned())).unwrap();
        let read = read(&wasm).unwrap().metadata().unwrap().unwrap();
        assert!(read.mutating);
        assert_eq!(read.annotations[USAGE], "how to");
        assert_eq!(read.protocol_version.as_deref(), Some("v1"));
    }

    #[test]
    fn annotating_twice_is_refused() {
        let wasm = annotate(EMPTY, metadata(r#"{"rules":[],"mutating":false}"#), None).unwrap();
        let error = annotate(&wasm, metadata(r#"{"rules":[],"mutating":false}"#), None).unwrap_err();
        assert!(error.contains("annotated already"), "{error}");
    }

    #[test]
    fn the_first_of_two_sections_wins() {
        let mut wasm = EMPTY.to_vec();
        for name in ["first", "second"] {
            let json = format!(r#"{{"rules":[],"mutating":false,"protocolVersion":"{name}"}}"#);
            CustomSection { name: METADATA_SECTION.into(), data: json.into_bytes().into() }
                .append_to(&mut wasm);
        }
        let module = read(&wasm).unwrap();
        assert_eq!(module.metadata_sections, 2);
        assert_eq!(module.metadata().unwrap().unwrap().protocol_version.as_deref(), Some("first"));
    }

    #[test]
    fn every_fault_of_a_metadata_file_is_named_at_once() {
        let text = r#"{"mutating":false,"minimumKubewardenVersion":"1.36","rules":[{"apiGroups":[],
            "apiVersions":["v1","*"],"resources":["pods"],"operations":["create"]}]}"#;
        let wrong = check(&serde_json::from_str(text).unwrap()).unwrap_err();
        assert_eq!(
            wrong,
            [
                "rules[0].apiGroups: must not be empty",
                "rules[0].apiVersions: `*` must stand alone",
                "rules[0].operations: `create` is no operation",
                "minimumKubewardenVersion: `1.36` is no full version such as `1.36.0`",
            ]
        );
    }
}
