use serde_json::json;

use super::*;

#[test]
fn a_shuffled_request_has_unknown_members_where_structs_are() {
    let shuffled = named(&variants(0, &["spec.containers[1].image"]), "shuffle");
    assert!(shuffled.reversed);
    let object = &shuffled.request["object"];
    for place in
        ["", "/spec", "/spec/containers/1", "/spec/containers/1/securityContext", "/spec/initContainers/0"]
    {
        assert!(object.pointer(place).unwrap().get("futureField").is_some(), "{place}");
    }
    assert_eq!(object["metadata"]["annotations"], json!({"note": "x"}));
    assert_eq!(paths(&shuffled), ["spec.containers[1].image"]);
}
