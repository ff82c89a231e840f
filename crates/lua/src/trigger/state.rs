//! A state in which a script has run and answers events, one after the other.

use std::sync::Arc;

use mlua::{Function, Table, Value};
use poolhouse_core::fault::Fault;
use poolhouse_core::hook::{Handler, Hook};
use serde_json::Value as Json;

use super::event;
use crate::convert::type_name;
use crate::limits::Limits;
use crate::sandbox::Sandbox;
use crate::session::Session;

/// A function that answers a trigger of a pool.
pub(crate) struct Answer {
    pub(crate) handler: Handler,
    pub(crate) function: Function,
}

/// Where a script has its functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It returns them.
    Trigger,
    /// It declares, and gives them to `pool:on`.
    Source,
}

/// A script that has run in a state of its own.
pub(super) struct State {
    sandbox: Arc<Sandbox>,
    functions: Functions,
    limits: Limits,
    /// What it had when the script had run.
    memory: usize,
}

enum Functions {
    One(Function),
    ByTrigger(Table),
    ByPool,
}

impl State {
    /// Runs the script. What a function of it may take is `limits`; memory comes on top of what the script has.
    ///
    /// # Errors
    /// The fault that ended it, or that it returns no functions.
    pub(super) fn start(session: &Arc<Session>, role: Role, limits: Limits) -> Result<Self, Fault> {
        let failed =
            |error: mlua::Error| Fault::new(Some(session.whole()), format!("Lua did not start: {error}"));
        if role == Role::Trigger {
            session.only_answers();
        }
        let sandbox = Sandbox::open(session).map_err(failed)?;
        let returned = sandbox.run()?.into_iter().next().unwrap_or(Value::Nil);
        let functions = match role {
            Role::Trigger => Functions::returned(session, returned)?,
            Role::Source => {
                drop(session.finish(true));
                Functions::ByPool
            }
        };
        let memory = sandbox.memory();
        sandbox.allow_memory(limits.memory).map_err(failed)?;
        Ok(Self { sandbox, functions, limits, memory })
    }

    /// Answers an event.
    ///
    /// # Errors
    /// The fault that the function ended with. Nobody knows what the state is then; it is thrown away.
    pub(super) fn handle(&self, pool: &str, hook: Hook, event: &Json) -> Result<Json, Fault> {
        let session = &self.sandbox.session;
        session.renew_log();
        let function = self.function(pool, hook)?;
        let told = event::told(self.sandbox.binder().lua, event)
            .map_err(|refusal| refusal.into_fault(|| session.whole()))
            .map_err(|fault| fault.unwrap_or_else(|error| self.sandbox.fault(&error)))?;
        let mut given = self.sandbox.call_within(self.limits, &function, told.clone())?.into_iter();
        event::answered(&self.sandbox, event, told, given.next())
    }

    /// Whether it has room for more events.
    pub(super) fn is_light(&self) -> bool {
        self.sandbox.memory() <= self.memory.saturating_add(self.limits.memory / 2)
    }

    fn function(&self, pool: &str, hook: Hook) -> Result<Function, Fault> {
        let session = &self.sandbox.session;
        let found = match &self.functions {
            Functions::One(function) => Some(function.clone()),
            Functions::ByTrigger(table) => [hook.word(), hook.name()]
                .into_iter()
                .find_map(|name| table.raw_get::<Option<Function>>(name).ok().flatten()),
            Functions::ByPool => {
                let handlers = session.handlers.lock();
                let of = |answer: &&Answer| answer.handler.pool == pool && answer.handler.hook == hook;
                handlers.iter().find(of).map(|answer| answer.function.clone())
            }
        };
        found.ok_or_else(|| Fault::new(Some(session.whole()), format!("has no function for {hook}")))
    }
}

impl Functions {
    fn returned(session: &Session, returned: Value) -> Result<Self, Fault> {
        let wrong = |message: String| {
            let hint = "write `return function(event) … end`, or return a table of functions by trigger";
            Err(Fault::new(Some(session.whole()), message).hint(hint))
        };
        let table = match returned {
            Value::Function(function) => return Ok(Self::One(function)),
            Value::Table(table) => table,
            other => {
                return wrong(format!("a trigger's script returns functions, and not {}", type_name(&other)));
            }
        };
        for pair in table.pairs::<String, Value>() {
            match pair {
                Ok((name, Value::Function(_))) => {
                    if let Err(unknown) = name.parse::<Hook>() {
                        return wrong(format!("what it returns has `{name}`, which {unknown}"));
                    }
                }
                Ok((name, other)) => {
                    return wrong(format!(
                        "`{name}` of what it returns is no function, but {}",
                        type_name(&other)
                    ));
                }
                Err(_) => return wrong("what it returns has members without a name".to_owned()),
            }
        }
        Ok(Self::ByTrigger(table))
    }
}
