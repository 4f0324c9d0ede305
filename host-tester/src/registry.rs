//! Policies in OCI registries: pushed as `kwctl push` does, pulled with every digest checked.
//!
//! No other module speaks to a network, and no other module sees the async runtime.

mod artifact;
mod attempt;
mod client;
mod error;
mod location;
mod login;

pub use artifact::Artifact;
pub use client::ClientOptions;
pub use error::Error;
pub use location::Location;

use attempt::Attempt;
use backon::{ExponentialBuilder, Retryable};
use futures_util::StreamExt;
use http::HeaderValue;
use login::Login;
use oci_client::client::Client;
use oci_client::manifest::{IMAGE_MANIFEST_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciDescriptor};
use tokio::runtime::Runtime;

/// What was pushed.
#[derive(Debug)]
pub struct Pushed {
    /// `host/repository@sha256:…`, which never names another module.
    pub immutable: String,
    /// Digest of the module.
    pub layer: String,
    /// Annotations of several lines, which a manifest cannot hold; they stay in the module.
    pub left_out: Vec<String>,
}

/// What was pulled, with every digest checked.
#[derive(Debug)]
pub struct Pulled {
    /// `host/repository@sha256:…`.
    pub immutable: String,
    /// Digest of the module.
    pub layer: String,
    /// The module.
    pub wasm: Vec<u8>,
}

/// A client of registries.
pub struct Registry {
    client: Client,
    runtime: Runtime,
    again: fn(&Error),
}

impl Registry {
    /// A client with its certificates read; nothing is connected yet.
    pub fn new(options: &ClientOptions) -> Result<Self, Error> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
                Error::new(format!("no event loop: {error}"), "look at the limits of the system")
            })?;
        Ok(Self { client: client::build(options)?, runtime, again: options.again })
    }

    /// Pushes a module, and gives it the location's tag.
    pub fn push(&self, target: &Location, artifact: Artifact) -> Result<Pushed, Error> {
        let login = Login::find(target.registry());
        self.runtime.block_on(self.push_parts(target, &login, artifact))
    }

    /// Pulls a module by tag or by digest.
    pub fn pull(&self, source: &Location) -> Result<Pulled, Error> {
        let login = Login::find(source.registry());
        self.runtime.block_on(self.pull_parts(source, &login))
    }

    /// Pushes the blobs first and the manifest last, so that a tag never points at something absent.
    async fn push_parts(
        &self,
        target: &Location,
        login: &Login,
        artifact: Artifact,
    ) -> Result<Pushed, Error> {
        let at = Attempt { location: target, login, operation: "push" };
        let reference = target.reference();
        self.client.store_auth_if_needed(reference.resolve_registry(), &login.auth).await;
        let layer = artifact.layer.sha256_digest();
        let config = artifact.config.sha256_digest();
        for (data, digest) in [(&artifact.layer.data, &layer), (&artifact.config.data, &config)] {
            self.attempts(&at, || self.client.push_blob(reference, data.clone(), digest)).await?;
        }
        let manifest = artifact.manifest;
        self.attempts(&at, || {
            let media_type = HeaderValue::from_static(OCI_IMAGE_MEDIA_TYPE);
            self.client.push_manifest_raw(reference, manifest.clone(), media_type)
        })
        .await?;
        let immutable = target.immutable(&artifact::digest(&manifest));
        Ok(Pushed { immutable, layer, left_out: artifact.left_out })
    }

    async fn pull_parts(&self, source: &Location, login: &Login) -> Result<Pulled, Error> {
        let at = Attempt { location: source, login, operation: "pull" };
        let reference = source.reference();
        let accepted = [OCI_IMAGE_MEDIA_TYPE, IMAGE_MANIFEST_MEDIA_TYPE];
        let (manifest, _) =
            self.attempts(&at, || self.client.pull_manifest_raw(reference, &login.auth, &accepted)).await?;
        let layer = artifact::only_layer(&manifest).map_err(|why| at.not_a_policy(why))?;
        let wasm = self.attempts_of(|| self.read_blob(&at, &layer)).await?;
        crate::module::read(&wasm).map_err(|why| at.not_a_policy(why))?;
        Ok(Pulled { immutable: source.immutable(&artifact::digest(&manifest)), layer: layer.digest, wasm })
    }

    /// Reads no more bytes than the manifest promises; the client compares the digest at the end. URLs in the
    /// descriptor, which could point anywhere, are not followed.
    async fn read_blob(&self, at: &Attempt<'_>, layer: &OciDescriptor) -> Result<Vec<u8>, Error> {
        let promised = usize::try_from(layer.size).unwrap_or_default();
        let mut stream = self
            .client
            .pull_blob_stream(at.location.reference(), layer.digest.as_str())
            .await
            .map_err(|error| at.explain(error))?;
        let mut wasm = Vec::with_capacity(promised);
        while let Some(part) = stream.next().await {
            wasm.extend_from_slice(&part.map_err(|error| at.explain(error.into()))?);
            if wasm.len() > promised {
                return Err(
                    at.tampered(format!("the blob is longer than the {promised} bytes of its manifest"))
                );
            }
        }
        Ok(wasm)
    }

    /// Repeats a request of the client's while its error may pass.
    async fn attempts<T, F>(&self, at: &Attempt<'_>, mut request: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = oci_client::errors::Result<T>>,
    {
        self.attempts_of(|| {
            let answer = request();
            async { answer.await.map_err(|error| at.explain(error)) }
        })
        .await
    }

    async fn attempts_of<T, F>(&self, step: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        // 0.2, 0.6 and 1.8 seconds, each up to twice as long so that many clients do not come back at once.
        let pauses = ExponentialBuilder::new()
            .with_min_delay(std::time::Duration::from_millis(200))
            .with_factor(3.0)
            .with_max_times(3)
            .with_jitter();
        step.retry(pauses).when(Error::may_pass).notify(|error, _| (self.again)(error)).await
    }
}
