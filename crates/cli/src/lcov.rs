//! Which lines ran, in the form of lcov, as editors and servers of builds read it.

use std::fmt::Write as _;
use std::path::Path;

use poolhouse::lua::CoveredLines;

use crate::Failure;

/// Writes the lines into a file. What ran has a count of one: how often, nobody counted.
pub(crate) fn write(path: &Path, covered: &CoveredLines) -> Result<(), Failure> {
    let mut text = String::new();
    for (file, lines) in covered {
        writeln!(text, "TN:\nSF:{file}")?;
        for (line, ran) in lines {
            writeln!(text, "DA:{line},{}", u8::from(*ran))?;
        }
        let ran = lines.values().filter(|ran| **ran).count();
        writeln!(text, "LF:{}\nLH:{ran}\nend_of_record", lines.len())?;
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
}
