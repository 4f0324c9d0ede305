//! From events to text, JSON or `JUnit`, and to an exit code. Nothing here prints
//! or exits; the code never depends on the format.

mod columns;
mod diagnostics;
mod json;
mod junit;
mod plain;
mod tally;
mod text;

pub use columns::columns;
pub use diagnostics::Fixes;
pub use tally::{Row, Tally};

use std::time::Duration;

use crate::verdict::Event;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: tables, what failed, and the answer in the last line.
    Text,
    /// The same, and before it each answer of which nothing is expected, as it comes.
    Verdicts,
    /// One JSON document.
    Json,
    /// For continuous integration.
    Junit,
}

/// A report in the making.
pub struct Report {
    tally: Tally,
    writer: Writer,
}

enum Writer {
    Text(text::Text),
    Diagnostics(diagnostics::Diagnostics),
    Json(json::Json),
    Junit(junit::Junit),
}

impl Report {
    /// An empty report.
    pub fn new(format: Format) -> Self {
        let writer = match format {
            Format::Text => Writer::Text(text::Text::new(false)),
            Format::Verdicts => Writer::Text(text::Text::new(true)),
            Format::Json => Writer::Json(json::Json::default()),
            Format::Junit => Writer::Junit(junit::Junit::default()),
        };
        Self { tally: Tally::default(), writer }
    }

    /// A report on manifests, for people: each finding with what can be done about it.
    pub fn diagnostics(fixes: Fixes) -> Self {
        Self { tally: Tally::default(), writer: Writer::Diagnostics(diagnostics::Diagnostics::new(fixes)) }
    }

    /// Takes an event in; returns what can be printed now.
    pub fn add(&mut self, event: &Event) -> String {
        self.tally.add(event);
        match &mut self.writer {
            Writer::Text(text) => text.event(event),
            Writer::Diagnostics(diagnostics) => diagnostics.event(event),
            Writer::Json(json) => json.event(event),
            Writer::Junit(junit) => {
                junit.event(event);
                String::new()
            }
        }
    }

    /// The rest of the report.
    pub fn finish(self, elapsed: Duration) -> String {
        match self.writer {
            Writer::Text(text) => text.finish(&self.tally, elapsed),
            Writer::Diagnostics(_) => diagnostics::summary(&self.tally),
            Writer::Json(json) => json.finish(&self.tally, elapsed),
            Writer::Junit(junit) => junit.finish(elapsed),
        }
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}
