//! `generate` from outside: what it writes, what it compares, what it refuses.

use crate::command_line::World;
use crate::support::{annotated, wat, write};
use serde_json::json;

const CARGO: &str = "[workspace]\n[workspace.package]\nhomepage = 'https://example.com/pack'\n\
    [workspace.metadata.release]\noci-prefix = 'registry.example.com/pack'\n";

const METADATA: &str =
    "rules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE, UPDATE]}]
mutating: false
annotations:
  io.kubewarden.policy.title: narrow
  io.kubewarden.policy.version: 1.0.0
  io.kubewarden.policy.description: Keeps things narrow
  io.kubewarden.policy.author: Ada <ada@example.com>
  io.kubewarden.policy.url: https://example.com/pack
  io.kubewarden.policy.source: https://example.com/pack
  io.kubewarden.policy.ociUrl: registry.example.com/pack/narrow
  io.kubewarden.policy.license: Apache-2.0
  io.kubewarden.policy.severity: low
  io.kubewarden.policy.category: Width
  io.artifacthub.displayName: Narrow
  io.artifacthub.keywords: width
  io.artifacthub.resources: Pod
";

const README: &str =
    "# Pack\n\n<!-- policies: written by host-tester generate -->\n<!-- end of policies -->\n";

const POLICY_README: &str = "# narrow
<!-- generated: common-rules -->
<!-- /generated -->
<!-- generated: modes -->
<!-- /generated -->
<!-- generated: exemptions -->
<!-- /generated -->
";

const QUESTIONS: &str = "questions:
  - {variable: width, type: int, label: Width, default: 1}
  # generated: modes
  # /generated
  # generated: exemptions
  # /generated
";

/// A project of one policy, whose module describes itself and takes any settings, or none.
fn project(takes_settings: bool) -> World {
    let world = World::with(&[]);
    let description = json!({"policy": "narrow", "version": "1.0.0", "settings": ["width", "rules", "exemptions"],
        "rules": [{"rule": "wide", "id": "wide", "mode": "audit", "fix": "mend it"},
            {"id": "malformed", "mode": "deny", "fix": "mend it"}]});
    let description = description.to_string();
    let mut fields = format!("(data (i32.const 2048) \"{}\")", description.replace('"', "\\\""));
    if !takes_settings {
        // As long as the answer that it stands in place of.
        fields += r#"(data (i32.const 1024) "{\"valid\":false,\"message\":\"no\"}")"#;
    }
    // `describe` has as many letters as `validate`, which is how the module tells operations apart.
    let body =
        format!("(call $response (i32.const 2048) (i32.const {})) (return (i32.const 1))", description.len());
    write(&world.path("target/policies/narrow.wasm"), annotated(&wat(&fields, &body)));
    write(&world.path("Cargo.toml"), CARGO);
    write(&world.path("policies/narrow/metadata.yml"), METADATA);
    write(&world.path("README.md"), README);
    write(&world.path("policies/narrow/README.md"), POLICY_README);
    write(&world.path("policies/narrow/CHANGELOG.md"), "## 1.0.0 - 2026-12-01\n### Added\n- it\n");
    write(&world.path("policies/narrow/questions-ui.yml"), QUESTIONS);
    world
}

fn text(world: &World, path: &str) -> String {
    std::fs::read_to_string(world.path(path)).unwrap()
}

#[test]
fn what_was_written_is_up_to_date_and_is_not_written_again() {
    let world = project(true);
    let (code, out, errors) = world.run(&["generate"]);
    assert_eq!(code, 0, "{out}{errors}");
    assert!(out.contains("wrote artifacthub/profiles/observe/narrow.yaml\n"), "{out}");
    assert!(out.contains("wrote artifacthub/narrow/artifacthub-pkg.yml\n"), "{out}");
    assert!(out.contains("wrote README.md\n"), "{out}");
    let row = "| [narrow](policies/narrow/README.md) | Keeps things narrow | 2 |\n";
    assert!(text(&world, "README.md").contains(row));
    let up_to_date = "8 generated files are up to date\n".to_owned();
    assert_eq!(world.run(&["generate"]), (0, up_to_date.clone(), String::new()));
    assert_eq!(world.run(&["generate", "--check"]), (0, up_to_date, String::new()));
}

