//! The measurements as a table: one row a policy, below the budgets.

use std::time::Duration;

use crate::bench::{COMPILE_BUDGET, Measured, SIZE_BUDGET, TIME_BUDGET};

const HEAD: [&str; 11] = [
    "policy",
    "code kB",
    "compile ms",
    "on one core",
    "above null µs",
    "null µs",
    "p50 µs",
    "p99 µs",
    "fuel: Pod",
    "Deployment",
    "ConfigMap",
];

/// The cells, head and budgets first. What is over its budget says so.
pub(super) fn cells(measured: &[Measured]) -> Vec<Vec<String>> {
    let mut budgets = vec![String::new(); HEAD.len()];
    let known =
        ["at most".to_owned(), kilo(SIZE_BUDGET), millis(COMPILE_BUDGET), String::new(), micros(TIME_BUDGET)];
    for (cell, budget) in budgets.iter_mut().zip(known) {
        *cell = budget;
    }
    let mut rows = vec![HEAD.map(str::to_owned).to_vec(), budgets];
    for one in measured {
        let above = one.timing.above();
        let mut row = vec![
            one.policy.clone(),
            against(kilo(one.bytes), one.bytes <= SIZE_BUDGET),
            against(millis(one.parallel), one.parallel <= COMPILE_BUDGET),
            millis(one.serial),
            against(micros(above), above <= TIME_BUDGET),
            micros(one.timing.null),
            micros(one.timing.p50),
            micros(one.timing.p99),
        ];
        row.extend(one.fuel.iter().map(|(_, fuel)| fuel.to_string()));
        rows.push(row);
    }
    rows
}

/// The same in Markdown, numbers on the right.
pub(super) fn markdown(rows: &[Vec<String>]) -> String {
    let mut lines: Vec<String> = rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
    let numbers = rows.first().map_or(0, |head| head.len().saturating_sub(1));
    lines.insert(lines.len().min(1), format!("|---|{}\n", "--:|".repeat(numbers)));
    lines.concat()
}

fn against(value: String, within: bool) -> String {
    if within { value } else { format!("{value} OVER") }
}

fn kilo(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

fn millis(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e3)
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Timing;

    fn measured(bytes: usize) -> Measured {
        let micros = Duration::from_micros;
        Measured {
            policy: "p".to_owned(),
            bytes,
            serial: Duration::from_millis(500),
            parallel: Duration::from_millis(200),
            timing: Timing { null: micros(5), p50: micros(30), p99: micros(60) },
            fuel: vec![("pod-accepted", 1), ("deployment-refused", 2), ("configmap-without-pods", 3)],
        }
    }

    #[test]
    fn what_is_over_its_budget_says_so_and_nothing_else_does() {
        let rows = cells(&[measured(SIZE_BUDGET), measured(SIZE_BUDGET + 100)]);
        assert_eq!(rows[1][..5], ["at most", "256.0", "350", "", "15.0"]);
        assert_eq!(rows[2][..5], ["p", "256.0", "200", "500", "25.0 OVER"]);
        assert_eq!(rows[3][1], "256.1 OVER");
        assert!(rows.iter().all(|row| row.len() == HEAD.len()), "{rows:?}");
    }

    #[test]
    fn markdown_has_a_line_below_its_head() {
        let rows = [vec!["policy".to_owned(), "fuel".to_owned()], vec!["p".to_owned(), "1".to_owned()]];
        assert_eq!(markdown(&rows), "| policy | fuel |\n|---|--:|\n| p | 1 |\n");
    }
}
