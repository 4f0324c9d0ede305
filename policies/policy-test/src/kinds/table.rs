//! Reads `kinds.tsv`.

use std::sync::OnceLock;

use crate::kinds::path::KindPath;
use crate::kinds::{Kind, Kinds, Scope};

/// The table as it is kept beside this crate's manifest.
pub(super) const TABLE: &str = include_str!("../../kinds.tsv");

const COLUMNS: [&str; 12] = [
    "group",
    "versions",
    "kind",
    "plural",
    "scope",
    "scale",
    "multipliers",
    "pod_specs",
    "containers",
    "partial_containers",
    "yaml_strings",
    "notes",
];

impl Kinds {
    /// The table of this project.
    pub fn builtin() -> &'static Kinds {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        // A test holds the table to being readable, so that nobody has to handle the error.
        KINDS.get_or_init(|| Kinds::parse(TABLE).unwrap_or_default())
    }

    /// Reads a table in the form of `kinds.tsv`: a header, then one kind a line; the error names the line.
    pub fn parse(text: &'static str) -> Result<Self, String> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, header)| header.split('\t').ne(COLUMNS)) {
            return Err(format!("line 1: the columns are {}", COLUMNS.join(", ")));
        }
        let kinds =
            lines.map(|(index, line)| row(line).map_err(|error| format!("line {}: {error}", index + 1)));
        Ok(Self { kinds: kinds.collect::<Result<_, _>>()? })
    }
}

fn row(line: &'static str) -> Result<Kind, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let cells: [&str; COLUMNS.len()] =
        cells.try_into().map_err(|cells: Vec<_>| format!("{} cells", cells.len()))?;
    let [group, versions, kind, plural, scope, scale, multipliers, pods, containers, partial, strings, notes] =
        cells;
    if kind.is_empty() || plural.is_empty() || versions.is_empty() {
        return Err("versions, kind and plural are needed".to_owned());
    }
    Ok(Kind {
        group,
        versions: versions.split(',').collect(),
        kind,
        plural,
        scope: match scope {
            "Namespaced" => Scope::Namespaced,
            "Cluster" => Scope::Cluster,
            other => return Err(format!("scope `{other}`")),
        },
        scale: if scale.is_empty() { None } else { Some(KindPath::parse(scale)?) },
        multipliers: paths(multipliers)?,
        pod_specs: paths(pods)?,
        containers: paths(containers)?,
        partial_containers: paths(partial)?,
        yaml_strings: paths(strings)?,
        notes,
    })
}

fn paths(cell: &str) -> Result<Vec<KindPath>, String> {
    let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts.map(KindPath::parse).collect()
}
