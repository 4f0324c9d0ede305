//! Where events end: the report on standard output, a progress bar on standard error.

use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::Report;
use crate::verdict::Event;

/// Runs shorter than this show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Sink {
    report: Report,
    out: BufWriter<Stdout>,
    begun: Instant,
    seen: u64,
    total: Option<u64>,
    bar: Option<ProgressBar>,
    wants_bar: bool,
}

impl Sink {
    /// `total` is the number of events, where it is known.
    pub(super) fn new(report: Report, total: Option<u64>) -> Self {
        Self {
            report,
            out: BufWriter::new(std::io::stdout()),
            begun: Instant::now(),
            seen: 0,
            total,
            bar: None,
            wants_bar: std::io::stderr().is_terminal(),
        }
    }

    pub(super) fn add(&mut self, event: &Event) -> std::io::Result<()> {
        self.seen += 1;
        let text = self.report.add(event);
        if !text.is_empty() {
            let (out, bar) = (&mut self.out, &self.bar);
            let mut print = || out.write_all(text.as_bytes()).and_then(|()| out.flush());
            match bar {
                Some(bar) => bar.suspend(print)?,
                None => print()?,
            }
        }
        // Reading the clock costs more than counting an event, so it is read seldom.
        if self.wants_bar && self.seen.is_multiple_of(64) && self.begun.elapsed() > PATIENCE {
            let bar = self.bar.get_or_insert_with(|| progress(self.total));
            bar.set_position(self.seen);
        }
        Ok(())
    }

    /// Prints the rest and returns the exit code.
    pub(super) fn finish(mut self) -> anyhow::Result<u8> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        let code = self.report.tally().exit_code();
        let text = self.report.finish(self.begun.elapsed());
        self.out.write_all(text.as_bytes())?;
        self.out.flush()?;
        Ok(code)
    }
}

fn progress(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {pos} of {len} verdicts"),
        None => (ProgressBar::new_spinner(), "{spinner} {pos} verdicts"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
