//! The client: its protocol and the authorities it trusts.

use std::path::{Path, PathBuf};
use std::time::Duration;

use oci_client::client::{Certificate, CertificateEncoding, Client, ClientConfig, ClientProtocol};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::error::{Error, last_cause};

/// How registries are reached, and who is told of attempts that failed.
pub struct ClientOptions {
    /// Whether HTTP is spoken without TLS, for registries on this machine.
    pub plain_http: bool,
    /// Certificates of authorities that the system does not know, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Called with the error before a request is repeated.
    pub again: fn(&Error),
}

/// A client that gives up on a registry that is silent.
pub(super) fn build(options: &ClientOptions) -> Result<Client, Error> {
    // The provider is set once a process; an error means that one is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authorities = options.ca_file.as_deref().map(authorities).transpose()?.unwrap_or_default();
    let config = ClientConfig {
        protocol: if options.plain_http { ClientProtocol::Http } else { ClientProtocol::Https },
        extra_root_certificates: authorities,
        connect_timeout: Some(Duration::from_secs(10)),
        read_timeout: Some(Duration::from_secs(60)),
        user_agent: concat!("host-tester/", env!("CARGO_PKG_VERSION")),
        ..ClientConfig::default()
    };
    Client::try_from(config).map_err(|error| {
        let what = format!("no connection can be made: {}", last_cause(&error));
        Error::new(what, "install the package ca-certificates, or use --ca-file")
    })
}

fn authorities(file: &Path) -> Result<Vec<Certificate>, Error> {
    let wrong =
        |why: String| Error::new(format!("{}: {why}", file.display()), "name a file of certificates in PEM");
    let pem = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let found = CertificateDer::pem_slice_iter(&pem)
        .map(|der| Ok(Certificate { encoding: CertificateEncoding::Der, data: der?.to_vec() }))
        .collect::<Result<Vec<_>, rustls::pki_types::pem::Error>>()
        .map_err(|error| wrong(error.to_string()))?;
    if found.is_empty() { Err(wrong("it holds no certificate".to_owned())) } else { Ok(found) }
}
