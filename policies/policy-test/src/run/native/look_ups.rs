//! Answers the look-ups of a policy that runs natively, as `host-tester` answers those of its module.

use std::cell::{OnceCell, RefCell};
use std::path::Path;

use crate::outcome::Fault;
use crate::run::metadata::MetadataFile;
use crate::stand_in::call::HostCall;
use crate::stand_in::host::{Exchange, Host, unstated};
use crate::stand_in::{Answers, Grants};

/// The host of one call of a policy.
pub(super) struct LookUps<'a> {
    folder: &'a Path,
    answers: &'a dyn Answers,
    /// Read when it is needed first: most policies ask nothing.
    grants: OnceCell<Result<Grants, String>>,
    exchanges: RefCell<Vec<Exchange>>,
}

impl<'a> LookUps<'a> {
    /// A host for the policy in this folder.
    pub(super) fn new(folder: &'a str, answers: &'a dyn Answers) -> Self {
        Self { folder: Path::new(folder), answers, grants: OnceCell::new(), exchanges: RefCell::default() }
    }

    pub(super) fn call(
        &self,
        binding: &str,
        namespace: &str,
        operation: &str,
        payload: &[u8],
    ) -> Result<Vec<u8>, String> {
        let grants = self.grants.get_or_init(|| grants(self.folder)).as_ref().map_err(Clone::clone)?;
        let exchanges = &mut *self.exchanges.borrow_mut();
        Host { grants, answers: self.answers, exchanges }.call(binding, namespace, operation, payload)
    }

    /// Whether a verdict that rests on these look-ups means anything.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if let Some(Err(error)) = self.grants.get() {
            return Err(Fault::Load(error.clone()));
        }
        match unstated(&self.exchanges.borrow()) {
            Some(what) => Err(Fault::Unstated(what.to_owned())),
            None => Ok(()),
        }
    }

    /// The calls that were let through.
    pub(super) fn into_calls(self) -> Vec<HostCall> {
        self.exchanges.into_inner().into_iter().map(|exchange| exchange.call).collect()
    }
}

/// What a policy may ask by its metadata; where it has none, every capability and no kind.
fn grants(folder: &Path) -> Result<Grants, String> {
    let metadata = MetadataFile::load(folder)?;
    Ok(metadata.map_or_else(|| Grants::of_cluster([]), MetadataFile::grants))
}
