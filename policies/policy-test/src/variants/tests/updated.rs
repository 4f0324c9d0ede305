use serde_json::json;

use super::*;

#[test]
fn an_update_comes_from_the_nearest_clean_object_under_its_own_name() {
    let updated = named(&variants(0, &["spec.hostNetwork"]), "update from a clean object");
    assert_eq!(updated.request["operation"], "UPDATE");
    assert_eq!(
        updated.request["oldObject"]["spec"]["containers"],
        json!([{"name": "left"}, {"name": "right"}])
    );
    assert_eq!(updated.request["oldObject"]["metadata"], json!({"name": "trainer", "namespace": "ml"}));
    assert_eq!((updated.verdict.decision, paths(&updated)), (Decision::Rejects, vec!["spec.hostNetwork"]));
}

#[test]
fn an_update_comes_from_the_clean_object_of_the_case() {
    let variants = variants(3, &["spec.volumes[0]"]);
    let updated = named(&variants, "update from a clean object");
    assert_eq!(updated.request["oldObject"]["spec"], json!({"clean": true}));
    assert_eq!(updated.request["oldObject"]["metadata"]["name"], "db");
    assert_eq!(
        names(&variants),
        ["update from a clean object", "update from itself", "audit scanner", "shuffle"]
    );
}

#[test]
fn an_update_from_itself_is_accepted_and_recorded() {
    let ratchet = named(&variants(0, &["spec.hostNetwork"]), "update from itself");
    assert_eq!(ratchet.request["object"], ratchet.request["oldObject"]);
    assert_eq!(ratchet.verdict.decision, Decision::Accepts);
    assert_eq!(ratchet.verdict.rules, Some(BTreeSet::new()));
    assert_eq!(ratchet.verdict.audited, BTreeSet::from(["rule".to_owned()]));
}
