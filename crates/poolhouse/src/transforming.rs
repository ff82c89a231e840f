//! What is declared, on its way through those who rule over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolhouse_core::backend::Backend;
use poolhouse_core::desired::Desired;
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::host::Declared;
use poolhouse_core::transform::{Transform, Transformed};

/// Who changed what: transforms by what faults call a resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed(BTreeMap<String, String>);

impl Changed {
    /// Faults of what a transform changed name it: whoever declared it did not write that.
    pub(crate) fn told(&self, faults: Faults) -> Faults {
        let told = faults.into_iter().map(|fault| {
            let by = fault.subject.as_ref().and_then(|subject| self.0.get(subject));
            let words = by.map(|name| format!(", as {name} changed it"));
            match words.filter(|words| !fault.message.ends_with(words)) {
                Some(words) => Fault { message: format!("{}{words}", fault.message), ..fault },
                None => fault,
            }
        });
        let mut faults = Faults::default();
        faults.extend(told);
        faults
    }
}

/// Has each transform rule over what the ones before left, in their order. They are asked once all is right by itself, so
/// that they need not know what else can be wrong; the first that refuses ends it.
pub(crate) async fn transform(
    transforms: &[Arc<dyn Transform>],
    declared: &mut Declared,
    pools: &Arc<dyn Backend>,
) -> Changed {
    let mut changed = Changed::default();
    if transforms.is_empty() || !declared.complete || !declared.faults.is_empty() || is_wrong(declared) {
        return changed;
    }
    for transform in transforms {
        match transform.transform(declared.declarations.clone(), pools).await {
            Ok(Transformed { declarations, changed: keys, inputs, values }) => {
                let name = transform.name();
                changed.0.extend(keys.iter().map(|key| (key.spoken(), name.clone())));
                declared.declarations = declarations;
                declared.inputs.extend(inputs);
                declared.values.extend(values);
            }
            Err(faults) => {
                declared.faults.extend(faults);
                break;
            }
        }
    }
    changed
}

fn is_wrong(declared: &Declared) -> bool {
    !Desired::from_declarations(declared.declarations.clone()).1.is_empty()
}
