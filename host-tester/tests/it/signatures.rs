//! What keeps a policy readable: functions with few parameters and lifetimes, and no unsafe code.

use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{GenericParam, Signature};

/// The parameters that a function of a policy may have, `self` among them.
const PARAMETERS: usize = 4;

/// The lifetimes that a function of a policy may declare.
const LIFETIMES: usize = 2;

/// The files of the guests that may hold unsafe code: the export that the host looks for, and the call of the clock.
const UNSAFE: [&str; 2] = ["policy-kit/src/guest/clock.rs", "policy-kit/src/macros.rs"];

/// The signatures of a file that are too long.
#[derive(Default)]
struct TooLong(Vec<String>);

impl TooLong {
    fn of(text: &str) -> Vec<String> {
        let mut found = Self::default();
        found.visit_file(&syn::parse_file(text).unwrap());
        found.0
    }
}

impl<'ast> Visit<'ast> for TooLong {
    fn visit_signature(&mut self, signature: &'ast Signature) {
        let declared = signature.generics.params.iter();
        let lifetimes = declared.filter(|param| matches!(param, GenericParam::Lifetime(_))).count();
        let parameters = signature.inputs.len();
        if parameters > PARAMETERS || lifetimes > LIFETIMES {
            self.0.push(format!("{}: {parameters} parameters, {lifetimes} lifetimes", signature.ident));
        }
        visit::visit_signature(self, signature);
    }
}

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies")
}

/// Every source file of the crates under `policies` whose folder is wanted, by its path there.
fn sources(wanted: impl Fn(&Path) -> bool) -> Vec<(String, String)> {
    let folders = std::fs::read_dir(policies()).unwrap().map(|entry| entry.unwrap().path());
    let files =
        folders.filter(|folder| wanted(folder)).flat_map(|folder| walkdir::WalkDir::new(folder.join("src")));
    let files = files.map(|entry| entry.unwrap().into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let read = rust.map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.strip_prefix(policies()).unwrap().to_str().unwrap().to_owned(), text)
    });
    read.collect()
}

#[test]
fn no_function_of_a_policy_has_many_parameters_or_lifetimes() {
    let sources = sources(|folder| folder.join("metadata.yml").is_file());
    assert_ne!(sources.len(), 0);
    let long = sources
        .iter()
        .flat_map(|(path, text)| TooLong::of(text).into_iter().map(move |what| format!("{path}: {what}")));
    let long: Vec<_> = long.collect();
    assert!(
        long.is_empty(),
        "at most {PARAMETERS} parameters and {LIFETIMES} lifetimes:\n{}",
        long.join("\n")
    );
}

#[test]
fn a_long_signature_is_found_wherever_it_stands() {
    let text = "fn a<'a, 'b>(x: &'a u8, y: &'b u8) {} impl X { fn b(&self, x: u8, y: u8, z: u8, q: u8) {} }
        fn c() { fn d<'a, 'b, 'c>() {} } trait T { fn e<T, U, V, W>(a: u8, b: u8, c: u8, d: u8); }";
    assert_eq!(TooLong::of(text), ["b: 5 parameters, 0 lifetimes", "d: 0 parameters, 3 lifetimes"]);
}

#[test]
fn unsafe_code_stands_in_the_export_and_the_clock_alone() {
    let guests = sources(|folder| folder.is_dir() && !folder.ends_with("policy-test"));
    // The lint `unsafe_code` refuses what nothing allows by its name.
    let allowed =
        guests.iter().filter(|(_, text)| text.contains("unsafe_code")).map(|(path, _)| path.as_str());
    let mut allowed: Vec<_> = allowed.collect();
    allowed.sort_unstable();
    assert_eq!(allowed, UNSAFE);
}
