//! Every function that scripts have, by its name in the input.

use mlua::{Function as Callable, Table, Value};

use crate::handle::Held;
use crate::registry::{Member, Space, modules};
use crate::sandbox::Sandbox;

/// The functions of one state.
pub(super) struct Catalogue {
    callees: Vec<Callee>,
}

/// A function, and the object that it is called on.
#[derive(Clone)]
pub(super) struct Callee {
    pub(super) name: String,
    pub(super) function: Callable,
    pub(super) object: Option<Value>,
}

impl Catalogue {
    pub(super) fn of(sandbox: &Sandbox, module: &Table) -> mlua::Result<Self> {
        let mut callees = Vec::new();
        for row in modules() {
            if row.for_tests && sandbox.session.tests.is_none() {
                continue;
            }
            let table = match row.for_tests {
                false => module.clone(),
                true => sandbox.binder().prelude.require.call(row.name)?,
            };
            of_space(&row.space, &table, "", &mut callees)?;
        }
        for (class, object) in objects(sandbox, module)? {
            let methods = modules().iter().flat_map(|row| &row.classes).filter(|row| row.name == class);
            for method in methods.flat_map(|row| &row.methods) {
                let function: Callable = object.get(method.name)?;
                let name = format!("{}:{}", class.to_lowercase(), method.name);
                callees.push(Callee { name, function, object: Some(Value::Table(object.clone())) });
            }
        }
        Ok(Self { callees })
    }

    /// The function of that name. Where there is none, a name is as good as a number.
    pub(super) fn named(&self, name: &[u8]) -> &Callee {
        let found = self.callees.iter().find(|callee| callee.name.as_bytes() == name);
        found.unwrap_or_else(|| {
            let number =
                name.iter().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
            &self.callees[number % self.callees.len()]
        })
    }
}

fn of_space(space: &Space, table: &Table, path: &str, callees: &mut Vec<Callee>) -> mlua::Result<()> {
    for member in &space.members {
        let name = format!("{path}{}", member.name());
        match member {
            Member::Function(function) => {
                callees.push(Callee { name, function: table.raw_get(function.name)?, object: None });
            }
            Member::Space(inner) => {
                let inside: Table = table.get(inner.name)?;
                if inner.called.is_some() {
                    let metatable = inside.metatable().expect("what can be called has a metatable");
                    let object = Some(Value::Nil);
                    callees.push(Callee {
                        name: name.clone(),
                        function: metatable.raw_get("__call")?,
                        object,
                    });
                }
                of_space(inner, &inside, &format!("{name}."), callees)?;
            }
            Member::Field(_) => {}
        }
    }
    Ok(())
}

/// An object of each class that has methods.
fn objects(sandbox: &Sandbox, module: &Table) -> mlua::Result<Vec<(&'static str, Table)>> {
    let pool = module.get::<Table>("cognito")?.get::<Callable>("pool")?.call("us-east-1_test")?;
    let mut objects = vec![(Held::Pool.class(), pool)];
    if sandbox.session.tests.is_some() {
        let test: Table = sandbox.binder().prelude.require.call("poolhouse.test")?;
        let value = sandbox.lua().create_sequence_from(["a", "b"])?;
        objects.push((Held::Expectation.class(), test.get::<Callable>("expect")?.call(value)?));
        objects.push((Held::Emulator.class(), sandbox.object(Held::Emulator)?));
    }
    Ok(objects)
}
