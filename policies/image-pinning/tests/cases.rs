//! The cases in `cases/`, their variants, and the guards that none is missing.

cases::run!(image_pinning);
