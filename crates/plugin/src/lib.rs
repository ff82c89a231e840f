//! Plugins for poolhouse, written in Rust: implement the trait of a world, and export it.
//!
//! ```
//! use poolhouse_plugin::{Declaration, Provisioner, User, config, declare, provisioner};
//!
//! struct Staff;
//!
//! impl Provisioner for Staff {
//!     fn run() -> Result<(), String> {
//!         let pool = config("pool").ok_or("lacks its configuration `pool`")?;
//!         declare(&[Declaration::from(User { id: "ann".into(), user_pool_id: pool, ..User::default() })]);
//!         Ok(())
//!     }
//! }
//!
//! provisioner!(Staff);
//! # fn main() {}
//! ```
//!
//! A plugin that panics is told with the panic's words and place: they are logged before it ends.

#[allow(
    missing_docs,
    unreachable_pub,
    unsafe_code,
    clippy::all,
    reason = "made from the WIT, which has the words; what crosses the border of a component is raw memory"
)]
#[doc(hidden)]
pub mod bindings;
mod defaults;
mod export;
mod host;

pub use bindings::host::poolhouse::plugin::types::{
    Attribute, AttributeChange, Change, Declarable, Declaration, Fault, Group, Membership, Origin, Secret,
    User,
};
pub use bindings::trigger::exports::poolhouse::plugin::handler::Event;
#[doc(hidden)]
pub use export::log_panics;
pub use host::{
    Input, clock, config, configuration, declare, directory, http, info, input, inputs, random, report,
    secret, stage, warn,
};

/// A plugin that declares users and groups. Export it by [`provisioner!`].
pub trait Provisioner {
    /// Declares everything, by [`declare`]. It must say the same each time it has the same configuration and inputs.
    ///
    /// # Errors
    /// What is wrong, when nothing can be declared; it is told with the plugin's name, and nothing is changed. Faults
    /// that leave the rest standing are for [`report`].
    fn run() -> Result<(), String>;
}

/// A plugin that rules over what others declare, and over plans. Export it by [`transform!`].
pub trait Transform {
    /// Gets all declarations of a run, and gives back those to go on with.
    ///
    /// # Errors
    /// Every reason to refuse them.
    fn transform(declarations: Vec<Declaration>) -> Result<Vec<Declaration>, Vec<Fault>>;

    /// Sees the plan before it is shown or applied.
    ///
    /// # Errors
    /// Every reason to refuse it.
    fn review(plan: Vec<Change>) -> Result<(), Vec<Fault>> {
        let _ = plan;
        Ok(())
    }
}

/// A plugin that answers the events of a pool's triggers. Export it by [`trigger!`].
pub trait Trigger {
    /// Gives back the response, a JSON object: the event's own, filled in.
    ///
    /// # Errors
    /// The message with which what the user does is refused.
    fn handle(event: Event) -> Result<String, String>;
}
