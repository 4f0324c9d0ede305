//! The questions that a rule asks, each once a request.

use std::cell::RefCell;

use super::capabilities::Capabilities;
use super::date::Date;
use super::error::HostError;
use crate::arena::Arena;
use crate::json::Json;

/// What a rule asks. A question is asked once a request, however often it comes up, of the new object and the old;
/// above a number of questions none is asked any more.
///
/// Not to be found is an answer, `None`; whatever keeps the host from answering is a [`HostError`], which
/// [`crate::Report::asked`] files, so that it is refused unless somebody decides otherwise.
pub struct Host<'h, 'a> {
    capabilities: &'h dyn Capabilities,
    arena: &'a Arena,
    most: usize,
    known: RefCell<Vec<(Question, Answer<'a>)>>,
}

/// Operation and payload of a call.
type Question = (&'static str, String);

/// The host's answer, not yet read, or the text of its failure.
type Answer<'a> = Result<&'a str, &'a str>;

impl<'h, 'a> Host<'h, 'a> {
    /// Asks `capabilities` at most `most` questions; answers are kept in `arena`.
    pub(crate) fn new(capabilities: &'h dyn Capabilities, arena: &'a Arena, most: usize) -> Self {
        Host { capabilities, arena, most, known: RefCell::new(Vec::new()) }
    }

    /// Seconds since 1970, in UTC. A host without a clock lives in a far future, so that what is to end has ended.
    pub fn now(&self) -> u64 {
        self.capabilities.now()
    }

    /// Today's date, in UTC.
    pub fn today(&self) -> Date {
        Date::of_time(self.now())
    }

    /// The answer to a call, or the text of the failure.
    pub(super) fn ask(
        &self,
        namespace: &'static str,
        operation: &'static str,
        payload: String,
    ) -> Result<Json<'a>, HostError<'a>> {
        let question = (operation, payload);
        let known =
            self.known.borrow().iter().find(|(known, _)| *known == question).map(|(_, answer)| *answer);
        let answer = match known {
            Some(answer) => answer,
            None if self.known.borrow().len() >= self.most => return Err(HostError::too_many()),
            None => {
                let called = self.capabilities.call(namespace, operation, question.1.as_bytes());
                let text = called.map(|bytes| String::from_utf8(bytes).unwrap_or_default());
                let keep = |text: String| self.arena.keep(&text);
                let answer: Answer<'a> = text.map(keep).map_err(keep);
                self.known.borrow_mut().push((question, answer));
                answer
            }
        };
        let text = answer.map_err(HostError::of)?;
        Json::parse(text, self.arena).map_err(|_| HostError::senseless("its answer is no JSON"))
    }
}
