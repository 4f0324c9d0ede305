use super::Crate;

/// The uses among small sources, one a line: `from:line to`.
fn uses(files: &[(&str, &str)]) -> Vec<String> {
    let uses = Crate::of(files).uses().into_iter();
    uses.map(|used| format!("{}:{} {}", used.from, used.line, used.to)).collect()
}

/// The files of each circle among small sources.
fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    Crate::of(files).circles().into_iter().map(|circle| circle.files).collect()
}

const LIB: (&str, &str) = ("lib.rs", "mod a;\nmod b;\nmod c;");
const B: (&str, &str) = ("b.rs", "pub struct B;\npub fn b() {}");
const C: (&str, &str) = ("c.rs", "pub mod d;\npub struct C;");
const D: (&str, &str) = ("c/d.rs", "pub struct D;");

#[test]
fn braces_within_braces_and_several_lines_are_seen() {
    let a = ("a.rs", "use crate::{\n    b::{self, B},\n    c::{C, d::D},\n};");
    assert_eq!(uses(&[LIB, a, B, C, D]), ["a.rs:2 b.rs", "a.rs:3 c.rs", "a.rs:3 c/d.rs"]);
}

#[test]
fn a_declaration_and_the_import_of_a_module_are_no_uses() {
    let a = ("a.rs", "use crate::b;\nuse crate::c::d;\nuse super::c as other;");
    assert_eq!(uses(&[LIB, a, B, C, D]), [""; 0]);
}

#[test]
fn what_is_named_in_an_imported_module_is_a_use_of_its_file() {
    let a =
        ("a.rs", "use crate::b;\nuse crate::c as other;\nfn f() -> b::B {\n    b::b();\n    other::d::D\n}");
    assert_eq!(uses(&[LIB, a, B, C, D]), ["a.rs:3 b.rs", "a.rs:4 b.rs", "a.rs:5 c/d.rs"]);
}