#[test]
fn texts_that_every_policy_has_are_written_into_its_readme_and_form_and_go_on_into_the_package() {
    let world = project(true);
    let (code, out, errors) = world.run(&["generate"]);
    assert_eq!(code, 0, "{out}{errors}");
    let (readme, form) =
        (text(&world, "policies/narrow/README.md"), text(&world, "policies/narrow/questions-ui.yml"));
    assert!(readme.contains("\n| `malformed` | deny, always | "), "{readme}");
    assert!(!readme.contains("`look-up-failed`"), "{readme}");
    assert!(
        readme.contains("\n`deny` rejects, ") && readme.contains("\nThe fields of an exemption "),
        "{readme}"
    );
    assert!(
        form.contains("\n  - variable: rules\n") && form.contains("\n  - variable: exemptions\n"),
        "{form}"
    );
    let package = text(&world, "artifacthub/narrow/artifacthub-pkg.yml");
    assert!(package.contains("`deny` rejects, ") && package.contains("- variable: exemptions"), "{package}");
    let edited = readme.replace("`deny` rejects", "`deny` accepts");
    write(&world.path("policies/narrow/README.md"), &edited);
    let (code, out, _) = world.run(&["generate", "--check"]);
    assert!(code == 1 && out.starts_with("policies/narrow/README.md:"), "{out}");
}

#[test]
fn a_readme_without_the_marked_lines_is_told_which_it_needs() {
    let world = project(true);
    write(
        &world.path("policies/narrow/README.md"),
        POLICY_README.replace("<!-- generated: modes -->\n<!-- /generated -->\n", ""),
    );
    let (code, out, _) = world.run(&["generate", "--check"]);
    assert_eq!(code, 1, "{out}");
    let wanted = "policies/narrow/README.md: the text `modes`, which every policy has, has no place; write the lines \
        `<!-- generated: modes -->` and `<!-- /generated -->` where it belongs and run `host-tester generate`\n";
    assert_eq!(out, wanted);
}

#[test]
fn rules_of_the_metadata_are_held_against_what_the_policy_judges() {
    for (asked, wanted) in [
        ("[CREATE, UPDATE, DELETE]", "a rule asks for the operation DELETE, which is not judged"),
        ("[CREATE]", "no rule asks for the operation UPDATE, which is judged"),
    ] {
        let world = project(true);
        write(&world.path("policies/narrow/metadata.yml"), METADATA.replace("[CREATE, UPDATE]", asked));
        let (code, out, _) = world.run(&["generate", "--check"]);
        assert_eq!(code, 1, "{out}");
        let place = "policies/narrow/metadata.yml";
        assert_eq!(out, format!("{place}: {wanted}: so says the module of `narrow`\n"));
    }
}

#[test]
fn common_settings_are_written_for_each_policy_that_has_them() {
    let world = project(true);
    world.run(&["generate"]);
    let file = "artifacthub/profiles/enforce/narrow.yaml";
    let before = text(&world, file);
    assert!(before.contains("  settings: {}\n"), "{before}");
    for (place, arguments) in [
        ("artifacthub/profiles/common.yaml", &["generate"][..]),
        ("mine.yaml", &["generate", "--common", "mine.yaml"]),
    ] {
        write(&world.path(place), "# Nobody but us.\nplatformGroups: [platform]\nwidth: 2\n");
        let (code, out, errors) = world.run(arguments);
        assert_eq!(code, 0, "{out}{errors}");
        assert!(world.path(place).exists(), "people wrote it");
        assert_eq!(text(&world, file), before.replace("  settings: {}\n", "  settings:\n    width: 2\n"));
        let observe = text(&world, "artifacthub/profiles/observe/narrow.yaml");
        assert!(observe.contains("  settings:\n    width: 2\n    rules:\n      wide: deny\n"), "{observe}");
        std::fs::remove_file(world.path(place)).unwrap();
        world.run(&["generate"]);
        assert_eq!(text(&world, file), before, "without the file the profiles are as before");
    }
}

#[test]
fn common_settings_that_no_policy_can_have_are_told() {
    let world = project(true);
    let common = "artifacthub/profiles/common.yaml";
    write(&world.path(common), "plattformGroups: [platform]\nrules: {wide: deny}\ndatasets: []\n");
    let (code, out, _) = world.run(&["generate", "--check"]);
    assert_eq!(code, 1, "{out}");
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    let known = "production, breakGlass, governanceNamespace, platformGroups, controllers, allowedRepositories, datasets";
    let unknown =
        format!("{common}: plattformGroups: no policy has such a setting; common to several are {known}");
    assert_eq!(lines[0], unknown);
    assert!(lines[1].starts_with(&format!("{common}: rules: each profile has its own modes")), "{out}");
    let refusing = project(false);
    write(&refusing.path(common), "width: 2\n");
    let (code, out, _) = refusing.run(&["generate"]);
    let place = format!("artifacthub/profiles/enforce/narrow.yaml: spec.settings, with width from {common}");
    assert!(code == 1 && out.contains(&format!("{place}: the module refuses it: no\n")), "{out}");
}

