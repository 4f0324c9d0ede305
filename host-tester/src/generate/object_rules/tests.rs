use std::collections::BTreeMap;

use policy_test::describe::Description;
use policy_test::kinds::Kinds;
use serde_json::json;

use super::*;
use crate::generate::deploy_annotations::DeployAnnotations;
use crate::generate::project::Policy;
use crate::generate::webhook_rules::of_custom_kinds;

const STAGE: &str = "{key: stage, operator: In, values: [production]}";
const NO_STAGE: &str = "{key: stage, operator: NotIn, values: [production]}";

fn metadata() -> Metadata {
    let rule = |group: &str, resources: &[&str], operations: &[&str]| json!({"apiGroups": [group], "apiVersions": ["v1"], "resources": resources, "operations": operations});
    let rules = json!([
        rule("", &["pods", "configmaps"], &["CREATE", "UPDATE", "DELETE"]),
        rule("", &["pods/exec", "pods/attach"], &["CONNECT"]),
        rule("apps", &["deployments"], &["*"]),
        rule("apps", &["deployments/scale"], &["UPDATE"]),
    ]);
    crate::module::check(&json!({"mutating": false, "rules": rules})).unwrap()
}

fn objects(text: &str) -> Vec<PolicyObject> {
    let annotations = BTreeMap::from([("ai-guardrails.objects".to_owned(), text.to_owned())]);
    let policy = Policy {
        name: "narrow".to_owned(),
        metadata: Metadata { annotations, ..metadata() },
        description: Description::default(),
        readme: String::new(),
        changelog: String::new(),
        questions: String::new(),
    };
    DeployAnnotations::read(&policy, Kinds::builtin()).unwrap().objects
}

fn shared_out(text: &str) -> Result<Vec<ObjectRules>, Vec<String>> {
    let metadata = metadata();
    let custom = of_custom_kinds(&metadata, &DeployAnnotations::default(), Kinds::builtin());
    share_out(&metadata, &custom, &objects(text))
}

/// A request: group, resource, operation.
type Request = (String, String, String);

/// Every request that rules describe.
fn requests(rules: &[Rule]) -> Vec<Request> {
    let mut requests = Vec::new();
    for rule in rules {
        for group in &rule.api_groups {
            for resource in &rule.resources {
                for operation in operations(rule) {
                    requests.push((group.clone(), resource.clone(), operation.to_owned()));
                }
            }
        }
    }
    requests
}

#[test]
fn every_request_goes_to_one_object_or_to_two_that_are_told_apart() {
    let own = metadata();
    let custom = of_custom_kinds(&own, &DeployAnnotations::default(), Kinds::builtin());
    let all: BTreeSet<_> = requests(&own.rules).into_iter().chain(requests(&custom)).collect();
    assert!(all.len() > 100, "{}", all.len());
    let opposite = format!(
        "- {{suffix: production, namespaceSelector: {{matchExpressions: [{STAGE}]}}}}
- {{failurePolicy: Ignore, namespaceSelector: {{matchExpressions: [{NO_STAGE}]}}}}
- {{suffix: exec, operations: [CONNECT]}}"
    );
    for text in [
        "- {}",
        "- {}\n- {suffix: exec, resources: [pods/exec, pods/attach]}",
        "- {}\n- {suffix: connect, operations: [CONNECT]}",
        "- {}\n- {suffix: custom, resources: [pods], customKinds: true}",
        "- {}\n- {suffix: gone, operations: [DELETE], customKinds: false}",
        "- {resources: [pods, configmaps, deployments], customKinds: true}\n- {suffix: rest}",
        "- {suffix: a, operations: [CREATE, UPDATE]}\n- {suffix: b, operations: [DELETE, CONNECT]}",
        "- {customKinds: false}\n- {suffix: c, resources: [deployments], operations: [CREATE], customKinds: true}\n\
         - {suffix: d, operations: [UPDATE, DELETE, CONNECT], resources: [deployments], customKinds: true}",
        &opposite,
    ] {
        let shared = shared_out(text).unwrap_or_else(|faults| panic!("{text}: {faults:#?}"));
        let objects = objects(text);
        let of_objects: Vec<Vec<Request>> =
            shared.iter().map(|rules| [requests(&rules.own), requests(&rules.custom)].concat()).collect();
        for request in &all {
            let takers: Vec<_> = of_objects
                .iter()
                .zip(&objects)
                .filter(|(requests, _)| requests.contains(request))
                .map(|(_, object)| object)
                .collect();
            match takers.as_slice() {
                [one] => assert!(one.is_unconditional(), "{text}: {request:?}"),
                [one, two] => assert!(one.is_told_apart_from(two), "{text}: {request:?}"),
                several => panic!("{text}: {request:?} goes to {} objects", several.len()),
            }
        }
        for requests in &of_objects {
            let distinct: BTreeSet<_> = requests.iter().collect();
            assert_eq!(distinct.len(), requests.len(), "{text}: an object takes a request by two rules");
            assert!(requests.iter().all(|request| all.contains(request)), "{text}: takes more than there is");
        }
    }
}

