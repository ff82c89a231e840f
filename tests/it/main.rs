//! What crosses crates.

#![allow(clippy::unwrap_used, reason = "everything here is a test, and a failed one may end where it stands")]

mod cli;
mod command;
mod conformance;
mod console;
mod contract;
mod crashes;
mod docs;
mod drift;
mod editors;
mod every_operation;
mod feature_rows;
mod generated_passwords;
mod granted_plugins;
mod guests;
mod hostile_scripts;
mod interrupted_runs;
mod limits;
mod pace;
mod plain_files;
mod plugin_kits;
mod plugin_reach;
mod plugins;
mod plugins_in_scripts;
mod project_plugins;
mod projects;
mod quickstart;
mod rehearsal;
mod run;
mod rust_sdk;
mod saved_plans;
mod script_callbacks;
mod script_tests;
mod scripts;
mod servers;
mod signatures;
mod taking_over;
mod team_state;
mod tidy;
mod transforms;
mod triggers;
mod trust;
mod wire;
