//! Functions of this machine that answer the triggers of pools: scripts, plugins, and what is behind URLs.

mod guests;
mod of_projects;
mod of_scripts;
mod tokens;
mod tried;