#[test]
fn paths_stand_in_types_expressions_patterns_bounds_and_macros() {
    let a = (
        "a.rs",
        "struct S(Vec<crate::b::B>);
        fn f() { crate::b::b() }
        fn g(x: u8) { if let crate::b::B = x {} }
        impl<T: crate::b::B> crate::b::B for T {}
        fn h() { println!(\"{}\", crate::b::b()) }
        fn i() { use crate::b::b; b() }",
    );
    let lines = [1, 2, 3, 4, 5, 6].map(|line| format!("a.rs:{line} b.rs"));
    assert_eq!(uses(&[LIB, a, B, C, D]), lines);
}

#[test]
fn self_and_super_lead_through_the_tree() {
    let c = ("c.rs", "pub mod d;\npub struct C;\npub use self::d::D;");
    let d = ("c/d.rs", "pub struct D;\npub(in crate::c) use super::super::b::B;\nfn f() -> super::C {}");
    let a = ("a.rs", "");
    assert_eq!(uses(&[LIB, a, B, c, d]), ["c.rs:3 c/d.rs", "c/d.rs:2 b.rs", "c/d.rs:3 c.rs"]);
}

#[test]
fn a_re_export_leads_to_the_file_that_defines_the_item() {
    let c = (
        "c.rs",
        "mod d;\npub use self::d::{D as Renamed, E};\npub use std::fmt::Debug;\npub use d::glob::*;",
    );
    let d = ("c/d.rs", "pub struct D;\npub enum E { One }\npub mod glob { pub struct G; }");
    let a =
        ("a.rs", "use crate::c::Renamed;\nuse crate::c::Debug;\nfn f() { crate::c::E::One; crate::c::G; }");
    assert_eq!(
        uses(&[LIB, a, B, c, d]),
        [
            "a.rs:1 c/d.rs",
            "a.rs:2 c.rs",
            "a.rs:3 c/d.rs",
            "a.rs:3 c/d.rs",
            "c.rs:2 c/d.rs",
            "c.rs:2 c/d.rs",
            "c.rs:4 c/d.rs"
        ]
    );
}

#[test]
fn the_module_that_re_exports_is_told_besides() {
    let c = ("c.rs", "mod d;\npub use self::d::E;");
    let a = ("a.rs", "use crate::c::E;\nfn f() { super::c::E::One; }");
    let uses = Crate::of(&[LIB, a, B, c, ("c/d.rs", "pub enum E { One }")]).uses();
    let of_a = uses.iter().filter(|used| used.from == "a.rs");
    let modules: Vec<_> = of_a.map(|used| (used.module.as_str(), used.to.as_str())).collect();
    assert_eq!(modules, [("c.rs", "c/d.rs"), ("c.rs", "c/d.rs")]);
}

#[test]
fn an_item_that_shares_its_name_with_a_module_is_the_item() {
    let c = ("c.rs", "pub mod d;\npub use d::d;");
    let d = ("c/d.rs", "pub fn d() {}\npub struct D;");
    let a = ("a.rs", "use crate::c::d;\nfn f() { d::D; }");
    assert_eq!(uses(&[LIB, a, B, c, d]), ["a.rs:1 c/d.rs", "c.rs:2 c/d.rs"]);
}

#[test]
fn macros_are_used_where_they_are_called() {
    let lib = ("lib.rs", "mod b;\nmod a;");
    let b = ("b.rs", "#[macro_export]\nmacro_rules! shout { () => { $crate::a::f() } }");
    let a = ("a.rs", "pub fn f() {}\nfn g() { crate::shout!() }\nfn h() { shout!() }");
    assert_eq!(uses(&[lib, a, b]), ["a.rs:2 b.rs", "a.rs:3 b.rs", "b.rs:2 a.rs"]);
}

#[test]
fn tests_and_other_crates_do_not_count() {
    let lib = ("lib.rs", "mod a;\nmod b;\n#[cfg(test)]\nmod absent;");
    let a = (
        "a.rs",
        "use std::b::B;
        use ::b::B as Other;
        #[cfg(test)] use crate::b::b;
        #[cfg(all(test, unix))] mod tests { use crate::b::B; }
        #[test] fn f() { crate::b::b() }
        impl A { #[cfg(test)] fn g() { crate::b::b() } }
        #[cfg(not(test))] fn h() -> crate::b::B {}",
    );
    assert_eq!(uses(&[lib, a, B]), ["a.rs:7 b.rs"]);
}

#[test]
fn files_that_lead_to_each_other_are_a_circle() {
    let a = ("a.rs", "pub struct A;\nuse crate::b::B;");
    let b = ("b.rs", "pub struct B;\nuse crate::c::C;");
    let c = ("c.rs", "pub struct C;\nuse crate::{a::A};");
    assert_eq!(circles(&[LIB, a, b, c]), [["a.rs", "b.rs", "c.rs"]]);
    assert_eq!(circles(&[LIB, a, b, ("c.rs", "pub struct C;")]), [[""; 0]; 0]);
}

#[test]
fn a_child_that_uses_the_item_of_its_parent_is_a_circle_where_the_parent_uses_the_child() {
    let lib = ("lib.rs", "mod c;");
    let d = ("c/d.rs", "pub fn d(_: super::C) {}");
    assert_eq!(circles(&[lib, ("c.rs", "mod d;\npub struct C;\npub use d::d;"), d]), [["c.rs", "c/d.rs"]]);
    // A facade that defines nothing is none: the child leads past it.
    let facade = ("c.rs", "mod d;\nmod e;\npub use d::d;\npub use e::C;");
    assert_eq!(circles(&[lib, facade, d, ("c/e.rs", "pub struct C;")]), [[""; 0]; 0]);
}

#[test]
fn a_circle_is_told_with_the_line_of_each_use() {
    let a = ("a.rs", "pub struct A;\nuse crate::b::B;");
    let b = ("b.rs", "use super::a::A;\npub struct B;");
    let circles = Crate::of(&[LIB, a, b, ("c.rs", "use crate::a::A;")]).circles();
    assert_eq!(
        circles[0].to_string(),
        "a circle of 2 files: a.rs, b.rs
  a.rs:2 uses b.rs (`crate::b::B`)
  b.rs:1 uses a.rs (`super::a::A`)
"
    );
}
