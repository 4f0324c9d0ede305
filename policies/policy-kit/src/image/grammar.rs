//! The parts of a reference.

use std::borrow::Cow;

use super::fault::Fault;

/// Docker Hub, the registry of names that name none.
pub(super) const HUB: &str = "docker.io";

/// The longest repository, in characters.
pub(super) const LONGEST_REPOSITORY: usize = 255;

const LONGEST_TAG: usize = 128;
const LONGEST_LABEL: usize = 63;
const LONGEST_HOST: usize = 253;

/// Whether the text holds something that no reference holds, told apart for the message: a placeholder (`${X}`,
/// `$(X)`, `$X`, `{{ x }}`, `<x>`), a character, a scheme.
pub(super) fn check_characters(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    let mut odd = false;
    for byte in text.bytes() {
        if matches!(byte, b'$' | b'{' | b'}' | b'<' | b'>') {
            return Err(Fault::Placeholder);
        }
        odd |= !byte.is_ascii_graphic();
    }
    if odd {
        return Err(Fault::Character);
    }
    if text.contains("://") { Err(Fault::Scheme) } else { Ok(()) }
}

/// The registry as it is written, if one is, and the rest: the part before the first slash is a registry if it
/// is `localhost` or has a dot, a colon or a capital letter.
pub(super) fn split_registry(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        _ => (None, name),
    }
}

fn is_registry(first: &str) -> bool {
    first == "localhost" || first.bytes().any(|byte| matches!(byte, b'.' | b':') || byte.is_ascii_uppercase())
}

/// Whether this is a host as registries have them, perhaps with a port.
pub(crate) fn is_host(text: &str) -> bool {
    registry(text).is_ok()
}

/// Whether this is a digest: `sha256:…`.
pub(crate) fn is_digest(text: &str) -> bool {
    digest(text).is_ok()
}

/// The canonical registry: lower case, without port 443, Docker Hub under its one name.
pub(super) fn registry(written: &str) -> Result<Cow<'_, str>, Fault> {
    let (host, port) = split_port(written)?;
    check_host(host)?;
    let host = if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    };
    let is_hub = host == HUB || host == "index.docker.io";
    match port {
        None if is_hub => Ok(Cow::Borrowed(HUB)),
        // Docker Hub with a port is not what clients take for Docker Hub.
        Some(port) if is_hub || port != 443 => Ok(Cow::Owned(format!("{host}:{port}"))),
        None | Some(_) => Ok(host),
    }
}

/// Host and port; an IPv6 address has its own colons, inside brackets.
fn split_port(written: &str) -> Result<(&str, Option<u16>), Fault> {
    let colon = match written.rfind(']') {
        Some(bracket) => written.get(bracket + 1..).filter(|rest| !rest.is_empty()).map(|_| bracket + 1),
        None if written.starts_with('[') => return Err(Fault::Host),
        None => written.find(':'),
    };
    let Some(colon) = colon else { return Ok((written, None)) };
    let (host, port) = written.split_at_checked(colon).ok_or(Fault::Host)?;
    let port = port.strip_prefix(':').ok_or(Fault::Host)?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let number = port.parse().ok().filter(|number| digits && *number != 0);
    number.map(|number| (host, Some(number))).ok_or(Fault::Port)
}

/// A DNS name, an IPv4 address or a bracketed IPv6 address without zone.
fn check_host(host: &str) -> Result<(), Fault> {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').ok_or(Fault::Host)?;
        return if is_ipv6(address) { Ok(()) } else { Err(Fault::Host) };
    }
    // The label that is read: its length, and its last character.
    let (mut length, mut last) = (0, b'.');
    for byte in host.bytes() {
        match byte {
            b'.' if length > 0 && last != b'-' => length = 0,
            b'-' if length > 0 && length < LONGEST_LABEL => length += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' if length < LONGEST_LABEL => length += 1,
            _ => return Err(Fault::Host),
        }
        last = byte;
    }
    if host.len() <= LONGEST_HOST && length > 0 && last != b'-' { Ok(()) } else { Err(Fault::Host) }
}

/// Eight groups of hexadecimal digits, or fewer with one `::` in the place of those that are zero. The standard
/// library's parser is 3 kB of a module.
fn is_ipv6(address: &str) -> bool {
    let groups = |part: &str| {
        let group = |group: &str| {
            (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let count = part.split(':').count();
        if part.is_empty() { Some(0) } else { part.split(':').all(group).then_some(count) }
    };
    match address.split_once("::") {
        None => groups(address) == Some(8),
        Some((head, tail)) => {
            groups(head).zip(groups(tail)).is_some_and(|(before, after)| before + after < 8)
        }
    }
}

/// A path of components in lower case, joined inside by single dots, one or two underscores, or dashes.
pub(super) fn repository(path: &str) -> Result<(), Fault> {
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(Fault::Capitals);
    }
    // The separator that is read: its character, and how often it stood there. A component begins as if behind one.
    let (mut separator, mut length) = (b'/', 1);
    for byte in path.bytes() {
        let ends = separator == 0;
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => (separator, length) = (0, 0),
            b'/' | b'.' | b'_' | b'-' if ends => (separator, length) = (byte, 1),
            // Between two letters stands one whole separator.
            b'_' if separator == byte && length == 1 => length = 2,
            b'-' if separator == byte => {}
            _ => return Err(Fault::Repository),
        }
    }
    if separator == 0 { Ok(()) } else { Err(Fault::Repository) }
}

pub(super) fn tag(tag: &str) -> Result<&str, Fault> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut bytes = tag.bytes();
    let valid = tag.len() <= LONGEST_TAG
        && bytes.next().is_some_and(word)
        && bytes.all(|byte| word(byte) || matches!(byte, b'.' | b'-'));
    if valid { Ok(tag) } else { Err(Fault::Tag) }
}

pub(super) fn digest(digest: &str) -> Result<&str, Fault> {
    let digits = match digest.split_once(':') {
        Some(("sha256", hex)) => Some((hex, 64)),
        Some(("sha384", hex)) => Some((hex, 96)),
        Some(("sha512", hex)) => Some((hex, 128)),
        _ => None,
    };
    let valid = digits.is_some_and(|(hex, length)| hex.len() == length && hex.bytes().all(is_lower_hex));
    if valid { Ok(digest) } else { Err(Fault::Digest) }
}

/// Whether containerd looks among the cached images for one with this id first: `sha256:…`, or any beginning of
/// the digits.
pub(super) fn is_image_id(path: &str, tag: Option<&str>, digest: Option<&str>) -> bool {
    match (tag, digest) {
        (None, None) => path.bytes().all(is_lower_hex),
        (Some(_), None) => matches!(path, "sha256" | "sha384" | "sha512"),
        _ => false,
    }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}
