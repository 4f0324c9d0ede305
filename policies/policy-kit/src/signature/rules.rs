//! The rules about signatures that several policies have.

use crate::verdict::{RULE, Rule, Severity, Standard};

/// Nobody has signed it, or nobody is named who could. Policies check it with [`super::Signatures::report_unsigned`].
pub const UNSIGNED: Rule = Rule {
    id: "unsigned",
    severity: Severity::High,
    standards: SIGNED,
    fix: "use an image that is signed (`cosign sign`) by who is named for it in the setting `signatures`",
    ..RULE
};

/// Others have signed it than those who should. Policies check it with [`super::Signatures::report_wrong_signer`].
pub const WRONG_SIGNER: Rule = Rule {
    id: "wrong-signer",
    severity: Severity::High,
    standards: SIGNED,
    fix: "use an image that is signed by who is named for it in the setting `signatures`",
    ..RULE
};

/// What asks for signatures: of models in registries, when they are deployed and loaded, and of MCP servers.
const SIGNED: &[Standard] = &[Standard::Aisvs("3.1.2"), Standard::Aisvs("3.1.3"), Standard::Aisvs("10.1.1")];
