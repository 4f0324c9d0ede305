//! The vectors of references: what `distribution/reference` answers, and where this reader is stricter.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

const D: &str = "17a29338a1f550bd091cf8d1fed9b3d5334afd7210fe05e9267a14b79bf57518";

fn canonical(text: &str) -> String {
    Image::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}")).to_string()
}

#[test]
fn names_without_a_registry_are_docker_hubs() {
    for (text, wanted) in [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("foo/bar", "docker.io/foo/bar:latest"),
        ("foo_bar/x", "docker.io/foo_bar/x:latest"),
        ("a__b/c", "docker.io/a__b/c:latest"),
        ("a--b/c", "docker.io/a--b/c:latest"),
        ("2130706433/x", "docker.io/2130706433/x:latest"),
        ("localhost", "docker.io/library/localhost:latest"),
        ("ghcr.io", "docker.io/library/ghcr.io:latest"),
        ("test:5000", "docker.io/library/test:5000"),
        ("ghcr.io:443", "docker.io/library/ghcr.io:443"),
        ("x:_a", "docker.io/library/x:_a"),
    ] {
        assert_eq!(canonical(text), wanted, "{text}");
        assert!(!Image::parse(text).unwrap().qualified, "{text}");
    }
}

#[test]
fn spellings_of_one_image_give_one_canonical_form() {
    for text in
        ["docker.io/nginx", "index.docker.io/nginx", "DOCKER.IO/nginx", "docker.io/library/nginx:latest"]
    {
        assert_eq!(canonical(text), "docker.io/library/nginx:latest", "{text}");
        assert!(Image::parse(text).unwrap().qualified, "{text}");
    }
    for text in ["ghcr.io/a/b", "GHCR.io/a/b", "ghcr.io:443/a/b", "ghcr.io:0443/a/b"] {
        assert_eq!(canonical(text), "ghcr.io/a/b:latest", "{text}");
    }
    assert_eq!(canonical("index.docker.io/foo/bar"), "docker.io/foo/bar:latest");
    assert_eq!(canonical("docker.io/a/b/c"), "docker.io/a/b/c:latest");
}

#[test]
fn a_first_part_with_a_dot_a_colon_or_a_capital_is_a_registry() {
    for (text, wanted) in [
        ("registry-1.docker.io/library/nginx", "registry-1.docker.io/library/nginx:latest"),
        ("localhost/x", "localhost/x:latest"),
        ("localhost:5000/x", "localhost:5000/x:latest"),
        ("test:5000/x", "test:5000/x:latest"),
        ("a:1/c", "a:1/c:latest"),
        ("a.b/c", "a.b/c:latest"),
        ("xn--n3h.com/x", "xn--n3h.com/x:latest"),
        ("10.0.0.1/x", "10.0.0.1/x:latest"),
        ("10.0.0.1:5000/x", "10.0.0.1:5000/x:latest"),
        ("127.1/x", "127.1/x:latest"),
        ("169.254.169.254/x", "169.254.169.254/x:latest"),
        ("EVIL/img", "evil/img:latest"),
        ("Evil-Host/img:1", "evil-host/img:1"),
        ("LOCALHOST/x", "localhost/x:latest"),
        ("EVIL.example/img", "evil.example/img:latest"),
        ("[::1]/x", "[::1]/x:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest"),
        ("[2001:db8::1]/x:t", "[2001:db8::1]/x:t"),
        // Docker Hub with a port is another server than Docker Hub.
        ("docker.io:443/nginx", "docker.io:443/nginx:latest"),
    ] {
        assert_eq!(canonical(text), wanted, "{text}");
        assert!(Image::parse(text).unwrap().qualified, "{text}");
    }
}

#[test]
fn a_digest_decides_and_the_tag_beside_it_is_decoration() {
    let pinned = format!("ghcr.io/a/b@sha256:{D}");
    for tag in ["", ":1.2", ":latest"] {
        let text = format!("ghcr.io/a/b{tag}@sha256:{D}");
        assert_eq!(canonical(&text), pinned);
        assert_eq!(Image::parse(&text).unwrap().tag, None);
        assert_eq!(Image::parse(&text).unwrap().algorithm(), Some("sha256"));
    }
    for (algorithm, length) in [("sha384", 96), ("sha512", 128)] {
        let text = format!("x@{algorithm}:{}", "a".repeat(length));
        assert_eq!(Image::parse(&text).unwrap().algorithm(), Some(algorithm));
    }
}

