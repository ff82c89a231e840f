//! The structures of the API that editors know: requests, answers and what these hold.

use std::collections::BTreeMap;

use poolhouse_emulator_model::{Member, OperationName, Shape, ShapeKind};

/// All structures that requests and answers are made of, by their names.
pub(super) fn structures() -> impl Iterator<Item = &'static Shape> {
    let mut found = BTreeMap::new();
    for operation in OperationName::ALL {
        collect(operation.input_shape(), &mut found);
        operation.output_shape().into_iter().for_each(|shape| collect(shape, &mut found));
    }
    found.into_values()
}

fn collect(shape: &'static Shape, found: &mut BTreeMap<&'static str, &'static Shape>) {
    match &shape.kind {
        ShapeKind::List { member, .. } => collect(member, found),
        ShapeKind::Map { value, .. } => collect(value, found),
        ShapeKind::Structure { members } if found.insert(shape.name, shape).is_none() => {
            members.iter().for_each(|member| collect(member.shape, found));
        }
        _ => {}
    }
}

/// Whether a request need not say anything.
pub(super) fn is_optional(request: &Shape) -> bool {
    request.members().iter().all(|member| !member.required)
}

/// Whether a member of a structure takes a secret: where a request has it, and the model marks it.
pub(super) fn takes_secret(structure: &Shape, member: &Member) -> bool {
    let is_request = OperationName::ALL.iter().any(|name| name.input_shape().name == structure.name);
    is_request && member.shape.sensitive && !matches!(member.shape.kind, ShapeKind::Structure { .. })
}
