//! What `bench --gate` holds: the size of each module and its fuel.

use crate::bench::{Gate, Recorded, SIZE_BUDGET};

/// Comparing nothing is no success: its code is 3.
#[derive(Default)]
pub(super) struct GateResult {
    pub(super) text: String,
    compared: usize,
    failed: bool,
}

impl GateResult {
    pub(super) fn add(
        &mut self,
        name: &str,
        bytes: usize,
        fuel: &[(&'static str, u64)],
        recorded: &Recorded,
    ) {
        let mut say = |ok: bool, line: String| {
            self.failed |= !ok;
            self.text.push_str(if ok { "ok      " } else { "FAILED  " });
            self.text.push_str(&line);
            self.text.push('\n');
        };
        say(bytes <= SIZE_BUDGET, format!("{name}: {bytes} bytes of code, at most {SIZE_BUDGET}"));
        for (request, fuel) in fuel {
            match recorded.gate(name, request, *fuel) {
                Gate::Within => say(true, format!("{name}: {request}: fuel {fuel}")),
                Gate::Outside(before) => {
                    say(
                        false,
                        format!(
                            "{name}: {request}: fuel {fuel}, recorded {before}; if it is meant, `bench --record`"
                        ),
                    );
                }
                Gate::Missing => {
                    say(false, format!("{name}: {request}: no fuel is recorded; `bench --record`"));
                }
            }
            self.compared += 1;
        }
    }

    pub(super) fn code(&self) -> u8 {
        if self.compared == 0 { 3 } else { u8::from(self.failed) }
    }
}