#[test]
fn what_is_no_reference_is_refused_and_never_repaired() {
    let hex = "a".repeat(65);
    let owned = [
        (format!("x@sha256:{}", D.to_uppercase()), Fault::Digest),
        (format!("x@SHA256:{D}"), Fault::Digest),
        (format!("x@sha256:{}", hex.get(..32).unwrap()), Fault::Digest),
        (format!("x@sha256:{hex}"), Fault::Digest),
        (format!("x@md5:{}", hex.get(..32).unwrap()), Fault::Digest),
        (format!("x:{}", "t".repeat(129)), Fault::Tag),
        (format!("ghcr.io/{}", "a".repeat(256)), Fault::Long),
        (D.to_owned(), Fault::ImageId),
        (D.get(..63).unwrap().to_owned(), Fault::ImageId),
        (format!("sha256:{D}"), Fault::ImageId),
    ];
    let borrowed = [
        ("", Fault::Empty),
        ("3f5a1b2c4d6e", Fault::ImageId),
        ("sha256:3f5a1b2c4d6e", Fault::ImageId),
        ("x:latést", Fault::Character),
        ("x@sha256:short", Fault::Digest),
        ("x@", Fault::Digest),
        ("reg.io/A/b", Fault::Capitals),
        ("Foo", Fault::Capitals),
        ("a___b/c", Fault::Repository),
        ("a._b/c", Fault::Host),
        ("a..b/x", Fault::Host),
        ("-foo.com/x", Fault::Host),
        ("foo-.com/x", Fault::Host),
        ("foo_bar.com/x", Fault::Host),
        ("[::ffff:127.0.0.1]/x", Fault::Host),
        ("[fe80::1%25eth0]/x", Fault::Host),
        ("[::1/x", Fault::Host),
        ("[::1]x/y", Fault::Host),
        ("ghcr.io./a/b", Fault::Host),
        ("ghcr.io:/a", Fault::Port),
        ("ghcr.io:99999/a", Fault::Port),
        ("ghcr.io:0/a", Fault::Port),
        ("ghcr.io:+1/a", Fault::Port),
        ("ghcr.io//a", Fault::Repository),
        ("ghcr.io/a/", Fault::Repository),
        ("ghcr.io/", Fault::Repository),
        ("/nginx", Fault::Repository),
        ("./nginx", Fault::Host),
        ("../x/y", Fault::Host),
        ("a:b/c", Fault::Port),
        ("x:", Fault::Tag),
        ("x:-a", Fault::Tag),
        ("x:.a", Fault::Tag),
        ("x:a:b", Fault::Tag),
        ("http://ghcr.io/a", Fault::Scheme),
        ("oci://ghcr.io/a", Fault::Scheme),
        ("docker://nginx", Fault::Scheme),
        ("user@ghcr.io/a", Fault::Digest),
        ("user:pw@ghcr.io/a", Fault::Digest),
        ("ghcr.io/a:1?x=y", Fault::Tag),
        ("ghcr.io/a%2fb", Fault::Repository),
        ("x:$(TAG)", Fault::Placeholder),
        ("$(REG)/x", Fault::Placeholder),
        ("$REG/x", Fault::Placeholder),
        ("{{ .image }}", Fault::Placeholder),
        ("<account>.dkr.example.com/x", Fault::Placeholder),
        (" nginx", Fault::Character),
        ("nginx ", Fault::Character),
        ("nginx\n", Fault::Character),
        ("ѕnginx", Fault::Character),
        ("ngi\u{200b}nx", Fault::Character),
    ];
    let owned = owned.iter().map(|(text, fault)| (text.as_str(), *fault));
    for (text, fault) in borrowed.into_iter().chain(owned) {
        assert_eq!(Image::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn the_longest_parts_are_those_of_the_grammar() {
    assert!(Image::parse(&format!("x:{}", "t".repeat(128))).is_ok());
    assert!(Image::parse(&format!("ghcr.io/{}", "g".repeat(255))).is_ok());
    assert!(Image::parse(&format!("foo/{}", "g".repeat(251))).is_ok());
    assert_eq!(Image::parse(&format!("foo/{}", "g".repeat(252))), Err(Fault::Long));
}

#[test]
fn a_tagged_or_qualified_name_of_hexadecimal_digits_is_an_ordinary_one() {
    for text in ["cafe:1", "docker.io/library/cafe", "acme/cafe", "ghcr.io/a/sha256:1"] {
        assert!(Image::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn patterns_compare_the_registry_whole_and_the_path_by_segments() {
    for (pattern, image, expected) in [
        ("registry.example.com/**", "registry.example.com/a/b:1", true),
        ("registry.example.com/**", "REGISTRY.example.com:443/a", true),
        ("registry.example.com/**", "registry.example.com.evil.io/x", false),
        ("registry.example.com/**", "registry.example.com:5000/x", false),
        ("ghcr.io/acme/**", "ghcr.io/acme/x/y", true),
        ("ghcr.io/acme/**", "ghcr.io/acme-evil/x", false),
        ("ghcr.io/acme-*/x", "ghcr.io/acme-evil/x", true),
        ("ghcr.io/acme-*/x", "ghcr.io/acme-evil/y/x", false),
        ("docker.io/library/*", "nginx", true),
        ("docker.io/nginx", "nginx:1", true),
        ("docker.io/*", "nginx", true),
        ("docker.io/*", "acme/nginx", false),
        ("index.docker.io/library/*", "docker.io/nginx:1", true),
        ("docker.io/**", "EVIL/img", false),
        ("docker.io/**", "docker.io:443/nginx", false),
        ("docker.io/library/nginx", "evil.io/library/nginx:x", false),
        ("docker.io/library/nginx", "nginx:1", true),
        ("[2001:db8::5]:5000/**", "[2001:db8::5]:5000/ml/x", true),
    ] {
        let matches = Pattern::parse(pattern).unwrap().matches(&Image::parse(image).unwrap());
        assert_eq!(matches, expected, "{pattern} {image}");
    }
}

#[test]
fn patterns_that_could_not_mean_anything_are_errors() {
    for text in [
        "",
        "*",
        "**",
        "nginx",
        "library/nginx",
        "*.example.com/**",
        "ghcr.io",
        "ghcr.io/",
        "ghcr.io//x",
        "/x",
        "https://ghcr.io/**",
        "ghcr.io/Acme/**",
        "ghcr.io/acme/x:1",
        "ghcr.io/acme/x:*",
        "ghcr.io/a**/x",
        "ghcr.io:99999/**",
        "exa mple.com/**",
        "ghcr.io/a b/**",
        "ghcr.io/acme-/**",
    ] {
        assert!(Pattern::parse(text).is_err(), "{text}");
    }
}
