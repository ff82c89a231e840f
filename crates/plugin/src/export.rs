//! From the traits to what a component exports.

use std::sync::Once;

/// Has panics logged, words and place: all that a host sees of one is that the plugin broke.
pub fn log_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| std::panic::set_hook(Box::new(|panic| crate::warn(&panic.to_string()))));
}

/// Makes a type that is a [`Provisioner`](crate::Provisioner) the plugin of this package.
#[macro_export]
macro_rules! provisioner {
    ($plugin:ty) => {
        const _: () = {
            struct Exported;

            impl $crate::bindings::provisioner::exports::poolhouse::plugin::provision::Guest for Exported {
                fn run() -> ::core::result::Result<(), ::std::string::String> {
                    $crate::log_panics();
                    <$plugin as $crate::Provisioner>::run()
                }
            }

            $crate::bindings::provisioner::export_provisioner!(Exported with_types_in $crate::bindings::provisioner);
        };
    };
}

/// Makes a type that is a [`Transform`](crate::Transform) the plugin of this package.
#[macro_export]
macro_rules! transform {
    ($plugin:ty) => {
        const _: () = {
            struct Exported;

            impl $crate::bindings::transform::exports::poolhouse::plugin::transformation::Guest for Exported {
                fn transform(
                    declarations: ::std::vec::Vec<$crate::Declaration>,
                ) -> ::core::result::Result<::std::vec::Vec<$crate::Declaration>, ::std::vec::Vec<$crate::Fault>> {
                    $crate::log_panics();
                    <$plugin as $crate::Transform>::transform(declarations)
                }

                fn review(
                    plan: ::std::vec::Vec<$crate::Change>,
                ) -> ::core::result::Result<(), ::std::vec::Vec<$crate::Fault>> {
                    $crate::log_panics();
                    <$plugin as $crate::Transform>::review(plan)
                }
            }

            $crate::bindings::transform::export_transform!(Exported with_types_in $crate::bindings::transform);
        };
    };
}

/// Makes a type that is a [`Trigger`](crate::Trigger) the plugin of this package.
#[macro_export]
macro_rules! trigger {
    ($plugin:ty) => {
        const _: () = {
            struct Exported;

            impl $crate::bindings::trigger::exports::poolhouse::plugin::handler::Guest for Exported {
                fn handle(
                    event: $crate::Event,
                ) -> ::core::result::Result<::std::string::String, ::std::string::String> {
                    $crate::log_panics();
                    <$plugin as $crate::Trigger>::handle(event)
                }
            }

    $crate::bindings::trigger::export_trigger!(Exported with_types_in $crate::bindings::trigger);
        };
    };
}
