//! The dialect of CSV that imports are written in: nothing is quoted, a backslash keeps a comma in
//! its value, and white space around values does not count.

use std::collections::BTreeMap;

use poolhouse_emulator_model::shapes::PasswordHashingAlgorithmType;

use super::schema::Schema;
use crate::error::ApiError;

/// The columns of a file that holds users of a pool.
pub(crate) fn csv_header(schema: &Schema) -> Vec<String> {
    let own = ["sub", "identities"];
    let attributes = schema.attributes().iter().filter(|attribute| !attribute.developer_only);
    let names =
        attributes.map(|attribute| attribute.name.clone()).filter(|name| !own.contains(&name.as_str()));
    names.chain([MFA_ENABLED.to_owned(), USERNAME.to_owned()]).collect()
}

/// The first row of a file: its columns, in any order.
pub(crate) struct CsvColumns(Vec<String>);

impl CsvColumns {
    /// Reads the first row, if it has every column once and no other. Files with hashes of
    /// passwords have one more.
    pub(crate) fn read(
        line: &str,
        schema: &Schema,
        hashing: Option<PasswordHashingAlgorithmType>,
    ) -> Option<Self> {
        let columns = split(line);
        let (mut given, mut expected) = (columns.clone(), csv_header(schema));
        expected.extend(hashing.map(|_| PASSWORD_HASH.to_owned()));
        given.sort();
        expected.sort();
        (given == expected).then_some(Self(columns))
    }

    /// The values of a row by column, without those that are empty.
    pub(crate) fn row(&self, line: &str) -> Result<BTreeMap<&str, String>, ApiError> {
        if line.chars().count() > LONGEST_ROW {
            return Err(ApiError::import_row_too_long(LONGEST_ROW));
        }
        let values = split(line);
        if values.len() != self.0.len() {
            return Err(ApiError::import_row_of_other_width(self.0.len(), values.len()));
        }
        let named = self.0.iter().map(String::as_str).zip(values);
        Ok(named.filter(|(_, value)| !value.is_empty()).collect())
    }
}

fn split(line: &str) -> Vec<String> {
    let (mut values, mut value, mut escaped) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match (letter, escaped) {
            (',', false) => values.push(std::mem::take(&mut value).trim().to_owned()),
            ('\\', false) => {
                escaped = true;
                continue;
            }
            (',', true) => value.push(','),
            (other, true) => value.extend(['\\', other]),
            (other, false) => value.push(other),
        }
        escaped = false;
    }
    value.extend(escaped.then_some('\\'));
    values.push(value.trim().to_owned());
    values
}

/// The column of the username.
pub(super) const USERNAME: &str = "cognito:username";
/// The column that tells whether the user has a second factor.
pub(super) const MFA_ENABLED: &str = "cognito:mfa_enabled";
/// The column of the password's hash (unsure: its name is not documented).
pub(super) const PASSWORD_HASH: &str = "cognito:password_hash";

/// Characters of a row.
const LONGEST_ROW: usize = 16_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_keeps_a_comma_and_nothing_else() {
        assert_eq!(split(r" a ,b\, c,,d\e\,\"), ["a", "b, c", "", r"d\e,\"]);
    }
}
