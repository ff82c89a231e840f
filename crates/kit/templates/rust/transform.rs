//! Refuses users whose names have capitals: systems behind this pool tell `Ann` from `ann`.

use poolhouse_plugin::{Declarable, Declaration, Fault, Transform, User, transform};

struct Names;

impl Transform for Names {
    fn transform(declarations: Vec<Declaration>) -> Result<Vec<Declaration>, Vec<Fault>> {
        let faults: Vec<Fault> = declarations.iter().filter_map(fault).collect();
        if faults.is_empty() { Ok(declarations) } else { Err(faults) }
    }
}

transform!(Names);

fn fault(declaration: &Declaration) -> Option<Fault> {
    let Declarable::User(User { id, username, .. }) = &declaration.what else { return None };
    let name = username.as_ref().unwrap_or(id);
    name.contains(|character: char| character.is_ascii_uppercase()).then(|| Fault {
        message: "has capitals in its username".to_owned(),
        subject: Some(format!("user \"{id}\"")),
        origin: declaration.origin.clone(),
        ..Fault::default()
    })
}
