//! Patterns over names, paths and repositories.

/// Whether `text` matches `pattern`, segment by segment between slashes: `*` stands for any run of characters
/// within a segment, `**` as a whole segment for any number of segments. Everything else is literal.
pub fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('/') {
        None if pattern == "**" => true,
        None => !text.contains('/') && segment(pattern.as_bytes(), text.as_bytes()),
        Some(("**", rest)) => {
            matches(rest, text) || text.split_once('/').is_some_and(|(_, below)| matches(pattern, below))
        }
        // `a/**` matches `a` itself too: what is allowed below a path is allowed at it.
        Some((first, "**")) if !text.contains('/') => segment(first.as_bytes(), text.as_bytes()),
        Some((first, rest)) => text
            .split_once('/')
            .is_some_and(|(head, below)| segment(first.as_bytes(), head.as_bytes()) && matches(rest, below)),
    }
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
            ("registry.example.com/**", "registry.example.com/a/b", true),
            ("registry.example.com/**", "registry.example.com.evil/a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end_in_reasonable_time() {
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)));
        assert!(!matches(&("**/a/".repeat(6) + "b"), &"a/".repeat(24)));
    }
}
