//! A request as a guest gets to see it.

use cases::outcome::Fault;
use serde_json::Value;

/// A normalised request, rendered once however many policies judge it.
#[derive(Debug, Clone)]
pub struct Request {
    value: Value,
    text: String,
}

impl Request {
    /// Normalises an `AdmissionReview` or a bare request as policy-server does.
    pub fn new(document: Value) -> Result<Self, Fault> {
        let request = cases::request::unwrap_review(document);
        let value = cases::request::normalise(&request).map_err(Fault::Request)?;
        Ok(Self { text: cases::request::text(&value), value })
    }

    /// The request as JSON text with sorted keys.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The request after normalisation.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The object under judgement; absent for a DELETE.
    pub fn object(&self) -> Option<&Value> {
        self.value.get("object")
    }

    /// The namespace; empty for what belongs to the whole cluster.
    pub fn namespace(&self) -> &str {
        self.value.get("namespace").and_then(Value::as_str).unwrap_or_default()
    }
}
