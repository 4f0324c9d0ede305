//! The table of policies in the project's README.

use serde_json::json;

use super::{metadata, project};
use crate::generate::{File, files};
use policy_test::kinds::Kinds;

const BEFORE: &str = "# Pack\n\n<!-- policies: written by host-tester generate -->\n";
const AFTER: &str = "<!-- end of policies -->\n\nMore.\n";

fn generated(description: &str, readme: String) -> Result<Option<String>, Vec<String>> {
    let mut metadata = metadata();
    metadata["annotations"]["io.kubewarden.policy.description"] = json!(description);
    let mut project = project(&metadata);
    project.readme = Some(readme);
    let readme = files(&project, Kinds::builtin())?.into_iter().find(|file| file.path == "README.md");
    Ok(readme.map(|File { text, .. }| text))
}

#[test]
fn the_table_stands_between_the_comments_and_the_rest_stays() {
    let table = "\n| policy | what it does | rules |\n|---|---|---|\n\
        | [narrow-paths](policies/narrow-paths/README.md) | Keeps a\\|b narrow | 3 |\n\n";
    for old in ["", "an older table\n"] {
        let text = generated("Keeps a|b narrow", format!("{BEFORE}{old}{AFTER}")).unwrap();
        assert_eq!(text, Some(format!("{BEFORE}{table}{AFTER}")));
    }
}

#[test]
fn a_readme_without_the_comments_is_told_which_lines_it_needs() {
    for readme in ["# Pack\n".to_owned(), format!("{BEFORE}table\n"), format!("{AFTER}{BEFORE}")] {
        let faults = generated("Keeps paths narrow", readme).unwrap_err();
        assert_eq!(
            faults,
            [
                "README.md: the table of policies has no place; write the lines `<!-- policies: written by host-tester \
              generate -->` and `<!-- end of policies -->` where it belongs"
            ]
        );
    }
}
