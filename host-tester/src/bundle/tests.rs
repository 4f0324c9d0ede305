use super::*;

const POLICY: &str = "apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: no-privileged}
spec:
  module: registry://example.com/policies/privileged-pods:v1.2.3
  mode: monitor
  mutating: false
  settings: {level: baseline}
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
";

fn read(text: &str) -> Result<Vec<Entry>, (u64, String)> {
    let mut reader = BundleReader::default();
    reader.add(text, Path::new("p.yaml"))?;
    Ok(reader.finish())
}

#[test]
fn a_policy_is_read_with_its_settings_and_mode() {
    let entries = read(&format!("---\n{POLICY}---\n")).unwrap();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!(entry.name, "no-privileged");
    assert_eq!(entry.module_name(), "privileged-pods");
    assert_eq!(entry.settings["level"], "baseline");
    assert!(entry.monitor);
    assert_eq!(entry.module_file(Path::new("dir/p.yaml")), None);
}

#[test]
fn a_misspelt_field_is_refused() {
    let (_, error) = read(&POLICY.replace("settings:", "setings:")).unwrap_err();
    assert!(error.contains("spec.setings: a ClusterAdmissionPolicy has no such field; it has"), "{error}");
}

#[test]
fn a_file_reference_is_relative_to_the_bundle() {
    let entries =
        read(&POLICY.replace("registry://example.com/policies/privileged-pods:v1.2.3", "file://x/p.wasm"));
    let entries = entries.unwrap();
    assert_eq!(entries[0].module_file(Path::new("dir/p.yaml")), Some("dir/x/p.wasm".into()));
    assert_eq!(entries[0].module_name(), "p");
}

#[test]
fn another_kind_is_an_error_with_its_line() {
    let (line, error) = read(&format!("{POLICY}---\napiVersion: v1\nkind: ConfigMap\n")).unwrap_err();
    assert_eq!(line, 12);
    assert!(error.starts_with("`ConfigMap` of `v1` is no policy"), "{error}");
}

#[test]
fn a_policy_of_the_cluster_may_read_what_its_resource_lists() {
    let listed = format!("{POLICY}  contextAwareResources: [{{apiVersion: v1, kind: Namespace}}]\n");
    let namespace = || [("v1".to_owned(), "Namespace".to_owned())];
    assert_eq!(read(&listed).unwrap()[0].grants, Some(Grants::of_cluster(namespace())));
    assert_eq!(read(POLICY).unwrap()[0].grants, Some(Grants::of_cluster([])));
    assert_eq!(Entry::unknown("p").grants, None);
}

#[test]
fn a_policy_of_a_namespace_may_ask_what_its_server_leaves_to_it() {
    let namespaced = POLICY
        .replace("ClusterAdmissionPolicy", "AdmissionPolicy")
        .replace("{name: no-privileged}", "{name: p, namespace: ml}")
        + "  contextAwareResources: [{apiVersion: v1, kind: Namespace}]\n";
    let server = |capabilities: &str| {
        format!(
            "---\napiVersion: policies.kubewarden.io/v1\nkind: PolicyServer\nmetadata: {{name: default}}\nspec: \
             {{namespacedPoliciesCapabilities: {capabilities}}}\n"
        )
    };
    let grants = |text: &str| read(text).unwrap()[0].grants.clone().unwrap();
    assert_eq!(grants(&namespaced), Grants::of_cluster([]), "no objects, whatever it lists");
    let some = Grants::new(&["oci/*".to_owned()], []).unwrap();
    assert_eq!(grants(&format!("{namespaced}{}", server("[oci/*]"))), some);
    assert_eq!(grants(&format!("{namespaced}{}", server("[]"))), Grants::default());
    let (_, error) = read(&server("['oci*']")).unwrap_err();
    assert!(error.starts_with("invalid pattern \"oci*\": wildcard"), "{error}");
}

#[test]
fn broken_yaml_is_an_error_with_its_line() {
    let (line, _) = read("apiVersion: v1\nkind: [\n").unwrap_err();
    assert!(line >= 2);
}
