//! The cases in `cases/`, their variants, and the guards that none is missing.

cases::run!(dataset_volume_mounts);
