//! The report for continuous integration: one suite a policy, one test case a request.

use std::collections::BTreeMap;
use std::time::Duration;

use policy_test::response::Response;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::verdict::{Evaluated, Event, Section, Verdict};

#[derive(Default)]
pub(super) struct Junit {
    suites: BTreeMap<String, TestSuite>,
}

impl Junit {
    pub(super) fn event(&mut self, event: &Event) {
        let (section, policy, case) = match event {
            Event::Evaluated(evaluated) => {
                let mut case = TestCase::new(evaluated.outcome.request.as_str(), status(evaluated));
                case.set_time(evaluated.outcome.time);
                (evaluated.section, &evaluated.outcome.policy, case)
            }
            Event::Skipped { section, policy, request, reason } => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(reason.as_str());
                (*section, policy, TestCase::new(request.as_str(), status))
            }
        };
        let name = format!("{}.{}", section.name(), if policy.is_empty() { "unreadable" } else { policy });
        self.suites.entry(name.clone()).or_insert_with(|| TestSuite::new(name)).add_test_case(case);
    }

    pub(super) fn finish(self, elapsed: Duration) -> String {
        let mut report = Report::new("host-tester");
        report.set_time(elapsed);
        report.add_test_suites(self.suites.into_values());
        // Only what is not text could make this fail, and everything here is.
        report.to_string().unwrap_or_default()
    }
}

fn status(evaluated: &Evaluated) -> TestCaseStatus {
    let word = evaluated.word();
    match (&evaluated.verdict, &evaluated.outcome.result) {
        (_, Err(fault)) if evaluated.verdict != Verdict::Pass => {
            not_ok(NonSuccessKind::Error, fault.name(), &fault.to_string())
        }
        (Verdict::Fail(what), _) => not_ok(NonSuccessKind::Failure, word, &what.join("\n")),
        (Verdict::Open, Ok(response)) if word == "fail" && evaluated.section == Section::Requests => {
            not_ok(NonSuccessKind::Failure, word, &said(response))
        }
        // JUnit knows no "without expectation"; counting it as passed would be a lie.
        (Verdict::Open, _) if evaluated.section != Section::Requests => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("no expectation; the policy says {word}"));
            status
        }
        _ => TestCaseStatus::success(),
    }
}

fn not_ok(kind: NonSuccessKind, ty: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    // An attribute holds no line breaks; the whole text goes into the element.
    status.set_type(ty).set_message(message.lines().next().unwrap_or_default()).set_description(message);
    status
}

fn said(response: &Response) -> String {
    response.message.clone().unwrap_or_else(|| "refused without a message".to_owned())
}
