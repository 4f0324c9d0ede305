//! A push or pull in progress, and what the client's errors mean for it.

use std::error::Error as Cause;
use std::fmt;

use oci_client::errors::{DigestError, OciDistributionError, OciEnvelope, OciErrorCode};

use super::error::{Error, causes, last_cause, one_line};
use super::location::Location;
use super::login::Login;

/// What is being done, where and as whom: errors say it.
pub(super) struct Attempt<'a> {
    pub location: &'a Location,
    pub login: &'a Login,
    pub operation: &'static str,
}

impl Attempt<'_> {
    /// An error of the client's in this project's words.
    pub(super) fn explain(&self, error: OciDistributionError) -> Error {
        match error {
            OciDistributionError::UnauthorizedError { .. } => self.answered(401, "unauthorized"),
            OciDistributionError::AuthenticationFailure(reason) => self.answered(401, &told(&reason)),
            OciDistributionError::RegistryError { envelope, .. } => {
                self.answered(status(&envelope), &messages(&envelope))
            }
            OciDistributionError::ServerError { code, message, .. } => self.answered(code, &told(&message)),
            OciDistributionError::RequestError(error) => self.not_answered(&error),
            OciDistributionError::IoError(error) => self.not_answered(&error),
            OciDistributionError::DigestError(error) => self.differs(&error),
            other => self.refused(&one_line(&other.to_string())),
        }
    }

    /// The bytes do not match the digest.
    pub(super) fn tampered(&self, why: impl fmt::Display) -> Error {
        let what = format!("`{}` was damaged or tampered with: {why}", self.location);
        Error::new(what, "nothing was written; push it again from a build that you trust")
    }

    /// The artifact is none that Kubewarden would load.
    pub(super) fn not_a_policy(&self, why: impl fmt::Display) -> Error {
        let what = format!("`{}` is no Kubewarden policy: {why}", self.location);
        Error::new(what, "check repository and tag")
    }

    /// The registry answered with anything but success.
    fn answered(&self, status: u16, why: &str) -> Error {
        let (registry, location) = (self.location.registry(), self.location);
        match status {
            401 | 403 => Error::new(
                format!(
                    "`{registry}` does not allow to {} `{location}` ({status} {why}): {}",
                    self.operation, self.login.origin
                ),
                "log in with `docker login` as somebody who may",
            ),
            404 => Error::new(
                format!("`{location}` does not exist (404 {why})"),
                "check repository and tag; some registries want repositories to be created beforehand",
            ),
            408 | 429 | 500.. => Error::passing(
                format!("`{registry}` cannot {} `{location}` now ({status} {why})", self.operation),
                "try later, or ask those who run the registry",
            ),
            _ => self.refused(&format!("{status} {why}")),
        }
    }

    /// No answer came, or not all of it.
    fn not_answered(&self, error: &(dyn Cause + 'static)) -> Error {
        if let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<DigestError>()) {
            return self.differs(error);
        }
        let (registry, why) = (self.location.registry(), last_cause(error));
        if causes(error).any(<dyn Cause>::is::<rustls::Error>) {
            return Error::new(
                format!("no TLS with `{registry}`: {why}"),
                "name its authority's certificate with --ca-file, or use --plain-http if it speaks no TLS",
            );
        }
        Error::passing(
            format!("`{registry}` cannot be reached: {why}"),
            "check host and port, and that the registry runs",
        )
    }

    fn differs(&self, error: &DigestError) -> Error {
        match error {
            DigestError::VerificationError { expected, actual } => {
                self.tampered(format_args!("expected `{expected}`, got `{actual}`"))
            }
            other => self.not_a_policy(one_line(&other.to_string())),
        }
    }

    fn refused(&self, why: &str) -> Error {
        let registry = self.location.registry();
        let what = format!("`{registry}` refuses to {} `{}`: {why}", self.operation, self.location);
        Error::new(what, "ask those who run the registry")
    }
}

/// The client keeps the code of an error, but not the status it came with.
fn status(envelope: &OciEnvelope) -> u16 {
    match envelope.errors.first().map(|error| &error.code) {
        Some(OciErrorCode::Unauthorized) => 401,
        Some(OciErrorCode::Denied) => 403,
        Some(
            OciErrorCode::ManifestUnknown
            | OciErrorCode::NameUnknown
            | OciErrorCode::BlobUnknown
            | OciErrorCode::NotFound,
        ) => 404,
        Some(OciErrorCode::Toomanyrequests) => 429,
        _ => 400,
    }
}

/// The message in an answer, which by the specification is JSON.
fn told(answer: &str) -> String {
    match serde_json::from_str::<OciEnvelope>(answer) {
        Ok(envelope) => messages(&envelope),
        Err(_) => one_line(answer),
    }
}

fn messages(envelope: &OciEnvelope) -> String {
    let messages: Vec<_> = envelope.errors.iter().map(|error| error.message.as_str()).collect();
    one_line(&messages.join(", "))
}
