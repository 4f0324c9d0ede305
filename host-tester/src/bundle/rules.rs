//! Webhook rules: which requests reach a policy at all.

use serde::Deserialize;
use serde_json::Value;

/// One rule of a policy, matched as the API server matches it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleWithOperations {
    #[serde(default)]
    api_groups: Vec<String>,
    #[serde(default)]
    api_versions: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    operations: Vec<String>,
    scope: Option<String>,
}

impl RuleWithOperations {
    pub(super) fn matches(&self, request: &Value) -> bool {
        let text = |pointer: &str| request.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let namespaced = !text("/namespace").is_empty() && text("/resource/resource") != "namespaces";
        let scope = match self.scope.as_deref() {
            Some("Namespaced") => namespaced,
            Some("Cluster") => !namespaced,
            _ => true,
        };
        scope
            && any(&self.api_groups, text("/resource/group"))
            && any(&self.api_versions, text("/resource/version"))
            && any(&self.operations, text("/operation"))
            && self
                .resources
                .iter()
                .any(|rule| resource(rule, text("/resource/resource"), text("/subResource")))
    }
}

fn any(list: &[String], value: &str) -> bool {
    list.iter().any(|item| item == "*" || item == value)
}

/// Whether one entry of `resources` matches: `pods`, `pods/*`, `pods/status`, `*/scale`, `*` (no subresources), `*/*`.
fn resource(rule: &str, resource: &str, sub_resource: &str) -> bool {
    let (wanted, wanted_sub) = rule.split_once('/').unwrap_or((rule, ""));
    (wanted == "*" || wanted == resource) && (wanted_sub == "*" || wanted_sub == sub_resource)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn resources_match_as_in_an_api_server() {
        for (rule, sub, expected) in [
            ("pods", "", true),
            ("pods", "status", false),
            ("pods/*", "", true),
            ("pods/*", "status", true),
            ("*", "status", false),
            ("*/*", "status", true),
            ("*/scale", "scale", true),
            ("services", "", false),
        ] {
            assert_eq!(resource(rule, "pods", sub), expected, "{rule} against pods/{sub}");
        }
    }

    #[test]
    fn every_part_of_a_rule_must_match() {
        let rule = json!({"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]});
        let rule: RuleWithOperations = serde_json::from_value(rule).unwrap();
        let request = json!({"operation": "CREATE", "namespace": "n",
            "resource": {"group": "", "version": "v1", "resource": "pods"}});
        assert!(rule.matches(&request));
        for (pointer, other) in
            [("/operation", "UPDATE"), ("/resource/group", "apps"), ("/resource/version", "v2")]
        {
            let mut request = request.clone();
            *request.pointer_mut(pointer).unwrap() = other.into();
            assert!(!rule.matches(&request), "{pointer}");
        }
    }
}
