//! The cases in `cases/`, their variants, and the guards that none is missing.

cases::run!(gpu_limits);
