//! A request as a guest gets to see it.

use policy_test::outcome::Fault;
use serde_json::Value;

/// Members of a request that are any JSON value.
const PASSED: [&str; 3] = ["object", "oldObject", "options"];

/// A normalised request, rendered once however many policies judge it.
#[derive(Debug, Clone)]
pub struct Request {
    value: Value,
    text: String,
}

impl Request {
    /// Normalises an `AdmissionReview` or a bare request as policy-server does.
    pub fn new(document: Value) -> Result<Self, Fault> {
        let mut request = policy_test::request::unwrap_review(document);
        // Normalisation copies its input and never looks into these members: moving them past it saves the copy.
        let passed = PASSED.map(|member| (member, request.get_mut(member).map(Value::take)));
        let mut value = policy_test::request::normalise(&request).map_err(Fault::Request)?;
        for (member, content) in passed {
            if let (Some(content), Value::Object(members)) = (content, &mut value)
                && !content.is_null()
            {
                members.insert(member.to_owned(), content);
            }
        }
        Ok(Self { text: policy_test::request::text(&value), value })
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

    /// The namespace; empty for an object of the whole cluster.
    pub fn namespace(&self) -> &str {
        self.value.get("namespace").and_then(Value::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_the_normalised_request_whatever_its_members_hold() {
        for content in [json!(null), json!({"b": null, "a": [1.0]}), json!("text"), json!(0)] {
            let request = json!({
                "uid": "u", "operation": "UPDATE", "userInfo": {}, "shoe": 43,
                "kind": {"group": "", "version": "v1", "kind": "Pod"},
                "resource": {"group": "", "version": "v1", "resource": "pods"},
                "object": content, "oldObject": content, "options": content,
            });
            let expected = policy_test::request::normalise(&request).unwrap();
            let new = Request::new(json!({"kind": "AdmissionReview", "request": request})).unwrap();
            assert_eq!(new.text(), policy_test::request::text(&expected));
        }
    }
}
