//! Patterns over names, paths and repositories.

/// Whether `text` matches `pattern`, segment by segment between slashes: `*` stands for any run of characters
/// within a segment, `**` as a whole segment for any number of segments. Everything else is literal.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (Some(pattern), Some(text));
    let mut star = None;
    loop {
        match (pattern.map(first), text.map(first)) {
            // `a/**` matches `a` itself too: what is allowed below a path is allowed at it.
            (Some(("**", None)), _) | (None, None) => return true,
            (Some(("**", rest)), _) => {
                star = Some((rest, text));
                pattern = rest;
            }
            (Some((here, below)), Some((head, rest))) if segment(here.as_bytes(), head.as_bytes()) => {
                (pattern, text) = (below, rest);
            }
            // On a mismatch the last `**` takes one segment more; those before it need not.
            _ => match star {
                Some((after, Some(taken))) => {
                    (pattern, text) = (after, first(taken).1);
                    star = Some((after, text));
                }
                _ => return false,
            },
        }
    }
}

/// The first segment, and what is below it.
fn first(path: &str) -> (&str, Option<&str>) {
    path.split_once('/').map_or((path, None), |(first, below)| (first, Some(below)))
}

/// Whether one segment matches; on a mismatch the last `*` takes one character more.
fn segment(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(literal) if text.get(t) == Some(literal) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((after, taken)) => {
                    star = Some((after, taken + 1));
                    p = after;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_star_stays_within_its_segment() {
        for (pattern, text, expected) in [
            ("log-agent-*", "log-agent-x7", true),
            ("log-agent-*", "log-agent", false),
            ("*", "anything", true),
            ("*", "a/b", false),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcd", false),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn two_stars_stand_for_any_number_of_segments() {
        for (pattern, text, expected) in [
            ("/var/log", "/var/log", true),
            ("/var/log", "/var/logs", false),
            ("/var/log/**", "/var/log", true),
            ("/var/log/**", "/var/log/pods/a", true),
            ("/var/log/**", "/var/lib", false),
            ("**", "/any/thing", true),
            ("**/models", "/mnt/a/models", true),
            ("**/models", "models", true),
            ("a/**/b", "a", false),
            ("a/**/b/**/c", "a/b/x/b/c/c", true),
            ("a/**/b/**/c", "a/x/c/b", false),
            ("registry.example.com/**", "registry.example.com/a/b", true),
            ("registry.example.com/**", "registry.example.com.evil/a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end_in_reasonable_time() {
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)));
        assert!(!matches(&("**/a/".repeat(40) + "b"), &"a/".repeat(100)));
    }
}
