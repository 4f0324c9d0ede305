//! Errors of settings, as users are told them.

use std::cell::RefCell;

use super::distance::distance;
use super::*;
use crate::arena::Arena;
use crate::json::Json;

fn errors_of(text: &str, read: impl FnOnce(&mut Keys<'_, '_>)) -> Vec<String> {
    let errors = RefCell::new(Vec::new());
    let arena = Arena::new();
    let notes = Notes { errors: &errors, arena: &arena };
    let mut keys = Keys::new(Some(Json::parse(text, &arena).unwrap()), notes);
    read(&mut keys);
    keys.finish();
    errors.take()
}

#[test]
fn a_misspelt_key_is_told_with_the_nearest_one() {
    let errors = errors_of(r#"{"levle": "baseline"}"#, |keys| {
        keys.choice("level", &[("baseline", ())]);
        keys.texts("allowedSysctls");
    });
    assert_eq!(errors, ["unknown key `levle`; did you mean `level`?"]);
}

#[test]
fn all_errors_are_told_at_once_with_their_paths() {
    let errors = errors_of(r#"{"a": "yes", "b": ["", 1], "c": [{"d": 1.5}], "e": "z"}"#, |keys| {
        keys.flag("a", false);
        keys.texts("b");
        keys.list("c", |keys| keys.integer("d"));
        keys.choice("e", &[("x", 1), ("y", 2)]);
    });
    assert_eq!(
        errors,
        [
            "a: expected a boolean, found a string",
            "b[0]: must not be empty",
            "b[1]: expected a string, found a number",
            "c[0].d: expected a whole number, found another number",
            "e: `z` is not one of x, y",
        ]
    );
}

#[test]
fn counts_the_letters_that_two_words_differ_in() {
    assert_eq!(distance("level", "levle"), 2);
    assert_eq!(distance("", "abc"), 3);
    assert_eq!(distance("kitten", "sitting"), 3);
}
