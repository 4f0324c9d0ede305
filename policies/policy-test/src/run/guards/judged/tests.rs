use super::*;
use crate::run::metadata::WebhookRule;

fn all(names: &str) -> Vec<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

fn metadata(rules: &[[&str; 3]]) -> MetadataFile {
    let rules = rules.iter().map(|[group, resources, operations]| WebhookRule {
        api_groups: vec![(*group).to_owned()],
        resources: all(resources),
        operations: all(operations),
    });
    MetadataFile { rules: rules.collect(), ..MetadataFile::default() }
}

fn judges(operations: &str, sub_resources: &str, kinds: JudgedKinds) -> Judges {
    Judges {
        operations: all(operations).into_iter().collect(),
        sub_resources: all(sub_resources).into_iter().collect(),
        kinds,
    }
}

fn these(kinds: &[(&str, &str)]) -> JudgedKinds {
    let kinds = kinds.iter();
    let kinds =
        kinds.map(|(group, kind)| JudgedKind { group: (*group).to_owned(), kind: (*kind).to_owned() });
    JudgedKinds::These(kinds.collect())
}

const RBAC: &str = "rbac.authorization.k8s.io";

#[test]
fn by_default_subresources_of_pods_may_be_left_out_and_no_others_asked_for() {
    let pods = metadata(&[["", "pods", "CREATE UPDATE"], ["", "pods/ephemeralcontainers", "UPDATE"]]);
    assert_eq!(differences(&pods, &Judges::default()), Vec::<String>::new());
    let more = metadata(&[["", "pods pods/status", "CREATE UPDATE DELETE"]]);
    assert_eq!(
        differences(&more, &Judges::default()),
        [
            "a rule asks for the operation DELETE, which is not judged",
            "a rule asks for the subresource `status`, which is not judged",
        ]
    );
    let fewer = metadata(&[["", "pods", "CREATE"]]);
    assert_eq!(
        differences(&fewer, &Judges::default()),
        ["no rule asks for the operation UPDATE, which is judged"]
    );
}

#[test]
fn what_a_policy_declares_itself_is_asked_for() {
    let exec = judges("CONNECT", "attach exec", these(&[("", "PodExecOptions"), ("", "PodAttachOptions")]));
    assert_eq!(
        differences(&metadata(&[["", "pods/exec", "CONNECT"]]), &exec),
        [
            "no rule asks for the subresource `attach`, which is judged",
            "no rule asks for `PodAttachOptions`, which is judged",
        ]
    );
    let both = metadata(&[["", "pods/exec pods/attach", "CONNECT"]]);
    assert_eq!(differences(&both, &exec), Vec::<String>::new());
}

#[test]
fn kinds_that_are_listed_are_those_that_are_asked_for() {
    let roles = judges("CREATE", "", these(&[(RBAC, "Role"), (RBAC, "RoleBinding")]));
    let asked = metadata(&[[RBAC, "roles", "CREATE"], ["", "pods", "CREATE"]]);
    assert_eq!(
        differences(&asked, &roles),
        [
            format!("no rule asks for `RoleBinding` of `{RBAC}`, which is judged"),
            "a rule asks for `pods`, of which no kind is judged".to_owned(),
        ]
    );
    let asked = metadata(&[["*", "*", "*"]]);
    assert_eq!(
        differences(&asked, &roles),
        ["a rule asks for the operation *, which is not judged"],
        "all resources hold some of the kinds"
    );
}

#[test]
fn a_custom_kind_may_be_asked_for_by_the_annotation_of_the_generator() {
    let jobs = judges("CREATE", "", these(&[("kubeflow.org", "PyTorchJob"), ("", "Pod")]));
    let mut metadata = metadata(&[["", "pods", "CREATE"]]);
    assert_eq!(differences(&metadata, &jobs), Vec::<String>::new(), "what holds containers is asked for");
    let mut with = |wanted: &str| {
        metadata.annotations.insert("ai-guardrails.kinds".to_owned(), wanted.to_owned());
        differences(&metadata, &jobs).len()
    };
    assert_eq!((with("*.kubeflow.org"), with("a.b, pytorchjobs.kubeflow.org"), with("*.ray.io")), (0, 0, 1));
}