#[test]
fn one_object_has_the_rules_as_they_stand() {
    let metadata = metadata();
    let custom = of_custom_kinds(&metadata, &DeployAnnotations::default(), Kinds::builtin());
    let shared = share_out(&metadata, &custom, &[PolicyObject::default()]).unwrap();
    assert_eq!(shared, [ObjectRules { own: metadata.rules, custom }]);
}

#[test]
fn a_rule_is_cut_by_resources_and_by_operations() {
    let shared =
        shared_out("- {}\n- {suffix: x, resources: [pods, deployments], operations: [DELETE]}").unwrap();
    let lines = |rules: &[Rule]| -> Vec<String> {
        rules
            .iter()
            .map(|rule| format!("{} {}", rule.resources.join(","), rule.operations.join(",")))
            .collect()
    };
    assert_eq!(
        lines(&shared[0].own),
        [
            "pods CREATE,UPDATE",
            "configmaps CREATE,UPDATE,DELETE",
            "pods/exec,pods/attach CONNECT",
            "deployments CREATE,UPDATE,CONNECT",
            "deployments/scale UPDATE",
        ]
    );
    assert_eq!(lines(&shared[1].own), ["pods DELETE", "deployments DELETE"]);
    assert_eq!(shared[1].custom, []);
}

#[test]
fn what_is_lost_or_asked_twice_is_told() {
    let selects = |kind: &str| format!("- {{{kind}: {{matchExpressions: [{STAGE}]}}}}");
    let opposite = format!(
        "- {{objectSelector: {{matchExpressions: [{STAGE}]}}}}
- {{suffix: b, objectSelector: {{matchExpressions: [{NO_STAGE}]}}}}"
    );
    for (text, wanted) in [
        ("- {resources: [pods]}", "CONNECT of `pods/exec` goes to no object"),
        ("- {resources: [pods]}", "CREATE of the custom kinds goes to no object"),
        ("- {operations: [CREATE]}", "DELETE of `pods` goes to no object"),
        ("- {customKinds: false}", "UPDATE of the custom kinds goes to no object"),
        ("- {}\n- {suffix: b}", "CREATE of `pods` goes to 2 objects"),
        (
            "- {}\n- {suffix: b, operations: [DELETE]}\n- {suffix: c, resources: [pods]}",
            "DELETE of `pods` goes to 2",
        ),
        (&selects("namespaceSelector"), "CREATE of `pods` is lost where the selectors or conditions"),
        ("- {matchConditions: [{name: a, expression: 'x'}]}", "CREATE of `pods` is lost where"),
        (&opposite, "CONNECT of `pods/exec` is lost: an objectSelector"),
        (
            "- {}\n- {suffix: b, resources: [secrets]}",
            "[1].resources: no rule of the metadata names `secrets`",
        ),
        (
            "- {}\n- {suffix: b, operations: [PATCH]}",
            "[1].operations: no rule of the metadata asks for `PATCH`",
        ),
        ("- {}\n- {suffix: b, resources: [pods], operations: [CONNECT]}", "[1]: no request is left for this"),
    ] {
        let faults = shared_out(text).unwrap_err();
        assert!(faults.iter().any(|fault| fault.starts_with(wanted)), "{text}: {faults:#?}");
    }
    let faults = share_out(&metadata(), &[], &objects("- {customKinds: true}")).unwrap_err();
    assert_eq!(faults, ["[0].customKinds: the policy sees no custom kinds"]);
}
