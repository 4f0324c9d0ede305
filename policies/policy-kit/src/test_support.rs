//! What the kit's own tests have in common.

use crate::arena::Arena;
use crate::json::{Json, Wrong};

/// An arena that is never given back, so that what a test reads lives as long as the test likes.
pub(crate) fn arena() -> &'static Arena {
    Box::leak(Box::new(Arena::new()))
}

/// The JSON that a text holds.
pub(crate) fn parse(text: &str) -> Result<Json<'static>, Wrong> {
    let arena = arena();
    Json::parse(arena.keep(text), arena)
}

/// The JSON that a text of the test holds.
pub(crate) fn json(text: &str) -> Json<'static> {
    parse(text).unwrap_or_else(|wrong| panic!("{wrong}: {text}"))
}
