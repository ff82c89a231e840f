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
        let [stage, target, source] =
            [&self.stage, &self.target, &self.source].map(|text| encoded(text, '%'));
        own_folder.join("state").join(stage).join(target).join(format!("{source}.redb"))
    }

    /// The folders in an object store, one in the other, that are this place's alone. Object stores and their clients
    /// disagree about `%` in names, so `=` stands for it.
    #[cfg(feature = "team-state")]
    pub(crate) fn folders(&self) -> [String; 3] {
        [&self.stage, &self.target, &self.source].map(|text| encoded(text, '='))
    }

    /// The place whose folders those are, when it is one.
    #[cfg(feature = "team-state")]
    pub(crate) fn of_folders(folders: [&str; 3]) -> Option<Self> {
        Self::decoded(folders, '=')
    }

    /// The place whose file that is, when it is one.
    #[must_use]
    pub fn of_file(own_folder: &Path, file: &Path) -> Option<Self> {
        let within = file.strip_prefix(own_folder.join("state")).ok()?;
        let parts: Vec<&str> = within.iter().filter_map(|part| part.to_str()).collect();
        let [stage, target, source] = parts.as_slice() else { return None };
        let source = source.strip_suffix(".redb")?;
        Self::decoded([stage, target, source], '%')
    }

    fn decoded([stage, target, source]: [&str; 3], escape: char) -> Option<Self> {
        let [stage, target, source] = [stage, target, source].map(|name| decoded(name, escape));
        Some(Self { stage: stage?, target: target?, source: source? })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "of {}, stage {}, target {}", self.source, self.stage, self.target)
    }
}

/// A text as a file name: letters, digits, `.`, `_` and `-` as they are, a space as `+`, every other byte as
/// `%2F`, with `escape` for the `%`.
fn encoded(text: &str, escape: char) -> String {
    let mut name = String::new();
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'.' if index == 0 => name.push_str(&format!("{escape}2E")),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => name.push(char::from(byte)),
            b' ' => name.push('+'),
            _ => name.push_str(&format!("{escape}{byte:02X}")),
        }
    }
    name
}

fn decoded(name: &str, escape: char) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            byte if char::from(byte) == escape => {
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
        #[cfg(feature = "team-state")]
        for place in places {
            let folders = place.folders();
            assert!(folders.iter().all(|name| !name.contains(['%', '/'])), "{folders:?}");
            assert_eq!(Place::of_folders(folders.each_ref().map(String::as_str)), Some(place));
        }
    }
}
