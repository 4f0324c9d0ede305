use super::*;

/// A case whose Pod is privileged in a namespace that may be trusted.
fn looking_up(stand_in: &str) -> String {
    pod("accepts: it", CONTAINER).replace("namespace: ml", "namespace: ml, annotations: {look: up}")
        + stand_in
}

const TRUSTED: &str =
    "  cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml, labels: {trusted: 'yes'}}}]\n";

/// A policy folder with a case that is refused, since its namespace is not trusted.
fn refusing(test: &str) -> Executor {
    let yaml = looking_up(&TRUSTED.replace("yes", "no")).replace("accepts", "rejects");
    let executor = folder(test, &[("privileged.yaml", &yaml)]);
    may_read_namespaces(executor);
    executor
}

fn may_read_namespaces(executor: Executor) {
    let metadata = "contextAwareResources: [{apiVersion: v1, kind: Namespace}]\n";
    std::fs::write(format!("{}/metadata.yml", executor.folder), metadata).unwrap();
}

#[test]
fn look_ups_are_answered_from_what_the_case_states() {
    let executor = folder("stand-in", &[("privileged.yaml", &looking_up(TRUSTED))]);
    may_read_namespaces(executor);
    executor.check_cases(true).unwrap();
    let executor = folder("empty-stand-in", &[("privileged.yaml", &looking_up(""))]);
    assert!(failures(executor.check_cases(false)).contains("but the policy `rejects`"));
}

#[test]
fn a_policy_that_accepts_while_nobody_answers_is_caught_in_each_way_of_failing() {
    /// Takes a namespace that it cannot look up for one that is trusted.
    fn credulous(
        operation: &str,
        payload: &[u8],
        today: &str,
        calls: &HostFunction<'_>,
    ) -> Result<Vec<u8>, String> {
        let trusting = |binding: &str, namespace: &str, operation: &str, payload: &[u8]| {
            let answer = calls(binding, namespace, operation, payload);
            let known = answer.ok().filter(|answer| serde_json::from_slice::<Value>(answer).is_ok());
            Ok(known.unwrap_or_else(|| br#"{"metadata":{"labels":{"trusted":"yes"}}}"#.to_vec()))
        };
        fixture::call(operation, payload, today, &trusting)
    }

    let executor = refusing("credulous");
    executor.variants().unwrap();
    let failures = Executor { call: credulous, ..executor }.variants().unwrap_err();
    let ways = ["unreachable", "timesOut", "garbage", "notGranted", "Namespace unreachable"];
    assert_eq!(failures.all().len(), ways.len(), "{failures}");
    for (failure, way) in failures.all().iter().zip(ways) {
        let expected = format!("(outage: {way})\n    expected `rejects`, but the policy `accepts`");
        assert!(failure.contains(&expected), "{failure}");
    }
}

#[test]
fn a_policy_that_accepts_when_answers_end_midway_is_caught() {
    /// Asks twice, and takes a namespace about which only the first answer comes for one that is trusted.
    fn hasty(
        operation: &str,
        payload: &[u8],
        today: &str,
        calls: &HostFunction<'_>,
    ) -> Result<Vec<u8>, String> {
        let twice = |binding: &str, namespace: &str, operation: &str, payload: &[u8]| {
            let first = calls(binding, namespace, operation, payload)?;
            let again = calls(binding, namespace, operation, payload);
            Ok(again.map_or_else(|_| br#"{"metadata":{"labels":{"trusted":"yes"}}}"#.to_vec(), |_| first))
        };
        fixture::call(operation, payload, today, &twice)
    }

    let failures = Executor { call: hasty, ..refusing("hasty") }.variants().unwrap_err();
    let expected = "(outage: unreachable after question 1)\n    expected `rejects`, but the policy `accepts`";
    assert!(failures.all().len() == 1 && failures.all()[0].contains(expected), "{failures}");
}

#[test]
fn what_the_metadata_does_not_list_is_not_granted() {
    let executor = folder("ungranted", &[("privileged.yaml", &looking_up(TRUSTED))]);
    let text = failures(executor.check_cases(false));
    assert!(
        text.contains("Policy has not been granted access to Kubernetes v1/Namespace resources"),
        "{text}"
    );
}

#[test]
fn a_verdict_that_rests_on_what_nobody_stated_is_a_fault() {
    let executor =
        folder("unstated", &[("privileged.yaml", &looking_up("").replace("look: up", "look: names"))]);
    let text = failures(executor.check_cases(false));
    assert!(text.contains("a look-up has no answer: a case cannot state the addresses of a name"), "{text}");
}
