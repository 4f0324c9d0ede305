use super::blocks::{Comment, replace};
use super::*;
use policy_test::describe::Rule;

const BLOCKS: [(&str, &str); 2] = [("a", "new a\n"), ("b", "new b\n")];

#[test]
fn what_stands_between_the_lines_is_replaced_and_the_rest_stays() {
    let readme = "# x\n<!-- generated: b -->\nold\n<!-- /generated -->\n\ntext\n<!-- generated: a -->\n<!-- /generated -->\nend\n";
    let written = replace(readme, Comment::Markdown, &BLOCKS).unwrap();
    assert_eq!(
        written,
        "# x\n<!-- generated: b -->\n\nnew b\n\n<!-- /generated -->\n\ntext\n<!-- generated: a -->\n\nnew a\n\n\
         <!-- /generated -->\nend\n"
    );
    assert_eq!(replace(&written, Comment::Markdown, &BLOCKS), Ok(written.clone()));
    let form = "questions:\n  # generated: a\n  # /generated\n  # generated: b\n  # /generated\n";
    assert_eq!(
        replace(form, Comment::Yaml, &BLOCKS).unwrap(),
        "questions:\n  # generated: a\nnew a\n  # /generated\n  # generated: b\nnew b\n  # /generated\n"
    );
}

#[test]
fn what_is_wrong_with_the_lines_is_told_with_what_to_do() {
    let (a, b, end) = ("<!-- generated: a -->\n", "<!-- generated: b -->\n", "<!-- /generated -->\n");
    for (text, wanted) in [
        (
            format!("{a}{end}"),
            ": the text `b`, which every policy has, has no place; write the lines `<!-- generated: b -->` and \
             `<!-- /generated -->` where it belongs and run `host-tester generate`",
        ),
        (format!("{a}{end}{b}{end}{a}{end}"), ":5: the text `a` has a second place; remove one"),
        (
            format!("{a}{end}{b}"),
            ":3: the text `b` has no end; write the line `<!-- /generated -->` after it",
        ),
        (
            format!("{a}{end}{b}{end}<!-- generated: c -->\n{end}"),
            ":5: no text is called `c`; there are a, b",
        ),
    ] {
        assert_eq!(replace(&text, Comment::Markdown, &BLOCKS).unwrap_err(), [wanted], "{text}");
    }
}

#[test]
fn a_table_has_the_rules_of_the_kit_that_the_policy_has() {
    let rules =
        [("wide", "warn"), ("look-up-failed", "deny"), ("malformed", "deny"), ("opaque-manifest", "audit")];
    let rules = rules.map(|(id, mode)| Rule { id: id.to_owned(), mode: mode.to_owned(), ..Rule::default() });
    let table = common_rules(&Description { rules: rules.to_vec(), ..Description::default() });
    let rows: Vec<_> =
        table.lines().skip(2).map(|row| row.split(" | ").take(2).collect::<Vec<_>>()).collect();
    assert_eq!(
        rows,
        [["| `look-up-failed`", "deny"], ["| `malformed`", "deny, always"], ["| `opaque-manifest`", "audit"]]
    );
}

#[test]
fn what_new_policies_are_copied_from_has_todays_texts() {
    let (own_readme, own_form) = (
        include_str!("../../../../scripts/new-policy/README.md"),
        include_str!("../../../../scripts/new-policy/questions-ui.yml"),
    );
    let rules = [("malformed", "deny"), ("opaque-manifest", "audit")];
    let rules = rules.map(|(id, mode)| Rule { id: id.to_owned(), mode: mode.to_owned(), ..Rule::default() });
    let description = Description { rules: rules.to_vec(), ..Description::default() };
    assert_eq!(readme(own_readme, &description), Ok(own_readme.to_owned()));
    assert_eq!(form(own_form), Ok(own_form.to_owned()));
}
