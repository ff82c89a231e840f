//! Where in a request a value lies, in the words of the service.

use std::fmt;

/// Where the walk is.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) path: Path<'a>,
    /// Something on the way here is sensitive.
    pub(crate) hidden: bool,
}

/// A chain back to the request, put into words only when a rule is broken.
#[derive(Clone, Copy)]
pub(crate) enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'static str),
    /// Counted from 1.
    Element(&'a Path<'a>, usize),
    Entry(&'a Path<'a>, &'a str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Member(Path::Root, name) => write_member(f, name),
            Path::Member(parent, name) => {
                write!(f, "{parent}.")?;
                write_member(f, name)
            }
            Path::Element(list, at) => write!(f, "{list}.{at}.member"),
            Path::Entry(map, key) => write!(f, "{map}.{key}.member"),
        }
    }
}

/// The first letter is small: `CallbackURLs` is `callbackURLs`.
fn write_member(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let (first, rest) = name.split_at(1);
    write!(f, "{}{rest}", first.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_like_the_services() {
        let list = Path::Member(&Path::Root, "CustomAttributes");
        let element = Path::Element(&list, 1);
        assert_eq!(Path::Member(&element, "Name").to_string(), "customAttributes.1.member.name");
        let map = Path::Member(&Path::Root, "CallbackURLs");
        assert_eq!(map.to_string(), "callbackURLs");
        assert_eq!(Path::Entry(&map, "key").to_string(), "callbackURLs.key.member");
    }
}
