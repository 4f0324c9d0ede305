use super::*;

fn deploy(annotations: &[(&str, &str)]) -> Result<DeployAnnotations, Vec<String>> {
    let own = annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    read(&own.collect(), Kinds::builtin())
}

fn wants(deploy: &DeployAnnotations, group: &str, kind: &str) -> bool {
    deploy.wants(Kinds::builtin().get(group, kind).unwrap())
}

/// Checks that one annotation has exactly these faults, told by how each begins.
fn refused(key: &str, value: &str, wanted: &[&str]) {
    let faults = deploy(&[(&format!("ai-guardrails.{key}"), value)]).unwrap_err();
    assert_eq!(faults.len(), wanted.len(), "{value}: {faults:#?}");
    for (fault, wanted) in faults.iter().zip(wanted) {
        assert!(fault.starts_with(&format!("{key}{wanted}")), "{value}: {fault}");
    }
}

#[test]
fn without_annotations_a_policy_sees_every_custom_kind_with_a_place_for_a_container() {
    let deploy = deploy(&[("io.kubewarden.policy.title", "x")]).unwrap();
    assert_eq!(deploy, DeployAnnotations::default());
    for (group, kind, wanted) in [
        ("kubeflow.org", "PyTorchJob", true),
        ("apps.nvidia.com", "NIMService", true),
        ("apps", "Deployment", false),
        ("resource.k8s.io", "ResourceClaim", false),
        ("kueue.x-k8s.io", "ClusterQueue", false),
    ] {
        assert_eq!(wants(&deploy, group, kind), wanted, "{kind}");
    }
}

#[test]
fn a_policy_may_name_groups_and_kinds_instead() {
    let named = deploy(&[("ai-guardrails.kinds", "*.kaito.sh, resourceclaims.resource.k8s.io")]).unwrap();
    assert!(wants(&named, "kaito.sh", "RAGEngine"));
    assert!(wants(&named, "resource.k8s.io", "ResourceClaim"));
    assert!(!wants(&named, "kubeflow.org", "PyTorchJob"));
    let none = deploy(&[("ai-guardrails.kinds", "")]).unwrap();
    assert!(!wants(&none, "kubeflow.org", "PyTorchJob"));
}

#[test]
fn every_fault_is_told() {
    let faults = deploy(&[
        ("ai-guardrails.failurePolicy", "Sometimes"),
        ("ai-guardrails.kind", "containers"),
        ("ai-guardrails.kinds", "pods, *.nowhere.example.com"),
        ("ai-guardrails.timeoutEvalSeconds", "30"),
    ]);
    let faults = faults.unwrap_err();
    for (fault, wanted) in faults.iter().zip([
        "failurePolicy: `Sometimes` is neither",
        "kind: is no annotation that is read; known are kinds, failurePolicy, timeoutEvalSeconds, \
         matchConditions, objects, unasked",
        "kinds: `pods` is neither `containers` nor",
        "kinds: `*.nowhere.example.com` is nothing in the table of kinds",
        "timeoutEvalSeconds: `30` is no number from 2 to 25",
    ]) {
        assert!(fault.starts_with(wanted), "{fault}");
    }
    assert_eq!(faults.len(), 5);
}

#[test]
fn conditions_are_a_list_of_names_and_expressions() {
    let text = "- name: not-a-lease\n  expression: request.resource.resource != 'leases'\n";
    let deploy = deploy(&[("ai-guardrails.matchConditions", text)]).unwrap();
    let [condition] = deploy.match_conditions.as_slice() else { panic!("{deploy:?}") };
    assert_eq!(condition.name, "not-a-lease");
    assert_eq!(condition.expression, "request.resource.resource != 'leases'");
}

#[test]
fn faults_of_conditions_are_told_with_their_place() {
    let many: String = (0..65)
        .fold(String::new(), |list, index| format!("{list}- {{name: c{index}, expression: 'true'}}\n"));
    for (value, wanted) in [
        ("name: a", &[": "][..]),
        ("- {name: a, expression: 'true', cel: 'true'}", &[": "]),
        ("- {name: a}", &[": "]),
        ("- {name: -a, expression: 'true'}", &["[0].name: `-a` is no name"]),
        ("- {name: '', expression: 'true'}", &["[0].name: `` is no name"]),
        ("- {name: a, expression: ' '}", &["[0].expression: is empty"]),
        ("- {name: a, expression: 'true'}\n- {name: a, expression: 'true'}", &["[1].name: `a` stands twice"]),
        (&many, &[": are 65, and a webhook takes at most 64"]),
    ] {
        refused("matchConditions", value, wanted);
    }
}

