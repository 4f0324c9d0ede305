use std::collections::BTreeSet;

use serde_json::json;

use super::*;

#[test]
fn the_table_is_readable_and_not_small() {
    let kinds = Kinds::parse(table::TABLE).unwrap();
    assert!(kinds.iter().count() >= 150);
    assert_eq!(Kinds::builtin().iter().count(), kinds.iter().count());
}

#[test]
fn no_kind_and_no_resource_stands_there_twice() {
    let mut seen = BTreeSet::new();
    for row in Kinds::builtin() {
        assert!(seen.insert((row.group, row.kind)), "{row:?}");
        assert!(seen.insert((row.group, row.plural)), "{row:?}");
    }
}

#[test]
fn a_kind_without_a_container_says_why() {
    for row in Kinds::builtin() {
        let lone = row.container_paths().is_empty() && row.partial_containers.is_empty();
        assert_eq!(lone, row.notes.starts_with("no container: "), "{}: {}", row.kind, row.notes);
    }
}

#[test]
fn kinds_of_one_name_are_told_apart_by_group() {
    let kinds = Kinds::builtin();
    let pods = |group| kinds.get(group, "Job").unwrap().pod_specs[0].to_string();
    assert_eq!(pods("batch"), "spec.template.spec");
    assert_eq!(pods("batch.volcano.sh"), "spec.tasks[].template.spec");
}

#[test]
fn a_container_is_found_at_each_place_that_the_table_names() {
    for row in Kinds::builtin() {
        for path in row.container_paths().iter().chain(&row.partial_containers) {
            let mut object = json!({"apiVersion": row.api_version(), "kind": row.kind});
            let place = path.put(&mut object, json!({"image": "x"}));
            assert_eq!(path.find(&object), [(place, &json!({"image": "x"}))], "{} {path}", row.kind);
        }
    }
}

#[test]
fn the_stored_version_comes_first() {
    let kinds = Kinds::builtin();
    assert_eq!(kinds.get("autoscaling", "HorizontalPodAutoscaler").unwrap().api_version(), "autoscaling/v2");
    assert_eq!(kinds.get("", "Pod").unwrap().api_version(), "v1");
    assert_eq!(
        kinds.get_resource("serving.kserve.io", "llminferenceservices").unwrap().version(),
        "v1alpha2"
    );
}

#[test]
fn an_unreadable_table_is_told_with_its_line() {
    let header = table::TABLE.lines().next().unwrap();
    let broken = |row: &str| {
        let text = format!("{header}\n{row}\n").leak();
        Kinds::parse(text).unwrap_err()
    };
    assert_eq!(broken("a\tb"), "line 2: 2 cells");
    assert_eq!(broken("g\tv1\tK\tks\tEverywhere\t\t\t\t\t\t\t"), "line 2: scope `Everywhere`");
    let error = broken("g\tv1\tK\tks\tCluster\t\t\tspec.a[0]\t\t\t\t");
    assert!(error.starts_with("line 2: `spec.a[0]`"), "{error}");
    assert!(Kinds::parse("group\n").unwrap_err().starts_with("line 1: "));
}
