//! What is said of plugins.

use anstream::println;
use owo_colors::OwoColorize;
use poolhouse::plugins::Inspected;

/// That a file is a plugin.
pub(crate) fn checked(plugin: &Inspected) {
    println!("{} {}", "ok:".green().bold(), headline(plugin));
}

/// All that a file says of itself.
pub(crate) fn inspected(plugin: &Inspected) {
    println!("{}", headline(plugin).bold());
    println!("  size    {} bytes", plugin.size);
    println!("  sha256  {}", plugin.digest);
    println!("  uses    {}", listed(plugin.uses()));
    let ungiven = listed(plugin.ungiven());
    if !ungiven.is_empty() {
        println!("  imports {ungiven}, {}", "which give nothing".dimmed());
    }
}

fn headline(plugin: &Inspected) -> String {
    let (file, world) = (plugin.file.display(), plugin.world.name());
    format!("{file} is a {world} for poolhouse:plugin@{}", plugin.version)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
