//! Who asks: the credentials that `docker login` and its helpers keep.

use std::fs::File;
use std::path::PathBuf;

use docker_credential::{CredentialRetrievalError, DockerCredential};
use oci_client::secrets::RegistryAuth;

/// Credentials for one registry.
pub(super) struct Login {
    pub auth: RegistryAuth,
    /// Where the credentials come from, or why there are none: the error of a refusal says it.
    pub origin: String,
}

impl Login {
    /// Finds the credentials for a registry. A login that cannot be used is no error: many registries let anybody pull.
    pub(super) fn find(registry: &str) -> Self {
        let Some(path) = config() else {
            return Self::anonymous("neither DOCKER_CONFIG nor HOME says where logins are kept".to_owned());
        };
        let Ok(file) = File::open(&path) else {
            return Self::anonymous(format!("there is no login for it: {} cannot be read", path.display()));
        };
        let origin = format!("the login of {}", path.display());
        match docker_credential::get_credential_from_reader(file, registry) {
            Ok(DockerCredential::UsernamePassword(user, password)) => {
                Self { auth: RegistryAuth::Basic(user, password), origin: format!("it was shown {origin}") }
            }
            Ok(DockerCredential::IdentityToken(_)) => {
                Self::anonymous(format!("{origin} is an identity token, which is not supported"))
            }
            Err(CredentialRetrievalError::NoCredentialConfigured) => {
                Self::anonymous(format!("{} has no login for it", path.display()))
            }
            Err(error) => Self::anonymous(format!("{origin} cannot be used: {error}")),
        }
    }

    fn anonymous(origin: String) -> Self {
        Self { auth: RegistryAuth::Anonymous, origin }
    }
}

/// Where Docker keeps its logins.
fn config() -> Option<PathBuf> {
    let folder = match std::env::var_os("DOCKER_CONFIG") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".docker"),
    };
    Some(folder.join("config.json"))
}
