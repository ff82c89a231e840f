//! What the interface's worlds are in Rust, made from the WIT of `wit/0.1.0`. The worlds share the types of `host`.

#![allow(missing_docs, reason = "the WIT has the words")]

pub(crate) mod host {
    wasmtime::component::bindgen!({
        path: "wit/0.1.0",
        world: "poolhouse:plugin/host",
        imports: {
            default: trappable,
            "poolhouse:plugin/directory": async | trappable,
            "poolhouse:plugin/http": async | trappable,
        },
        with: { "poolhouse:plugin/inputs.input": crate::imports::Opened },
        additional_derives: [PartialEq],
    });
}

pub(crate) mod provisioner {
    wasmtime::component::bindgen!({
        path: "wit/0.1.0",
        world: "poolhouse:plugin/provisioner",
        exports: { default: async },
        with: {
            "poolhouse:plugin/types": super::host::poolhouse::plugin::types,
            "poolhouse:plugin/log": super::host::poolhouse::plugin::log,
            "poolhouse:plugin/config": super::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs": super::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/declarations": super::host::poolhouse::plugin::declarations,
        },
    });
}

pub(crate) mod transform {
    wasmtime::component::bindgen!({
        path: "wit/0.1.0",
        world: "poolhouse:plugin/transform",
        exports: { default: async },
        with: {
            "poolhouse:plugin/types": super::host::poolhouse::plugin::types,
            "poolhouse:plugin/log": super::host::poolhouse::plugin::log,
            "poolhouse:plugin/config": super::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs": super::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/directory": super::host::poolhouse::plugin::directory,
            "poolhouse:plugin/clock": super::host::poolhouse::plugin::clock,
            "poolhouse:plugin/random": super::host::poolhouse::plugin::random,
            "poolhouse:plugin/http": super::host::poolhouse::plugin::http,
            "poolhouse:plugin/secrets": super::host::poolhouse::plugin::secrets,
        },
    });
}

pub(crate) mod trigger {
    wasmtime::component::bindgen!({
        path: "wit/0.1.0",
        world: "poolhouse:plugin/trigger",
        exports: { default: async },
        with: {
            "poolhouse:plugin/types": super::host::poolhouse::plugin::types,
            "poolhouse:plugin/log": super::host::poolhouse::plugin::log,
            "poolhouse:plugin/config": super::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs": super::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/directory": super::host::poolhouse::plugin::directory,
            "poolhouse:plugin/clock": super::host::poolhouse::plugin::clock,
            "poolhouse:plugin/random": super::host::poolhouse::plugin::random,
            "poolhouse:plugin/http": super::host::poolhouse::plugin::http,
            "poolhouse:plugin/secrets": super::host::poolhouse::plugin::secrets,
        },
    });
}

pub(crate) use host::poolhouse::plugin as interface;
