//! The table of policies in the project's README; the rest of that file is written by people.

use std::fmt::Write as _;

use super::project::{File, Policy, Project};

const PATH: &str = "README.md";
const BEGIN: &str = "<!-- policies: written by host-tester generate -->\n";
const END: &str = "<!-- end of policies -->\n";

/// The README with today's table between the two comments; nothing where the project has none.
pub(super) fn readme(project: &Project) -> Result<Option<File>, Vec<String>> {
    let Some(text) = &project.readme else {
        return Ok(None);
    };
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(vec![format!(
            "{PATH}: the table of policies has no place; write the lines `{}` and `{}` where it belongs",
            BEGIN.trim_end(),
            END.trim_end()
        )]);
    };
    let text = format!("{before}{BEGIN}\n{}\n{END}{after}", table(&project.policies));
    Ok(Some(File { path: PATH.to_owned(), text }))
}

fn table(policies: &[Policy]) -> String {
    let mut table = "| policy | what it does | rules |\n|---|---|---|\n".to_owned();
    for Policy { name, metadata, description, .. } in policies {
        let says = metadata.annotations.get("io.kubewarden.policy.description").map(|text| text.trim());
        let says = says.unwrap_or_default().replace('|', "\\|");
        let rules = description.rules.len();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| [{name}](policies/{name}/README.md) | {says} | {rules} |");
    }
    table
}
