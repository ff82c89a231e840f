//! Which attributes of its users an app client reads and writes.

use super::client_options::{ClientOptions, list};
use super::schema::Schema;
use crate::error::ApiError;

impl ClientOptions {
    /// Refuses names among those of a request that the client may not write. Without a list of its
    /// own a client writes all but what is for administrators and what the service keeps. Names
    /// that the schema does not have are left to it then, and so is `sub` always.
    pub(crate) fn check_writes<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), ApiError> {
        let allowed = list(&self.write_attributes);
        let may_write = |name: &str| {
            let own = allowed.is_empty() || allowed.iter().any(|allowed| allowed == name);
            name == "sub" || (own && !is_closed(name))
        };
        if names.into_iter().all(may_write) { Ok(()) } else { Err(ApiError::unauthorized_attribute()) }
    }

    /// Whether the client reads an attribute. `sub` is for everyone.
    pub(crate) fn may_read(&self, schema: &Schema, name: &str) -> bool {
        let allowed = list(&self.read_attributes);
        let own = allowed.is_empty() || allowed.iter().any(|allowed| allowed == name);
        let developer_only = || schema.attribute(name).is_some_and(|attribute| attribute.developer_only);
        name == "sub" || (own && !developer_only())
    }
}

fn is_closed(name: &str) -> bool {
    matches!(name, "email_verified" | "phone_number_verified") || name.starts_with("dev:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(write: &[&str], read: &[&str]) -> ClientOptions {
        let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        ClientOptions { write_attributes: names(write), read_attributes: names(read), ..Default::default() }
    }

    #[test]
    fn without_a_list_all_but_what_others_keep_is_written() {
        let options = ClientOptions::default();
        assert!(options.check_writes(["email", "custom:role", "sub", "nonsense"]).is_ok());
        for name in ["email_verified", "phone_number_verified", "dev:custom:note"] {
            assert_eq!(options.check_writes(["email", name]), Err(ApiError::unauthorized_attribute()));
        }
    }

    #[test]
    fn a_list_is_all_there_is() {
        let options = options(&["email"], &["name"]);
        assert!(options.check_writes(["email"]).is_ok());
        assert!(options.check_writes(["email", "name"]).is_err());
        let schema = Schema::create(Vec::new()).expect("a schema");
        let read = |name| options.may_read(&schema, name);
        assert_eq!([read("name"), read("email"), read("sub")], [true, false, true]);
    }
}
