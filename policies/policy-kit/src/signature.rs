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
use crate::verdict::{Mode, Offence, Report, Rule};

/// Nobody has signed it, or nobody is named who could.
pub static UNSIGNED: Rule = Rule {
    id: "unsigned",
    default: Mode::Deny,
    fix: "use an image that is signed (`cosign sign`) by who is named for it in the setting `signatures`",
};

/// Others have signed it than those who should.
pub static WRONG_SIGNER: Rule = Rule {
    id: "wrong-signer",
    default: Mode::Deny,
    fix: "use an image that is signed by who is named for it in the setting `signatures`",
};

/// One item of the setting `signatures`.
#[derive(Debug)]
struct Item<'a> {
    images: Repositories,
    authorities: Vec<Authority<'a>>,
    /// How many of them are enough; never 0.
    minimum: usize,
    annotations: Vec<(Text<'a>, Text<'a>)>,
}

type Text<'a> = std::borrow::Cow<'a, str>;

/// What a host says of the signatures of an image.
#[derive(Debug)]
enum Answer<'a> {
    AsWanted,
    /// There is none.
    Unsigned,
    /// There are some, and too few wanted ones.
    WrongSigner,
    /// It cannot be told.
    Unknown(HostError<'a>),
}

/// The digest of an image: its own, or the one that its tag stands for now. A host that cannot tell is filed.
pub fn digest_of<'i, 'a: 'i>(
    found: &Found<'a>,
    image: &Image<'i>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'i str> {
    image.digest.or_else(|| {
        let what = format_args!("the digest of {}", quoted(&found.text));
        report.asked(host.digest(&image.to_string()), &found.at, what)
    })
}

impl<'a> Signatures<'a> {
    /// Whether an image is signed as wanted, or need not be; else it is filed why not. `image` is what `found` says,
    /// and comes from a repository that is allowed: no other registry is to be asked.
    pub fn accept(
        &self,
        found: &Found<'a>,
        image: &Image<'_>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> bool {
        if self.items.is_empty() {
            return true;
        }
        let offence = || Offence::Text(found.text.clone());
        let Some(item) = self.item_for(image) else {
            if !self.accept_others {
                let what = format_args!(
                    "{} matches no item of `signatures`, so nobody's signature counts for it",
                    quoted(&found.text)
                );
                report.found(&UNSIGNED, found.at.clone(), offence(), what);
            }
            return self.accept_others;
        };
        let Some(digest) = digest_of(found, image, host, report) else { return false };
        let answer = item.verify(&format!("{}/{}", image.registry, image.repository), digest, host);
        match answer {
            Answer::AsWanted => return true,
            Answer::Unsigned => {
                let what = format_args!("{} has no signature of {item}", quoted(&found.text));
                report.found(&UNSIGNED, found.at.clone(), offence(), what);
            }
            Answer::WrongSigner => {
                let what = format_args!("{} is signed, but not as wanted by {item}", quoted(&found.text));
                report.found(&WRONG_SIGNER, found.at.clone(), offence(), what);
            }
            Answer::Unknown(error) => {
                let what = format_args!("the signature of {}", quoted(&found.text));
                report.asked(Err::<(), _>(error), &found.at, what);
            }
        }
        false
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

impl Item<'_> {
    /// Asks for one authority after the other, until enough have signed or can no longer.
    fn verify<'a>(&self, repository: &str, digest: &str, host: &Host<'_, 'a>) -> Answer<'a> {
        let image = format!("{repository}@{digest}");
        let annotations: Vec<_> =
            self.annotations.iter().map(|(key, value)| (key.as_ref(), value.as_ref())).collect();
        let spare = self.authorities.len().saturating_sub(self.minimum);
        let (mut signed, mut refused, mut others, mut unknown) = (0, 0, false, None);
        for authority in &self.authorities {
            match authority.verify(&image, &annotations, host) {
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
            Ok(false) => Answer::Unsigned,
            Ok(true) if others => Answer::WrongSigner,
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
