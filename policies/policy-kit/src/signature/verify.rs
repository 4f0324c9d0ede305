//! Whether an image is signed as wanted.

use super::item::{Item, Signatures};
use crate::host::{Host, HostError, Why};
use crate::image::Image;
use crate::images::Named;
use crate::text::quoted;
use crate::verdict::{Offence, Report};

/// What is known of the signatures of an image.
#[derive(Debug)]
enum Answer<'s, 'a> {
    /// As wanted, or none is wanted.
    AsWanted,
    /// No item of `signatures` is about it.
    Unlisted,
    /// There is none.
    Unsigned(&'s Item<'a>),
    /// There are some, and too few wanted ones.
    WrongSigner(&'s Item<'a>),
}

impl<'a> Signatures<'a> {
    /// Whether an image is signed as wanted, or need not be. It has to come from a repository that is allowed: no other
    /// registry is to be asked. Why it is not is what the two rules report; a host that cannot tell is reported here.
    pub fn accept(&self, named: &Named<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) -> bool {
        matches!(self.answer(named, host, report), Some(Answer::AsWanted))
    }

    /// Reports an image that nobody has signed, or for which nobody is named who could, under [`super::UNSIGNED`].
    pub fn report_unsigned(&self, named: &Named<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) {
        let found = named.found;
        match self.answer(named, host, report) {
            None | Some(Answer::AsWanted | Answer::WrongSigner(_)) => {}
            Some(Answer::Unlisted) => {
                let what = format_args!(
                    "{} matches no item of `signatures`, so nobody's signature counts for it",
                    quoted(found.text)
                );
                report.found(found.at, Offence::Text(found.text), what);
            }
            Some(Answer::Unsigned(item)) => {
                let what = format_args!("{} has no signature of {item}", quoted(found.text));
                report.found(found.at, Offence::Text(found.text), what);
            }
        }
    }

    /// Reports an image that is signed, but not by those who should have, under [`super::WRONG_SIGNER`].
    pub fn report_wrong_signer(&self, named: &Named<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) {
        if let Some(Answer::WrongSigner(item)) = self.answer(named, host, report) {
            let found = named.found;
            let what = format_args!("{} is signed, but not as wanted by {item}", quoted(found.text));
            report.found(found.at, Offence::Text(found.text), what);
        }
    }

    /// What is known of an image; nothing where the host cannot tell, which is reported. What several rules ask is
    /// asked of the host once.
    fn answer(
        &self,
        named: &Named<'a>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Option<Answer<'_, 'a>> {
        if self.items.is_empty() {
            return Some(Answer::AsWanted);
        }
        let Named { found, image } = named;
        let Some(item) = self.item_for(image) else {
            return Some(if self.accept_others { Answer::AsWanted } else { Answer::Unlisted });
        };
        let digest = named.digest(host, report)?;
        let answer = item.verify(&format!("{}/{}", image.registry, image.repository), digest, host);
        report.asked(answer, found.at, format_args!("the signature of {}", quoted(found.text)))
    }

    /// The item with the most specific pattern of those that match, the first of several alike.
    fn item_for(&self, image: &Image<'_>) -> Option<&Item<'a>> {
        let patterns =
            self.items.iter().flat_map(|item| item.images.patterns().iter().zip(std::iter::repeat(item)));
        let matching = patterns.filter(|(pattern, _)| pattern.matches(image));
        let best = matching.reduce(|best, other| if other.0.is_narrower_than(best.0) { other } else { best });
        best.map(|(_, item)| item)
    }
}

impl<'a> Item<'a> {
    /// Asks for one authority after the other, until enough have signed or can no longer.
    fn verify(
        &self,
        repository: &str,
        digest: &str,
        host: &Host<'_, 'a>,
    ) -> Result<Answer<'_, 'a>, HostError<'a>> {
        let image = format!("{repository}@{digest}");
        let spare = self.authorities.len().saturating_sub(self.minimum);
        let (mut signed, mut refused, mut others, mut unknown) = (0, 0, false, None);
        for authority in &self.authorities {
            match authority.verify(&image, &self.annotations, host) {
                Ok(verified) if verified == digest => signed += 1,
                Ok(_) => unknown = Some(HostError::senseless("its answer is about another digest")),
                Err(error) => match error.why {
                    // What has no signature has none of the next one.
                    Why::Unsigned => refused = self.authorities.len(),
                    Why::Refused | Why::Unknown => {
                        refused += 1;
                        others = true;
                    }
                    Why::Unreachable => unknown = unknown.or(Some(error)),
                    Why::NotGranted | Why::TooMany => return Err(error),
                },
            }
            if signed >= self.minimum {
                return Ok(Answer::AsWanted);
            }
            if refused > spare {
                break;
            }
        }
        if let Some(error) = unknown.filter(|_| refused <= spare) {
            return Err(error);
        }
        // A host takes a registry that does not hand out signatures for one that has none, so the registry is asked
        // once more, for the tag under which they are kept.
        match host.has_manifest(&format!("{repository}:{}.sig", digest.replace(':', "-")))? {
            false => Ok(Answer::Unsigned(self)),
            true if others => Ok(Answer::WrongSigner(self)),
            true => Err(HostError::senseless("it finds no signature where the registry has one")),
        }
    }
}
