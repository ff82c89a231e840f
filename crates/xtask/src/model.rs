//! The API model as AWS publishes it. A key that is not known here is an error, so that nothing a newer
//! model says is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Outcome;

/// Where the model lies, from the workspace's root.
pub(crate) const MODEL: &str = "emulator/model/api/cognito-idp-2016-04-18.json";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    version: String,
    metadata: Metadata,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    json_version: String,
    target_prefix: String,
    uid: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) name: String,
    http: Http,
    pub(crate) input: ShapeRef,
    pub(crate) output: Option<ShapeRef>,
    #[serde(default)]
    pub(crate) errors: Vec<ShapeRef>,
    authtype: Option<String>,
    #[serde(rename = "auth")]
    _auth: Option<Vec<String>>,
    #[serde(default, rename = "readonly")]
    _readonly: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Http {
    method: String,
    request_uri: String,
}

/// A use of a shape: by a member, a list, a map or an operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ShapeRef {
    pub(crate) shape: String,
    #[serde(default, rename = "box")]
    _boxed: bool,
    #[serde(default, rename = "deprecated")]
    _deprecated: bool,
    #[serde(rename = "deprecatedMessage")]
    _deprecated_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Shape {
    String(StringShape),
    Integer(IntegerShape),
    Long(PlainShape),
    Boolean(PlainShape),
    Timestamp(PlainShape),
    Blob(BlobShape),
    List(ListShape),
    Map(MapShape),
    Structure(StructureShape),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StringShape {
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    pub(crate) pattern: Option<String>,
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntegerShape {
    pub(crate) min: Option<i32>,
    pub(crate) max: Option<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlainShape {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlobShape {
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListShape {
    pub(crate) member: ShapeRef,
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MapShape {
    pub(crate) key: ShapeRef,
    pub(crate) value: ShapeRef,
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StructureShape {
    pub(crate) members: BTreeMap<String, ShapeRef>,
    #[serde(default)]
    required: BTreeSet<String>,
    #[serde(default)]
    pub(crate) document: bool,
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) exception: bool,
    /// An exception that is the service's own fault.
    #[serde(default)]
    pub(crate) fault: bool,
}

impl Model {
    /// Reads the model of the workspace at `root` and asserts what the generator believes of it.
    pub(crate) fn read(root: &Path) -> Outcome<Model> {
        let model: Model = serde_json::from_str(&fs::read_to_string(root.join(MODEL))?)?;
        model.assert_beliefs();
        Ok(model)
    }

    pub(crate) fn shape(&self, name: &str) -> &Shape {
        self.shapes.get(name).unwrap_or_else(|| panic!("the model uses the shape {name} and lacks it"))
    }

    /// The shapes an input or an output is made of, with their names, in order. Exceptions are not among
    /// them: on the wire they are a name and a message.
    pub(crate) fn reachable(&self) -> BTreeMap<&str, &Shape> {
        let mut found = BTreeMap::new();
        for operation in self.operations.values() {
            self.collect(&operation.input.shape, &mut found);
            if let Some(output) = &operation.output {
                self.collect(&output.shape, &mut found);
            }
        }
        found
    }

    fn collect<'a>(&'a self, name: &'a str, found: &mut BTreeMap<&'a str, &'a Shape>) {
        let shape = self.shape(name);
        if found.insert(name, shape).is_none() {
            for part in shape.parts() {
                self.collect(&part.shape, found);
            }
        }
    }

    /// The exceptions, with their names, in order.
    pub(crate) fn exceptions(&self) -> impl Iterator<Item = (&str, &StructureShape)> {
        self.shapes.iter().filter_map(|(name, shape)| match shape {
            Shape::Structure(structure) if structure.exception => Some((name.as_str(), structure)),
            _ => None,
        })
    }

    fn assert_beliefs(&self) {
        assert_eq!(self.version, "2.0");
        assert_eq!(self.metadata.uid, "cognito-idp-2016-04-18");
        assert_eq!(self.metadata.json_version, "1.1");
        assert_eq!(self.metadata.target_prefix, "AWSCognitoIdentityProviderService");
        assert_eq!(self.operations.len(), 141, "the number of operations");
        assert_eq!(self.exceptions().count(), 59, "the number of exceptions");
        for (name, operation) in &self.operations {
            operation.assert_beliefs(name);
        }
        for (name, structure) in self.exceptions() {
            let known = structure.members.keys().all(|member| member == "message" || member == "reasonCode");
            assert!(known, "{name} has a member that the wire form of errors does not know");
        }
        for (name, shape) in self.reachable() {
            shape.assert_beliefs(name);
        }
    }
}

impl Operation {
    /// Whether the call carries no signature.
    pub(crate) fn unsigned(&self) -> bool {
        self.authtype.is_some()
    }

    /// Inputs and operations being one to one is what lets a request's type name its operation.
    fn assert_beliefs(&self, key: &str) {
        assert_eq!(self.name, key);
        assert_eq!(self.input.shape, format!("{key}Request"), "the input is named after the operation");
        if let Some(output) = &self.output {
            assert_eq!(output.shape, format!("{key}Response"), "the output is named after the operation");
        }
        assert_eq!((self.http.method.as_str(), self.http.request_uri.as_str()), ("POST", "/"), "{key}");
        assert!(self.authtype.as_deref().is_none_or(|kind| kind == "none"), "authtype of {key}");
    }
}

impl Shape {
    pub(crate) fn sensitive(&self) -> bool {
        match self {
            Shape::String(shape) => shape.sensitive,
            Shape::Map(shape) => shape.sensitive,
            Shape::Structure(shape) => shape.sensitive,
            _ => false,
        }
    }

    /// The shapes this one is made of.
    fn parts(&self) -> Vec<&ShapeRef> {
        match self {
            Shape::List(list) => vec![&list.member],
            Shape::Map(map) => vec![&map.key, &map.value],
            Shape::Structure(structure) => structure.members.values().collect(),
            _ => vec![],
        }
    }

    fn assert_beliefs(&self, name: &str) {
        match self {
            Shape::String(text) if !text.values.is_empty() => {
                assert!(!text.sensitive, "{name} is an enum and sensitive");
            }
            Shape::Structure(structure) => structure.assert_beliefs(name),
            _ => {}
        }
    }
}

impl StructureShape {
    pub(crate) fn requires(&self, member: &str) -> bool {
        self.required.contains(member)
    }

    fn assert_beliefs(&self, name: &str) {
        assert!(!self.exception && !self.fault, "{name} is an exception inside an input or output");
        assert!(!self.document || self.members.is_empty(), "{name} is a document with members");
        for member in &self.required {
            assert!(self.members.contains_key(member), "{name} requires {member} and lacks it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model::read(&crate::root()).unwrap()
    }

    #[test]
    fn the_committed_model_is_what_the_generator_believes() {
        let model = model();
        assert_eq!(model.operations.values().filter(|operation| operation.unsigned()).count(), 34);
        assert_eq!(model.operations.values().filter(|operation| operation.output.is_none()).count(), 13);
    }

    #[test]
    fn exceptions_are_no_part_of_inputs_and_outputs() {
        let model = model();
        let reachable = model.reachable();
        assert!(reachable.contains_key("UserContextDataType"));
        assert!(!reachable.contains_key("NotAuthorizedException"));
    }

    #[test]
    fn an_unknown_key_of_a_shape_is_an_error() {
        let known = serde_json::from_str::<Shape>(r#"{"type": "string", "max": 3}"#);
        let unknown = serde_json::from_str::<Shape>(r#"{"type": "string", "longest": 3}"#);
        assert!(known.is_ok() && unknown.is_err());
    }
}
