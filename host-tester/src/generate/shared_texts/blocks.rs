//! Marked lines in a text, and what stands between them.

/// How a file writes comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comment {
    Markdown,
    Yaml,
}

impl Comment {
    /// The line that begins the block of a name.
    fn begin(self, name: &str) -> String {
        match self {
            Self::Markdown => format!("<!-- generated: {name} -->"),
            Self::Yaml => format!("# generated: {name}"),
        }
    }

    /// The line that ends a block.
    fn end(self) -> &'static str {
        match self {
            Self::Markdown => "<!-- /generated -->",
            Self::Yaml => "# /generated",
        }
    }

    /// The name of the block that a line begins.
    fn begun(self, line: &str) -> Option<&str> {
        match self {
            Self::Markdown => line.trim().strip_prefix("<!-- generated: ")?.strip_suffix(" -->"),
            Self::Yaml => line.trim().strip_prefix("# generated: "),
        }
    }

    /// What separates the marked lines from what is between them: a comment ends a paragraph of Markdown only where an
    /// empty line follows.
    fn margin(self) -> &'static str {
        match self {
            Self::Markdown => "\n",
            Self::Yaml => "",
        }
    }
}

/// The text with each block replaced, by its name. Every block has to be there once and no other; each fault begins
/// with its place after the name of the file.
pub(super) fn replace(text: &str, comment: Comment, blocks: &[(&str, &str)]) -> Result<String, Vec<String>> {
    let (mut written, mut faults, mut seen) = (String::new(), Vec::new(), Vec::new());
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(name) = comment.begun(line) else { continue };
        let number = index + 1;
        let Some((_, content)) = blocks.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = blocks.iter().map(|(name, _)| *name).collect();
            faults.push(format!(":{number}: no text is called `{name}`; there are {}", known.join(", ")));
            continue;
        };
        if seen.contains(&name) {
            faults.push(format!(":{number}: the text `{name}` has a second place; remove one"));
        }
        seen.push(name);
        let mut rest = lines.by_ref().map(|(_, line)| line);
        let Some(end) = rest.find(|line| line.trim() == comment.end()) else {
            faults.push(format!(
                ":{number}: the text `{name}` has no end; write the line `{}` after it",
                comment.end()
            ));
            break;
        };
        let margin = comment.margin();
        written.extend([margin, content, margin, end, "\n"]);
    }
    for (name, _) in blocks.iter().filter(|(name, _)| !seen.contains(name)) {
        faults.push(format!(
            ": the text `{name}`, which every policy has, has no place; write the lines `{}` and `{}` where it belongs \
             and run `host-tester generate`",
            comment.begin(name),
            comment.end()
        ));
    }
    if faults.is_empty() { Ok(written) } else { Err(faults) }
}
