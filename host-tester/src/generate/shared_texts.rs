//! Texts that the README and the form of every policy repeat, written between two marked lines.

mod blocks;

use std::fmt::Write as _;

use policy_test::describe::Description;

use super::project::{File, Policy, Project};
use blocks::{Comment, replace};

/// What the rules of the kit find; which of them a policy has is said by its module.
const COMMON_RULES: [(&str, &str); 5] = [
    (
        "look-up-not-granted",
        "the policy may not ask for what it has to know: its metadata, the policy's resource or the account of \
         policy-server does not grant it",
    ),
    (
        "look-up-failed",
        "whoever is asked (the API server, a registry) does not answer, or the answer makes no sense",
    ),
    ("too-many-look-ups", "more questions are needed than `maxLookUps`"),
    (
        "malformed",
        "something that a rule reads has the wrong type: nothing is accepted that was not understood",
    ),
    ("opaque-manifest", "a manifest in a string is no JSON and cannot be judged here"),
];

/// The rule whose mode no setting changes.
const ALWAYS: &str = "malformed";

const MODES: &str = "`deny` rejects, `warn` accepts and warns the user (a rule in one of these modes *speaks*), \
    `audit` accepts and leaves the finding in the audit annotation `findings`, `off` leaves nothing. In policy reports \
    a warning counts as pass.\n";

const EXEMPTIONS: &str = "The fields of an exemption (`rules`, `namespaces`, `kinds`, `names`, `values`, `images`, \
    `serviceAccounts`, `users`, `groups`) are joined by AND, their items by OR; a finding that lacks what a field asks \
    for is not exempt, and a workload cannot exempt itself. An exemption that has expired has no effect and is named \
    in the message.\n";

const MODES_QUESTION: &str = include_str!("shared_texts/modes.yml");
const EXEMPTIONS_QUESTION: &str = include_str!("shared_texts/exemptions.yml");

/// Writes today's texts into the READMEs and forms of a project; answers what is wrong with their marked lines.
pub fn fill(project: &mut Project) -> Vec<String> {
    let mut faults = Vec::new();
    for policy in &mut project.policies {
        let paths = [readme_path(policy), form_path(policy)];
        for (path, written, text) in [
            (&paths[0], readme(&policy.readme, &policy.description), &mut policy.readme),
            (&paths[1], form(&policy.questions), &mut policy.questions),
        ] {
            match written {
                Ok(written) => *text = written,
                Err(wrong) => faults.extend(wrong.into_iter().map(|fault| format!("{path}{fault}"))),
            }
        }
    }
    faults
}

fn readme(text: &str, description: &Description) -> Result<String, Vec<String>> {
    let common_rules = common_rules(description);
    replace(
        text,
        Comment::Markdown,
        &[("common-rules", &common_rules), ("modes", MODES), ("exemptions", EXEMPTIONS)],
    )
}

fn form(text: &str) -> Result<String, Vec<String>> {
    replace(text, Comment::Yaml, &[("modes", MODES_QUESTION), ("exemptions", EXEMPTIONS_QUESTION)])
}

/// The files of a policy that hold such texts, as they are in memory.
pub(super) fn files(policy: &Policy) -> [File; 2] {
    [
        File { path: readme_path(policy), text: policy.readme.clone() },
        File { path: form_path(policy), text: policy.questions.clone() },
    ]
}

fn readme_path(policy: &Policy) -> String {
    format!("policies/{}/README.md", policy.name)
}

fn form_path(policy: &Policy) -> String {
    format!("policies/{}/questions-ui.yml", policy.name)
}

/// The table of the rules that a policy has from the kit.
fn common_rules(description: &Description) -> String {
    let mut table = "| common rule | default | finds |\n|---|---|---|\n".to_owned();
    for rule in &description.rules {
        let Some((id, finds)) = COMMON_RULES.iter().find(|(id, _)| *id == rule.id) else { continue };
        let always = if *id == ALWAYS { ", always" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{id}` | {}{always} | {finds} |", rule.mode);
    }
    table
}

#[cfg(test)]
mod tests;
