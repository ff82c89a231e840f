//! The interface's worlds as Rust has them. They share the types of `host`.

/// What a host may give, and the types of everything.
pub mod host {
    wit_bindgen::generate!({
        path: "../wasm/wit/0.1.0",
        world: "poolhouse:plugin/host",
        generate_all,
        generate_unused_types: true,
        additional_derives: [Default],
        additional_derives_ignore: ["secret", "declarable", "declaration", "level"],
    });
}

/// A source of declarations.
pub mod provisioner {
    wit_bindgen::generate!({
        path: "../wasm/wit/0.1.0",
        world: "poolhouse:plugin/provisioner",
        pub_export_macro: true,
        export_macro_name: "export_provisioner",
        default_bindings_module: "poolhouse_plugin::bindings::provisioner",
        with: {
            "poolhouse:plugin/types@0.1.0": crate::bindings::host::poolhouse::plugin::types,
            "poolhouse:plugin/log@0.1.0": crate::bindings::host::poolhouse::plugin::log,
            "poolhouse:plugin/config@0.1.0": crate::bindings::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs@0.1.0": crate::bindings::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/declarations@0.1.0": crate::bindings::host::poolhouse::plugin::declarations,
        },
    });
}

/// Rules over what others declare.
pub mod transform {
    wit_bindgen::generate!({
        path: "../wasm/wit/0.1.0",
        world: "poolhouse:plugin/transform",
        pub_export_macro: true,
        export_macro_name: "export_transform",
        default_bindings_module: "poolhouse_plugin::bindings::transform",
        with: {
            "poolhouse:plugin/types@0.1.0": crate::bindings::host::poolhouse::plugin::types,
            "poolhouse:plugin/log@0.1.0": crate::bindings::host::poolhouse::plugin::log,
            "poolhouse:plugin/config@0.1.0": crate::bindings::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs@0.1.0": crate::bindings::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/directory@0.1.0": crate::bindings::host::poolhouse::plugin::directory,
            "poolhouse:plugin/clock@0.1.0": crate::bindings::host::poolhouse::plugin::clock,
            "poolhouse:plugin/random@0.1.0": crate::bindings::host::poolhouse::plugin::random,
            "poolhouse:plugin/http@0.1.0": crate::bindings::host::poolhouse::plugin::http,
            "poolhouse:plugin/secrets@0.1.0": crate::bindings::host::poolhouse::plugin::secrets,
        },
    });
}

/// A function that pools call.
pub mod trigger {
    wit_bindgen::generate!({
        path: "../wasm/wit/0.1.0",
        world: "poolhouse:plugin/trigger",
        pub_export_macro: true,
        export_macro_name: "export_trigger",
        default_bindings_module: "poolhouse_plugin::bindings::trigger",
        with: {
            "poolhouse:plugin/types@0.1.0": crate::bindings::host::poolhouse::plugin::types,
            "poolhouse:plugin/log@0.1.0": crate::bindings::host::poolhouse::plugin::log,
            "poolhouse:plugin/config@0.1.0": crate::bindings::host::poolhouse::plugin::config,
            "poolhouse:plugin/inputs@0.1.0": crate::bindings::host::poolhouse::plugin::inputs,
            "poolhouse:plugin/directory@0.1.0": crate::bindings::host::poolhouse::plugin::directory,
            "poolhouse:plugin/clock@0.1.0": crate::bindings::host::poolhouse::plugin::clock,
            "poolhouse:plugin/random@0.1.0": crate::bindings::host::poolhouse::plugin::random,
            "poolhouse:plugin/http@0.1.0": crate::bindings::host::poolhouse::plugin::http,
            "poolhouse:plugin/secrets@0.1.0": crate::bindings::host::poolhouse::plugin::secrets,
        },
    });
}
