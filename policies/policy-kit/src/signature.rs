//! Who has to have signed which images, and whether they have.
//!
//! A host verifies one authority at a time and answers in texts; here they are counted, and what keeps a host from
//! answering is told apart from what it says of an image.

mod authority;
mod settings;

use self::authority::Authority;
pub use self::settings::Signatures;
use crate::host::{Host, HostError, Why};
use crate::image::Image;
use crate::images::Found;
use crate::settings::Repositories;
use crate::text::quoted;
use crate::verdict::{Offence, Report, Rule, Severity};

/// Nobody has signed it, or nobody is named who could. Policies check it with [`Signatures::report_unsigned`].
pub const UNSIGNED: Rule = Rule {
    id: "unsigned",
    severity: Severity::High,
    fix: "use an image that is signed (`cosign sign`) by who is named for it in the setting `signatures`",
    ..crate::verdict::RULE
};

/// Others have signed it than those who should. Policies check it with [`Signatures::report_wrong_signer`].
pub const WRONG_SIGNER: Rule = Rule {
    id: "wrong-signer",
    severity: Severity::High,
    fix: "use an image that is signed by who is named for it in the setting `signatures`",
    ..crate::verdict::RULE
};

/// One item of the setting `signatures`.
#[derive(Debug)]
struct Item<'a> {
    images: Repositories,
    authorities: Vec<Authority<'a>>,
    /// How many of them are enough; never 0.
    minimum: usize,
    annotations: Vec<(&'a str, &'a str)>,
}

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
    /// Its digest cannot be told.
    UnknownDigest(HostError<'a>),
    /// It cannot be told.
    Unknown(HostError<'a>),
}

/// The digest of an image: its own, or the one that its tag stands for now. A host that cannot tell is reported.
pub fn digest_of<'i, 'a: 'i>(
    found: &Found<'a>,
    image: &Image<'i>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'i str> {
    image.digest.or_else(|| {
        let what = format_args!("the digest of {}", quoted(found.text));
        report.asked(host.digest(&image.to_string()), found.at, what)
    })
}

impl<'a> Signatures<'a> {
    /// Whether an image is signed as wanted, or need not be. `image` is what `found` says, and comes from a repository
    /// that is allowed: no other registry is to be asked. Why it is not is what the two rules report.
    pub fn accept(&self, image: &Image<'_>, host: &Host<'_, 'a>) -> bool {
        matches!(self.answer(image, host), Answer::AsWanted)
    }

    /// Reports an image that nobody has signed, or for which nobody is named who could, under [`UNSIGNED`].
    pub fn report_unsigned(
        &self,
        found: &Found<'a>,
        image: &Image<'_>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) {
        let text = quoted(found.text);
        match self.answer(image, host) {
            Answer::AsWanted | Answer::WrongSigner(_) => {}
            Answer::Unlisted => {
                let what = format_args!(
                    "{text} matches no item of `signatures`, so nobody's signature counts for it"
                );
                report.found(found.at, Offence::Text(found.text), what);
            }
            Answer::Unsigned(item) => {
                let what = format_args!("{text} has no signature of {item}");
                report.found(found.at, Offence::Text(found.text), what);
            }
            Answer::UnknownDigest(error) => {
                report.asked(Err::<(), _>(error), found.at, format_args!("the digest of {text}"));
            }
            Answer::Unknown(error) => {
                report.asked(Err::<(), _>(error), found.at, format_args!("the signature of {text}"));
            }
        }
    }

    /// Reports an image that others have signed than those who should, under [`WRONG_SIGNER`].
    pub fn report_wrong_signer(
        &self,
        found: &Found<'a>,
        image: &Image<'_>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) {
        let text = quoted(found.text);
        match self.answer(image, host) {
            Answer::AsWanted | Answer::Unlisted | Answer::Unsigned(_) => {}
            Answer::WrongSigner(item) => {
                let what = format_args!("{text} is signed, but not as wanted by {item}");
                report.found(found.at, Offence::Text(found.text), what);
            }
            Answer::UnknownDigest(error) => {
                report.asked(Err::<(), _>(error), found.at, format_args!("the digest of {text}"));
            }
            Answer::Unknown(error) => {
                report.asked(Err::<(), _>(error), found.at, format_args!("the signature of {text}"));
            }
        }
    }

    /// What is known of an image. A question that several rules ask is asked of the host once.
    fn answer(&self, image: &Image<'_>, host: &Host<'_, 'a>) -> Answer<'_, 'a> {
        if self.items.is_empty() {
            return Answer::AsWanted;
        }
        let Some(item) = self.item_for(image) else {
            return if self.accept_others { Answer::AsWanted } else { Answer::Unlisted };
        };
        let digest = image.digest.map_or_else(|| host.digest(&image.to_string()), Ok);
        match digest {
            Ok(digest) => item.verify(&format!("{}/{}", image.registry, image.repository), digest, host),
            Err(error) => Answer::UnknownDigest(error),
        }
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
    fn verify(&self, repository: &str, digest: &str, host: &Host<'_, 'a>) -> Answer<'_, 'a> {
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
                    Why::NotGranted | Why::TooMany => return Answer::Unknown(error),
                },
            }
            if signed >= self.minimum {
                return Answer::AsWanted;
            }
            if refused > spare {
                break;
            }
        }
        if let Some(error) = unknown.filter(|_| refused <= spare) {
            return Answer::Unknown(error);
        }
        // A host takes a registry that does not hand out signatures for one that has none, so the registry is asked
        // once more, for the tag under which they are kept.
        match host.has_manifest(&format!("{repository}:{}.sig", digest.replace(':', "-"))) {
            Ok(false) => Answer::Unsigned(self),
            Ok(true) if others => Answer::WrongSigner(self),
            Ok(true) => {
                Answer::Unknown(HostError::senseless("it finds no signature where the registry has one"))
            }
            Err(error) => Answer::Unknown(error),
        }
    }
}

/// Who is wanted: ``2 of `release`, `ci`, `security` ``.
impl std::fmt::Display for Item<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.minimum == self.authorities.len();
        if !all {
            write!(f, "{} of ", self.minimum)?;
        }
        for (index, authority) in self.authorities.iter().enumerate() {
            let separator = if index == 0 {
                ""
            } else if all {
                " and "
            } else {
                ", "
            };
            write!(f, "{separator}{authority}")?;
        }
        for (index, (key, value)) in self.annotations.iter().enumerate() {
            let word = if index == 0 { " with the annotation" } else { "," };
            write!(f, "{word} {}", quoted(&format!("{key}={value}")))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
