use super::*;
use crate::test_support::parse;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn all_read_as(vectors: &[(&str, i128)]) {
    for (text, nano) in vectors {
        assert_eq!(Quantity::parse(text), Some(Quantity(*nano)), "{text}");
    }
}

#[test]
fn suffixes_are_powers_of_ten_or_of_two() {
    all_read_as(&[
        ("2n", 2),
        ("2u", 2_000),
        ("2m", 2_000_000),
        ("2", 2 * ONE),
        ("2k", 2_000 * ONE),
        ("2M", 2_000_000 * ONE),
        ("2G", 2 * ONE * ONE),
        ("2T", 2_000 * ONE * ONE),
        ("2P", 2_000_000 * ONE * ONE),
        ("2E", 2 * ONE * ONE * ONE),
        ("2Ki", 2_048 * ONE),
        ("2Mi", (2 << 20) * ONE),
        ("64Gi", (64 << 30) * ONE),
        ("2Ti", (2 << 40) * ONE),
        ("2Pi", (2 << 50) * ONE),
        ("2Ei", (2 << 60) * ONE),
    ]);
}

#[test]
fn an_exponent_is_a_whole_number_and_a_lone_e_is_exa() {
    all_read_as(&[
        ("1e3", 1_000 * ONE),
        ("1E3", 1_000 * ONE),
        ("1e+3", 1_000 * ONE),
        ("1E-2", 10_000_000),
        ("1e0", ONE),
        ("1e-0", ONE),
        ("1e007", 10_000_000 * ONE),
        ("1.5e1", 15 * ONE),
        ("1E", ONE * ONE * ONE),
        ("1.5E", 1_500_000_000 * ONE * ONE),
        ("0.0000000000000000000000000000000000001e40", 1_000 * ONE),
        ("1e4294967297", 10 * ONE),
    ]);
    for text in ["1e", "12e", "1e+", "1E-", "1e1.5", "1e3k", "1ke3", "1Ee3", "1ee3", "1e++3", "1e 3"] {
        assert_eq!(Quantity::parse(text), None, "{text}");
    }
}

#[test]
fn fractions_are_exact_down_to_nano_and_rounded_away_from_zero_below() {
    all_read_as(&[
        ("0.5", 500_000_000),
        (".5", 500_000_000),
        ("5.", 5 * ONE),
        ("5.Gi", (5 << 30) * ONE),
        ("1.0", ONE),
        ("1.50", 1_500_000_000),
        ("007.25", 7_250_000_000),
        ("0.000000001", 1),
        ("0.0000000011", 2),
        ("-0.0000000011", -2),
        ("0.9n", 1),
        ("1e-30", 1),
        ("1.5Gi", 1_536 * (1 << 20) * ONE),
        ("0.1Ki", 102_400_000_000),
        ("0.00000000001Ki", 11),
        // 10⁻⁹ is written in 69 decimal places of an Ei: less is rounded up to it, and a bit more to the next.
        ("1.00000000000000000000000000043368086899420177360298112034797668457031250Ei", (1 << 60) * ONE + 1),
        ("1.00000000000000000000000000086736173798840354720596224069595336914062500Ei", (1 << 60) * ONE + 1),
        ("1.00000000000000000000000000086736173798840354720596224069595336914062501Ei", (1 << 60) * ONE + 2),
    ]);
}

#[test]
fn signs_stand_in_front() {
    all_read_as(&[("+1", ONE), ("-1", -ONE), ("-2Ki", -2_048 * ONE), ("-0", 0), ("+.5", 500_000_000)]);
    for text in ["--1", "+-1", "1-", "1+", "- 1", "1-1"] {
        assert_eq!(Quantity::parse(text), None, "{text}");
    }
}

#[test]
fn an_amount_without_digits_is_what_apimachinery_makes_of_it() {
    all_read_as(&[("m", 0), ("+", 0), (".", 0), ("-.k", 0), ("E", 0), ("e3", 0), ("e-9", 0), ("Ti", 0)]);
    for text in ["", "e-10", "Pi", "Ei", "e", "+e"] {
        assert_eq!(Quantity::parse(text), None, "{text}");
    }
}

#[test]
fn what_is_too_large_ends_at_the_limit() {
    all_read_as(&[
        ("9223372036854775807", BINARY_LIMIT),
        ("18446744073709551616", 18_446_744_073_709_551_616 * ONE),
        ("7.5Ei", (15 << 59) * ONE),
        ("8Ei", BINARY_LIMIT),
        ("-9Ei", -BINARY_LIMIT),
        ("99999999999999999999999999999999999Ki", BINARY_LIMIT),
        ("1e29", 100_000_000_000_000_000_000_000_000_000 * ONE),
        ("1e30", LIMIT),
        ("-1e2147483647", -LIMIT),
    ]);
    all_read_as(&[(&"9".repeat(5000), LIMIT), (&format!("0.{}1", "0".repeat(5000)), 1)]);
}

#[test]
fn anything_else_is_no_amount() {
    for text in [
        " 1",
        "1 ",
        "1 Gi",
        "1gi",
        "1GI",
        "1K",
        "1kI",
        "1i",
        "1Gib",
        "0x10",
        "1_000",
        "1,5",
        "1.2.3",
        "Infinity",
        "NaN",
        "null",
        "${x}",
        "$(GPUS)",
        "{{ gpus }}",
        "١",
        "１",
        "1٠",
        "1µ",
        "½",
        "1\u{0}",
        "a",
        "1G1",
    ] {
        assert_eq!(Quantity::parse(text), None, "{text:?}");
    }
}

#[test]
fn amounts_are_compared_by_value() {
    let parse = |text| Quantity::parse(text).unwrap();
    assert_eq!(parse("1000m"), parse("1"));
    assert_eq!(parse("1024Mi"), parse("1Gi"));
    assert!(parse("1G") < parse("1Gi"));
    assert!(parse("-1") < Quantity::ZERO && Quantity::ZERO < parse("1n"));
}

#[test]
fn whole_numbers_may_be_written_in_any_way() {
    for (text, whole) in [
        ("1000m", Some(1)),
        ("1.0", Some(1)),
        ("0.5", None),
        ("1500m", None),
        ("1n", None),
        ("0.5Ki", Some(512)),
        ("20e-1", Some(2)),
        ("0", Some(0)),
        ("-2", Some(-2)),
        ("-2.5", None),
        ("1e18", Some(1_000_000_000_000_000_000)),
        ("1e40", Some(i64::MAX)),
        ("-1e40", Some(i64::MIN)),
    ] {
        assert_eq!(Quantity::parse(text).unwrap().whole(), whole, "{text}");
    }
}

#[test]
fn json_holds_amounts_as_strings_and_as_numbers() {
    let of = |text| Quantity::of(parse(text).unwrap());
    for (text, nano) in [
        ("1e3", 1_000 * ONE),
        ("1E+2", 100 * ONE),
        ("1.50", 1_500_000_000),
        ("-2", -2 * ONE),
        ("0.1", 100_000_000),
        ("8", 8 * ONE),
        ("\"8\"", 8 * ONE),
        ("\"64Gi\"", (64 << 30) * ONE),
        ("\" 1 \"", ONE),
    ] {
        assert_eq!(of(text), Some(Quantity(nano)), "{text}");
    }
    for text in ["null", "true", "[]", "[1]", "{}", "\"\"", "\" \"", "\"one\"", r#""\u0031""#, r#""1\n""#] {
        assert_eq!(of(text), None, "{text}");
    }
}
