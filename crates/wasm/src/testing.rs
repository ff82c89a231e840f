//! Plugins as WAT text in, what they say as text out.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use parking_lot::Mutex;
use poolhouse_core::clock::{Clock, Timestamp};
use poolhouse_core::log::LogLine;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::{CallError, Grants, Limits, Plugin, Runtime, TriggerEvent, WIT};

/// The engine of all tests. It keeps nothing between them.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new(None).unwrap());

/// A component of a world of the interface, its core module as text.
pub(crate) fn component(world: &str, core: &str) -> Vec<u8> {
    component_of(&[&interface()], world, core)
}

/// A component of a world of the last of these packages.
pub(crate) fn component_of(packages: &[&str], world: &str, core: &str) -> Vec<u8> {
    let mut module = wat::parse_str(core).unwrap();
    let mut resolve = Resolve::default();
    let packages: Vec<_> = packages.iter().map(|text| resolve.push_str("test.wit", text).unwrap()).collect();
    let world = resolve.select_world(&packages[packages.len() - 1..], Some(world)).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
}

/// The interface in one text.
pub(crate) fn interface() -> String {
    let bodies = WIT.iter().map(|(_, text)| text.strip_prefix("package poolhouse:plugin@0.1.0;").unwrap());
    format!("package poolhouse:plugin@0.1.0;\n{}", bodies.collect::<String>())
}

/// A provisioner whose function has that body, and beside it the module has `more`. Its memory is `memory` pages; the
/// address 16 holds a result that is fine.
pub(crate) fn provisioner(body: &str, more: &str) -> Vec<u8> {
    component("provisioner", &module(PROVISION, "", body, more))
}

/// A trigger whose function has that body; the address 16 holds the answer `{}`.
pub(crate) fn trigger(body: &str, more: &str) -> Vec<u8> {
    component("trigger", &module(HANDLE, &format!("(param{})", " i32".repeat(16)), body, more))
}

/// The core module of a plugin: what is imported, a memory with an allocator, a function.
pub(crate) fn module(export: &str, parameters: &str, body: &str, more: &str) -> String {
    let (imports, more): (Vec<_>, Vec<_>) =
        more.lines().partition(|line| line.trim_start().starts_with("(import"));
    let (imports, more) = (imports.join("\n"), more.join("\n"));
    let memory = if more.contains("(memory") { "" } else { r#"(memory (export "memory") 2)"# };
    format!(
        r#"(module
            {imports}
            {memory}
            (global $free (mut i32) (i32.const 4096))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
                (global.set $free (i32.add (local.get $at) (local.get 3)))
                (local.get $at))
            {more}
            (data (i32.const 16) "\00\00\00\00\40\00\00\00\02\00\00\00")
            (data (i32.const 64) "{{}}")
            (func (export "{export}") {parameters} (result i32) {body})
        )"#
    )
}

pub(crate) const PROVISION: &str = "poolhouse:plugin/provision@0.1.0#run";
pub(crate) const HANDLE: &str = "poolhouse:plugin/handler@0.1.0#handle";

/// Limits that tests run into quickly.
pub(crate) fn tight() -> Limits {
    Limits { output: 1024 * 1024, ..Limits::trigger() }
}

/// The plugin of that component.
pub(crate) fn load(component: &[u8]) -> Plugin {
    RUNTIME.load("test", component, tight()).unwrap()
}

/// Why that component is refused, and nothing is run.
#[track_caller]
pub(crate) fn refusal(component: &[u8]) -> String {
    match RUNTIME.load("test", component, tight()) {
        Ok(_) => panic!("it is a plugin"),
        Err(error) => error.to_string(),
    }
}

/// Grants whose log is kept.
pub(crate) fn logged() -> (Grants, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let log = Arc::new(move |line: LogLine| kept.lock().push(line.text));
    (Grants { log, ..Grants::default() }, lines)
}

/// A call of a provisioner: its declarations and faults, a line each, and how it ended.
pub(crate) async fn provision(component: &[u8]) -> String {
    provision_with(component, Grants::default()).await
}

/// The same with grants.
pub(crate) async fn provision_with(component: &[u8], grants: Grants) -> String {
    let plugin = load(component);
    let called = plugin.provision(&Arc::new(grants), plugin.origin()).await;
    let mut text = String::new();
    for said in &called.said.declarations {
        writeln!(text, "{} {} {:?} {:?}", said.origin, said.kind, said.id, said.properties).unwrap();
    }
    for fault in &called.said.faults {
        writeln!(text, "{fault}").unwrap();
    }
    match called.outcome {
        Ok(()) => text + "done",
        Err(error) => text + &error.to_string(),
    }
}

/// A call of a trigger.
pub(crate) async fn handle(plugin: &Plugin) -> Result<String, CallError> {
    plugin.handle(&Arc::new(Grants::default()), event()).await
}

/// A clock that shows this, in milliseconds since 1970.
pub(crate) struct StoppedAt(pub(crate) i64);

#[async_trait::async_trait]
impl Clock for StoppedAt {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0)
    }

    async fn sleep(&self, _: Duration) {}
}

/// Any event.
pub(crate) fn event() -> TriggerEvent {
    TriggerEvent {
        trigger_source: "PreSignUp_SignUp".into(),
        version: "1".into(),
        region: "us-east-1".into(),
        user_pool_id: "us-east-1_test".into(),
        user_name: "ann".into(),
        client_id: "client".into(),
        request: "{}".into(),
        response: "{}".into(),
    }
}
