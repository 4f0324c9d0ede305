//! Answers calls from what is stated.

use crate::stand_in::call::HostCall;
use crate::stand_in::cluster;
use crate::stand_in::host::{Answers, Failure};
use crate::stand_in::question::Question;
use crate::stand_in::registry;
use crate::stand_in::stated::{Outage, Service, StandIn};

/// What a broken proxy says.
const GARBAGE: &[u8] = b"<html><body>503 Service Unavailable</body></html>";

impl StandIn {
    /// Whether a look-up fails for want of a grant, which belongs to the client and not to what is stated.
    pub fn withholds_something(&self) -> bool {
        self.withholds("kubernetes") || self.withholds("oci")
    }
}

impl Answers for StandIn {
    fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure> {
        if self.lost.is_some() && self.lost == Question::of(call) {
            return StandIn::cut_off().answer(call);
        }
        let answer = match call {
            HostCall::KubernetesGetResource(get) => Some(self.cluster(call)?.get(get)),
            HostCall::KubernetesListResourceNamespace(list) => {
                Some(self.cluster(call)?.list_in_namespace(list))
            }
            HostCall::KubernetesListResourceAll(list) => Some(self.cluster(call)?.list_all(list)),
            HostCall::KubernetesCanI(can_i) => {
                self.cluster(call)?;
                Some(Ok(cluster::can::answer(&self.can, &can_i.request)))
            }
            HostCall::DnsLookupHost(_) => {
                return Err(Failure::Unstated("a case cannot state the addresses of a name".to_owned()));
            }
            HostCall::CryptoIsCertificateTrusted(_) => {
                return Err(Failure::Unstated("a case cannot state trust in a certificate".to_owned()));
            }
            call => registry::answer::answer(&self.registry, call).transpose(),
        };
        match answer {
            Some(answer) => Ok(answer?.to_string().into_bytes()),
            None => Ok(GARBAGE.to_vec()),
        }
    }

    fn answer_after(&self, made: usize, call: &HostCall) -> Result<Vec<u8>, Failure> {
        if self.unanswered.contains(&made) {
            return StandIn::cut_off().answer(call);
        }
        self.answer(call)
    }

    fn withholds(&self, namespace: &str) -> bool {
        match namespace {
            "kubernetes" => self.cluster == Service::Fails(Outage::NotGranted),
            "oci" => self.registry == Service::Fails(Outage::NotGranted),
            _ => false,
        }
    }

    fn stand_in(&self) -> Option<&StandIn> {
        Some(self)
    }
}