#[test]
fn a_file_that_was_edited_or_lost_is_told_with_its_first_line_that_differs() {
    let world = project(true);
    world.run(&["generate"]);
    let file = "artifacthub/profiles/enforce/narrow.yaml";
    let edited = text(&world, file).replace("mode: protect", "mode: monitor");
    write(&world.path(file), &edited);
    std::fs::remove_file(world.path("artifacthub/profiles/enforce/kustomization.yaml")).unwrap();
    let (code, out, _) = world.run(&["generate", "--check"]);
    assert_eq!(code, 1, "{out}");
    let number = edited.lines().position(|line| line == "  mode: monitor").unwrap() + 1;
    let told = format!("{file}:{number}:\n  found      `  mode: monitor`\n  generated  `  mode: protect`\n");
    assert!(out.contains(&told), "{out}");
    assert!(out.contains("artifacthub/profiles/enforce/kustomization.yaml: is missing\n"), "{out}");
    assert!(out.ends_with("2 differ; run `host-tester generate` and commit what it writes\n"), "{out}");
    assert_eq!(text(&world, file), edited, "nothing is written");
}

#[test]
fn what_is_left_over_of_a_policy_goes_and_what_people_wrote_stays() {
    let world = project(true);
    world.run(&["generate"]);
    let (gone, kept) = ("artifacthub/gone/artifacthub-pkg.yml", "artifacthub/artifacthub-repo.yml");
    write(&world.path(gone), text(&world, "artifacthub/narrow/artifacthub-pkg.yml"));
    write(&world.path(kept), "repositoryID: ''\n");
    let (code, out, _) = world.run(&["generate", "--check"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with(&format!("{gone}: nothing generates it any more\n")), "{out}");
    let (code, out, _) = world.run(&["generate"]);
    assert_eq!(
        (code, out.lines().next()),
        (0, Some("removed artifacthub/gone/artifacthub-pkg.yml")),
        "{out}"
    );
    assert!(!world.path(gone).exists() && world.path(kept).exists());
}

#[test]
fn settings_that_the_module_refuses_are_told_with_the_place_that_would_set_them() {
    let world = project(false);
    let (code, out, _) = world.run(&["generate"]);
    assert_eq!(code, 1, "{out}");
    for place in [
        "policies/narrow/questions-ui.yml: width: the default",
        "artifacthub/profiles/observe/narrow.yaml: spec.settings",
    ] {
        assert!(out.contains(&format!("{place}: the module refuses it: no\n")), "{out}");
    }
    assert!(!world.path("artifacthub/profiles").exists(), "nothing is written");
}

#[test]
fn digests_pin_modules() {
    let world = project(true);
    let digest = format!("sha256:{}", "0".repeat(64));
    write(&world.path("digests"), format!("# pushed today\nnarrow {digest}\n"));
    let (code, out, errors) = world.run(&["generate", "--digests", "digests"]);
    assert_eq!(code, 0, "{out}{errors}");
    let pinned = format!("  module: registry://registry.example.com/pack/narrow@{digest}\n");
    assert!(text(&world, "artifacthub/profiles/enforce/narrow.yaml").contains(&pinned));
    assert_eq!(world.run(&["generate", "--check"]).0, 1, "without the digests the files are others");
}

#[test]
fn what_cannot_be_read_is_2_and_named() {
    let digest = format!("sha256:{}", "0".repeat(64));
    for (file, content, arguments, wanted) in [
        (
            "digests",
            "\nnarrow sha256:12\n".to_owned(),
            &["generate", "--digests", "digests"][..],
            "digests:2: expected",
        ),
        ("digests", format!("wide {digest}\n"), &["generate", "--digests", "digests"], "given for `wide`"),
        ("mine.yaml", "- width\n".to_owned(), &["generate", "--common", "mine.yaml"], "mine.yaml: "),
        ("other.yaml", String::new(), &["generate", "--common", "mine.yaml"], "cannot read mine.yaml"),
        ("Cargo.toml", "[workspace]\n".to_owned(), &["generate"], "Cargo.toml: "),
        ("policies/narrow/metadata.yml", "rules: []\n".to_owned(), &["generate"], "missing field `mutating`"),
        (
            "policies/other/metadata.yml",
            METADATA.to_owned(),
            &["generate"],
            "the policy `other` is not built",
        ),
    ] {
        let world = project(true);
        write(&world.path(file), content);
        let (code, out, errors) = world.run(arguments);
        assert_eq!(code, 2, "{file}: {out}{errors}");
        assert!(errors.contains(wanted), "{file}: {errors}");
    }
}
