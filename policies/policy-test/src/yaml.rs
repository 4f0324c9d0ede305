//! Reads YAML; errors begin with their place.

use serde::de::DeserializeOwned;

/// Reads a document; the error is `line:column: what is wrong`.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_saphyr::from_str(text).map_err(|error| located(&error))
}

fn located(error: &serde_saphyr::Error) -> String {
    let text = error.without_snippet().to_string();
    // The parser states the place at different ends of its texts; here it always comes first.
    match error.location() {
        Some(place) => {
            let suffix = format!(" at line {}, column {}", place.line(), place.column());
            let prefix = format!("line {} column {}: ", place.line(), place.column());
            let text = text.strip_suffix(&suffix).unwrap_or(&text);
            let text = text.strip_prefix(&prefix).unwrap_or(text);
            format!("{}:{}: {text}", place.line(), place.column())
        }
        None => format!("1:1: {text}"),
    }
}
