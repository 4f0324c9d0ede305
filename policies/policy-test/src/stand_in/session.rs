//! Recorded calls and their answers, in the file format of `kwctl`.
//!
//! `kwctl run --record-host-capabilities-interactions FILE` writes such a file, and
//! `--replay-host-capabilities-interactions FILE` answers from it, in exactly its order.

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::stand_in::call::HostCall;
use crate::stand_in::host::{Answers, Exchange, Failure};
use crate::yaml;

/// Recorded calls; each answers as often as it is made, in any order.
#[derive(Clone, Debug, Default)]
pub struct Session {
    exchanges: Vec<(HostCall, RecordedAnswer)>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "type")]
enum SessionEntry {
    Exchange { request: String, response: RecordedAnswer },
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "type")]
enum RecordedAnswer {
    Success { payload: String },
    Error { message: String },
}

impl Session {
    /// Reads a file; errors name file, line and column.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).map_err(|error| anyhow::anyhow!("{}:{error}", path.display()))
    }

    /// Reads the text of such a file; the error is `line:column: what is wrong`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let entries: Vec<serde_saphyr::Spanned<SessionEntry>> = yaml::read(text)?;
        let exchanges = entries.into_iter().map(|entry| {
            let (line, column) = (entry.referenced.line(), entry.referenced.column());
            let SessionEntry::Exchange { request, response } = entry.value;
            let call = yaml::read(&request)
                .map_err(|error| format!("{line}:{column}: the `request` of this exchange: {error}"))?;
            Ok((call, response))
        });
        Ok(Self { exchanges: exchanges.collect::<Result<_, String>>()? })
    }
}

impl Answers for Session {
    fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure> {
        match self.exchanges.iter().find(|(recorded, _)| recorded == call) {
            Some((_, RecordedAnswer::Success { payload })) => Ok(payload.clone().into_bytes()),
            Some((_, RecordedAnswer::Error { message })) => Err(Failure::refused(message.clone())),
            None => Err(Failure::Unstated(format!("the session holds no answer to {}", call.describe()))),
        }
    }
}

/// The text of a file with these exchanges; the error says which of them `kwctl` cannot replay.
pub fn write(exchanges: &[Exchange]) -> Result<String, String> {
    let entries = exchanges.iter().map(|Exchange { call, answer }| {
        let response = match answer {
            Ok(payload) => RecordedAnswer::Success {
                payload: String::from_utf8(payload.clone())
                    .map_err(|_| format!("the answer to {} is no text", call.describe()))?,
            },
            // kwctl records the outermost error only. With its causes, the guest reads the same again.
            Err(failure @ Failure::Refused { .. }) => RecordedAnswer::Error { message: failure.text() },
            Err(failure) => return Err(failure.to_string()),
        };
        Ok(SessionEntry::Exchange { request: request(call)?, response })
    });
    let entries: Vec<SessionEntry> = entries.collect::<Result<_, String>>()?;
    serde_saphyr::to_string(&entries).map_err(|error| error.to_string())
}

/// The call with its name as a tag: `kwctl` panics over the name as a key.
fn request(call: &HostCall) -> Result<String, String> {
    let (name, members) = call.parts();
    let members = serde_saphyr::to_string(&members).map_err(|error| error.to_string())?;
    Ok(format!("!{name}\n{members}"))
}

#[cfg(test)]
mod tests;
