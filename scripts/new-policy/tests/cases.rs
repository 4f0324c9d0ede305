//! The cases in `cases/`, their variants, and the guards that none is missing.

policy_test::run!(new_policy);
