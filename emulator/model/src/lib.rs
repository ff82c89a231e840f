//! The Cognito API as its public model has it: typed shapes, operations, error codes, and the one walker
//! that holds a request against the model's rules. It knows nothing of what Cognito does.

mod answer;
mod blob;
mod check;
mod constraint;
mod generated;
mod mask;
mod operation;
mod place;
mod scalar;
mod sensitive;
mod timestamp;
mod violation;
mod wire_enum;

pub use answer::{UnknownMember, answer_faults, unknown_member};
pub use blob::Blob;
pub use check::{CheckError, check};
pub use constraint::{Length, Member, Pattern, Shape, ShapeKind};
pub use generated::errors::ErrorCode;
pub use generated::operations::OperationName;
pub use generated::shapes::*;
pub use generated::{rules, shapes};
pub use mask::{masked, takes_secret_under, takes_secrets};
pub use operation::{Access, NoOutput, Operation};
pub use sensitive::{Sensitive, SensitiveMap};
pub use timestamp::Timestamp;
pub use violation::{Constraint, Shown, Violation, Violations};
pub use wire_enum::UnknownValue;