#[test]
fn faults_of_objects_are_told_with_their_place() {
    for (value, wanted) in [
        ("suffix: a", &[": "][..]),
        ("[]", &[": is empty"]),
        ("- {suffix: a, resource: [pods]}", &[": "]),
        ("- {failurePolicy: Sometimes}", &[": "]),
        ("- {suffix: A_b}", &["[0].suffix: `A_b` is no part of a name"]),
        ("- {suffix: a-crds}", &["[0].suffix: `a-crds`: `crds` ends the name"]),
        ("- {suffix: a}\n- {suffix: a}", &["[1].suffix: `a` stands twice"]),
        ("- {timeoutEvalSeconds: 1}", &["[0].timeoutEvalSeconds: `1` is no number from 2 to 25"]),
        ("- {resources: [], operations: []}", &["[0].resources: is empty", "[0].operations: is empty"]),
        (
            "- {namespaceSelector: {matchLabels: {a: b}}}",
            &["[0].namespaceSelector.matchLabels: the controller"],
        ),
        (
            "- {objectSelector: {matchExpressions: [{key: '', operator: Exists}]}}",
            &["[0].objectSelector.matchExpressions[0].key: is empty"],
        ),
        (
            "- {objectSelector: {matchExpressions: [{key: a, operator: In}]}}",
            &["[0].objectSelector.matchExpressions[0].values: `In` and `NotIn` need values"],
        ),
        (
            "- {objectSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
            &["[0].objectSelector.matchExpressions[0].values: `In` and `NotIn` need values"],
        ),
        (
            "- {matchConditions: [{name: a, expression: ''}]}",
            &["[0]: with the conditions of the policy: matchConditions[0].expression: is empty"],
        ),
    ] {
        refused("objects", value, wanted);
    }
    let both = deploy(&[
        ("ai-guardrails.matchConditions", "- {name: a, expression: 'true'}"),
        ("ai-guardrails.objects", "- {matchConditions: [{name: a, expression: 'false'}]}"),
    ]);
    let place = "objects[0]: with the conditions of the policy: matchConditions[1].name: `a` stands twice";
    assert_eq!(both.unwrap_err(), [place]);
}

/// Whether two objects, each in YAML, are told apart.
fn told_apart(one: &str, two: &str) -> bool {
    let objects = policy_object::read(&format!("- {{suffix: a, {one}}}\n- {{suffix: b, {two}}}\n")).unwrap();
    let apart = objects[0].is_told_apart_from(&objects[1]);
    assert_eq!(apart, objects[1].is_told_apart_from(&objects[0]), "{one} | {two}");
    apart
}

#[test]
fn objects_are_told_apart_by_the_opposites_of_one_selector_or_condition() {
    let namespaces = |expression: &str| format!("namespaceSelector: {{matchExpressions: [{expression}]}}");
    let labels = |expression: &str| format!("objectSelector: {{matchExpressions: [{expression}]}}");
    let production = namespaces("{key: stage, operator: In, values: [production, canary]}");
    for (other, apart) in [
        ("{key: stage, operator: NotIn, values: [canary, production]}", true),
        ("{key: stage, operator: In, values: [canary, production]}", false),
        ("{key: stage, operator: NotIn, values: [production]}", false),
        ("{key: tier, operator: NotIn, values: [canary, production]}", false),
        ("{key: stage, operator: DoesNotExist}", false),
    ] {
        assert_eq!(told_apart(&production, &namespaces(other)), apart, "{other}");
    }
    let present = "{key: a, operator: Exists}";
    let absent = "{key: a, operator: DoesNotExist}";
    assert!(told_apart(&labels(present), &labels(absent)));
    // What neither of them selects is lost: objects with `a` and without `b`.
    let both = format!("{present}, {{key: b, operator: Exists}}");
    assert!(!told_apart(&labels(&both), &labels(absent)));
    let condition = |expression: &str| format!("matchConditions: [{{name: a, expression: {expression}}}]");
    assert!(told_apart(&condition("'x == 1'"), &condition("'!(x == 1)'")));
    assert!(!told_apart(&condition("'x == 1'"), &condition("'x != 1'")));
    assert!(!told_apart(&format!("{production}, {}", condition("x")), &condition("'!(x)'")));
    assert!(!told_apart(&production, "operations: [CREATE]"));
}
