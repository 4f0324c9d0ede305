use serde_json::json;

use super::*;

#[test]
fn the_violating_container_moves_and_its_path_with_it() {
    let variants = variants(0, &["spec.containers[1].securityContext.privileged", "spec.hostNetwork"]);
    let init = named(&variants, "move to init");
    assert_eq!(container_names(&init, "containers"), ["a", "c"]);
    assert_eq!(container_names(&init, "initContainers"), ["i", "b"]);
    assert_eq!(init.request["object"]["spec"]["initContainers"][1].get("restartPolicy"), None);
    assert_eq!(paths(&init), ["spec.hostNetwork", "spec.initContainers[1].securityContext.privileged"]);
    let sidecar = named(&variants, "move to sidecar");
    assert_eq!(sidecar.request["object"]["spec"]["initContainers"][1]["restartPolicy"], "Always");
    let ephemeral = named(&variants, "move to ephemeral");
    assert_eq!(paths(&ephemeral)[0], "spec.ephemeralContainers[0].securityContext.privileged");
    assert!(!names(&variants).contains(&"move to main"));
}

#[test]
fn containers_behind_the_moved_one_close_up() {
    let variants = variants(0, &["spec.containers[1].image", "spec.containers[2].image"]);
    assert_eq!(
        paths(&named(&variants, "move to init")),
        ["spec.initContainers[1].image", "spec.initContainers[2].image"]
    );
    let variants = self::variants(0, &["spec.initContainers[0].image"]);
    assert_eq!(paths(&named(&variants, "move to main")), ["spec.containers[3].image"]);
    assert!(!names(&variants).contains(&"move to init"));
}

#[test]
fn an_ephemeral_container_also_comes_by_the_subresource() {
    let name = "move to ephemeral, by subresource";
    let alone = variants(0, &["spec.containers[1].securityContext.privileged"]);
    let later = named(&alone, name);
    assert_eq!(
        (&later.request["operation"], &later.request["subResource"]),
        (&json!("UPDATE"), &json!("ephemeralcontainers"))
    );
    assert_eq!(later.request["oldObject"]["spec"]["containers"], json!([{"name": "a"}, {"name": "c"}]));
    assert_eq!(container_names(&later, "ephemeralContainers"), ["b"]);
    // What else is wrong with the Pod was there before and would only be recorded.
    let mixed = variants(0, &["spec.containers[1].securityContext.privileged", "spec.hostNetwork"]);
    assert!(!names(&mixed).contains(&name));
}

#[test]
fn where_nothing_speaks_all_main_containers_move() {
    let variants = variants(1, &[]);
    assert_eq!(container_names(&named(&variants, "move to init"), "initContainers"), ["left", "right"]);
    assert_eq!(container_names(&named(&variants, "move to init"), "containers"), Vec::<String>::new());
    assert!(!names(&variants).iter().any(|name| name.starts_with("update")));
}

#[test]
fn a_finding_about_the_pod_moves_nothing() {
    assert!(!names(&variants(0, &["spec.hostNetwork"])).iter().any(|name| name.starts_with("move")));
}
