//! The modules that a source names.

use super::lexer::{find_words, is_word};
use super::sources::Source;

/// Where the code that ships names something of its own crate, and what, as a path from the crate's root.
pub(super) fn own_paths(source: &Source, root: &str) -> Vec<(usize, Vec<String>)> {
    let here = module(&source.path, root);
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for offset in find_words(&source.shipped, start).filter(|at| !source.shipped[..*at].ends_with("::")) {
            let (base, rest) = resolve(&here, &source.shipped[offset..]);
            let mut paths = Vec::new();
            expand(rest, &base, &mut paths);
            found.extend(paths.into_iter().map(|path| (offset, path)));
        }
    }
    found
}

/// The module that a file is, from the crate's root.
pub(super) fn module(path: &str, root: &str) -> Vec<String> {
    let path = path.trim_start_matches(root).trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod");
    path.split('/').filter(|name| !matches!(*name, "" | "lib" | "main")).map(str::to_owned).collect()
}

/// Follows `crate`, `self` and `super`, and gives what is left of the path.
fn resolve<'a>(here: &[String], path: &'a str) -> (Vec<String>, &'a str) {
    if let Some(rest) = path.strip_prefix("crate::") {
        return (Vec::new(), rest);
    }
    let (mut base, mut rest) = (here.to_vec(), path.trim_start_matches("self::"));
    while let Some(above) = rest.strip_prefix("super::") {
        base.pop();
        rest = above;
    }
    (base, rest)
}

/// All paths of a tree as `use` has them, which may stop early in anything else.
fn expand(tree: &str, prefix: &[String], found: &mut Vec<Vec<String>>) {
    let tree = tree.trim_start();
    if let Some(branches) = tree.strip_prefix('{') {
        return split(branches).into_iter().for_each(|branch| expand(branch, prefix, found));
    }
    let (name, rest) = tree.split_at(tree.find(|character| !is_word(character)).unwrap_or(tree.len()));
    let mut path = prefix.to_vec();
    path.extend(Some(name).filter(|name| !matches!(*name, "" | "self")).map(str::to_owned));
    match rest.strip_prefix("::") {
        Some(rest) => expand(rest, &path, found),
        None => found.push(path),
    }
}

/// The branches of a tree whose brace has been opened.
fn split(branches: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, character) in branches.char_indices() {
        match character {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                found.push(branches[start..at].trim());
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    found.retain(|branch| !branch.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::{expand, module, resolve};

    fn paths(file: &str, path: &str) -> Vec<String> {
        let (base, rest) = resolve(&module(file, "src/"), path);
        let mut found = Vec::new();
        expand(rest, &base, &mut found);
        found.into_iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn paths_are_told_from_the_root() {
        assert_eq!(
            paths("src/a/b.rs", "crate::c::{self, d::{E, F}, G as H};"),
            ["c", "c::d::E", "c::d::F", "c::G"]
        );
        assert_eq!(paths("src/a/b.rs", "super::c::d()"), ["a::c::d"]);
        assert_eq!(paths("src/a/mod.rs", "super::c::d()"), ["c::d"]);
        assert_eq!(paths("src/a/b.rs", "super::super::c"), ["c"]);
        assert_eq!(paths("src/lib.rs", "self::c::*"), ["c"]);
    }
}
