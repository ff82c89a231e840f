//! Where the state of one script, stage and target stands in a project's own folder.

use std::path::{Path, PathBuf};

/// What a state belongs to. Two that differ in anything have two files and never see each other's people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The stage: `dev` unless said otherwise.
    pub stage: String,
    /// The Cognito: `embedded`, `endpoint http://127.0.0.1:9229`, `aws 123456789012 eu-west-1`.
    pub target: String,
    /// What declares: `script scripts/people.lua` or `name people`.
    pub source: String,
}

impl Place {
    /// The file of the state, beneath the project's own folder.
    #[must_use]
    pub fn file(&self, own_folder: &Path) -> PathBuf {
        let folder = own_folder.join("state").join(encoded(&self.stage)).join(encoded(&self.target));
        folder.join(format!("{}.redb", encoded(&self.source)))
    }

    /// The place whose file that is, when it is one.
    #[must_use]
    pub fn of_file(own_folder: &Path, file: &Path) -> Option<Self> {
        let within = file.strip_prefix(own_folder.join("state")).ok()?;
        let parts: Vec<&str> = within.iter().filter_map(|part| part.to_str()).collect();
        let [stage, target, source] = parts.as_slice() else { return None };
        let source = source.strip_suffix(".redb")?;
        Some(Self { stage: decoded(stage)?, target: decoded(target)?, source: decoded(source)? })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "of {}, stage {}, target {}", self.source, self.stage, self.target)
    }
}

/// A text as a file name: letters, digits, `.`, `_` and `-` as they are, a space as `+`, every other byte as `%2F`.
fn encoded(text: &str) -> String {
    let mut name = String::new();
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'.' if index == 0 => name.push_str("%2E"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => name.push(char::from(byte)),
            b' ' => name.push('+'),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_differ_have_files_that_differ_and_read_back() {
        let place = |stage: &str, target: &str, source: &str| Place {
            stage: stage.into(),
            target: target.into(),
            source: source.into(),
        };
        let places = [
            place("dev", "embedded", "script a/b.lua"),
            place("dev", "embedded", "script a_b.lua"),
            place("dev", "embedded", "name a/b.lua"),
            place("..", "endpoint http://127.0.0.1:9229", "script a/b.lua"),
            place("dev", "aws 1 eu-west-1", "script ä+.lua"),
        ];
        let own = Path::new("/project/.poolhouse");
        let files: std::collections::BTreeSet<_> = places.iter().map(|place| place.file(own)).collect();
        assert_eq!(files.len(), places.len());
        for place in &places {
            assert_eq!(Place::of_file(own, &place.file(own)).as_ref(), Some(place));
            assert!(place.file(own).starts_with("/project/.poolhouse/state/"));
        }
    }
}
