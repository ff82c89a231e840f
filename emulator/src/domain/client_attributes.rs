//! Which attributes an app client may read and write.

use super::schema::{Schema, SchemaAttribute};

/// What is wrong with a list of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeFault {
    /// The list of readable attributes has one that no client can read.
    Read,
    /// The list of writable attributes has one that no client can write.
    Write,
}

/// Clients read all but what is for administrators alone.
pub(super) fn check_read_attributes(names: &[String], schema: &Schema) -> Result<(), AttributeFault> {
    let readable = |attribute: &SchemaAttribute| !attribute.developer_only;
    if all(names, schema, readable) { Ok(()) } else { Err(AttributeFault::Read) }
}

/// Clients write what they read, but for what the service itself keeps. An immutable attribute may
/// be listed, for it is written once, at sign-up. That required attributes may be left out is
/// unsure.
pub(super) fn check_write_attributes(names: &[String], schema: &Schema) -> Result<(), AttributeFault> {
    let writable = |attribute: &SchemaAttribute| {
        !attribute.developer_only && !KEPT_BY_SERVICE.contains(&attribute.name.as_str())
    };
    if all(names, schema, writable) { Ok(()) } else { Err(AttributeFault::Write) }
}

fn all(names: &[String], schema: &Schema, allowed: impl Fn(&SchemaAttribute) -> bool) -> bool {
    names.iter().all(|name| schema.attribute(name).is_some_and(&allowed))
}

/// That `sub` cannot be listed is unsure.
const KEPT_BY_SERVICE: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];
