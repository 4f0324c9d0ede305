//! What a request to the subresource `scale` makes of the object that it belongs to.

/// The answer to a request for forty replicas of a Deployment with this container.
fn scaled(container: &str) -> String {
    let scale = |replicas| {
        format!(
            r#"{{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{{"name":"server","namespace":"ml"}},"spec":{{"replicas":{replicas}}}}}"#
        )
    };
    let payload = format!(
        r#"{{"request":{{"kind":{{"group":"autoscaling","kind":"Scale","version":"v1"}},"name":"server","namespace":"ml","object":{},"oldObject":{},"operation":"UPDATE","resource":{{"group":"apps","resource":"deployments","version":"v1"}},"subResource":"scale"}}}}"#,
        scale(40),
        scale(1)
    );
    let deployment = format!(
        r#"{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"server","namespace":"ml"}},"spec":{{"template":{{"spec":{{"containers":[{container}]}}}}}}}}"#
    );
    let answer = |_: &str, _: &str, operation: &str, _: &[u8]| {
        assert_eq!(operation, "get_resource");
        Ok(deployment.clone().into_bytes())
    };
    let response = gpu_limits::call_natively("validate", payload.as_bytes(), "2026-11-24", &answer);
    String::from_utf8_lossy(&response.unwrap_or_else(String::into_bytes)).into_owned()
}

#[test]
fn a_parent_that_asks_for_too_much_refuses_its_scale() {
    let response = scaled(r#"{"name":"main","image":"x","resources":{"limits":{"nvidia.com/gpu":1}}}"#);
    assert!(response.contains("the workload asks for 40 devices, 32 are allowed"), "{response}");
}

#[test]
fn what_has_the_wrong_type_in_a_parent_is_not_malformed_in_its_scale() {
    for container in [
        r#"{"name":"main","image":"x","resources":"large"}"#,
        r#"{"name":"main","image":"x","resources":{"limits":[1]}}"#,
        r#""main""#,
    ] {
        let response = scaled(container);
        assert!(response.contains(r#""accepted":true"#), "{response}");
        assert!(!response.contains("malformed"), "{response}");
    }
}
