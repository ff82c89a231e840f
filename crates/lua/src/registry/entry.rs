//! Rows of the table: modules, their functions and fields, and the objects these take and give.

use std::fmt;

use mlua::Value;

use crate::bind::{Binder, Call};
use crate::error::Refusal;
use crate::registry::Type;

/// A module that scripts require.
#[derive(Debug)]
pub struct Module {
    /// The name to require it by. With an `@` before it, it means the same.
    pub name: &'static str,
    /// What it holds, under the name that scripts give it by custom.
    pub space: Space,
    /// The objects that its functions take and give.
    pub classes: Vec<Class>,
    /// Whether it is there in tests only.
    pub for_tests: bool,
}

/// A table of functions, fields and further tables.
#[derive(Debug)]
pub struct Space {
    /// Its name in the table around it; for a whole module, the name that scripts give it.
    pub name: &'static str,
    /// What it is for, a sentence.
    pub doc: &'static str,
    /// What is in it, in the order people read it.
    pub members: Vec<Member>,
    /// What calling the table itself does, where it can be called.
    pub called: Option<Function>,
    /// Whether a state makes it when a script first reads it: it is large, and few scripts do.
    pub(crate) made_when_read: bool,
}

/// One member of a [`Space`].
#[derive(Debug)]
pub enum Member {
    /// A further table.
    Space(Space),
    /// A function.
    Function(Function),
    /// A value.
    Field(Field),
}

/// A function of a space, or a method of a class.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it takes. A method takes its object before these.
    pub arguments: Vec<Argument>,
    /// What it gives.
    pub result: Type,
    /// What it does, a few sentences.
    pub doc: &'static str,
    /// The version of poolhouse that first had it.
    pub since: &'static str,
    /// Whether it notes what is wrong with its arguments by itself, so that the script goes on.
    pub(crate) lenient: bool,
    pub(crate) body: Body,
}

/// What a function does when a script calls it: object and arguments in, at most three together; a value out.
pub(crate) type Body = Box<dyn Fn(&Call<'_>, [Value; 3]) -> Result<Value, Refusal> + Send + Sync>;

/// An argument of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: Type,
    /// What it means, a fragment of a sentence.
    pub doc: &'static str,
}

/// A value of a space, or of an object.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Type,
    /// What it means, a sentence or two.
    pub doc: &'static str,
    /// The version of poolhouse that first had it.
    pub since: &'static str,
    /// How it is made, in a space. Objects bring their own.
    pub(crate) made: Option<Made>,
}

/// Makes the value of a field in a fresh state.
pub(crate) type Made = fn(&Binder<'_>) -> mlua::Result<Value>;

/// A kind of object.
#[derive(Debug)]
pub struct Class {
    /// Its name, in types.
    pub name: &'static str,
    /// What it is, a sentence or two.
    pub doc: &'static str,
    /// What it holds.
    pub fields: Vec<Field>,
    /// What it does, called with a colon.
    pub methods: Vec<Function>,
}

/// The version that first had everything that does not say otherwise.
pub(crate) const FIRST: &str = "0.1.0";

impl Module {
    /// Whether a class is another module's, named here for what holds one.
    pub(crate) fn is_borrowed(&self, class: &Class) -> bool {
        let others = crate::registry::modules().iter().take_while(|module| module.name != self.name);
        others.flat_map(|module| &module.classes).any(|other| other.name == class.name)
    }
}

impl Space {
    /// A table with nothing in it yet.
    pub(crate) fn new(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, members: Vec::new(), called: None, made_when_read: false }
    }

    /// The same with a function more.
    pub(crate) fn function(mut self, function: Function) -> Self {
        self.members.push(Member::Function(function));
        self
    }

    /// The same, and calling it does that.
    pub(crate) fn called(self, function: Function) -> Self {
        Self { called: Some(function), ..self }
    }

    /// The same, made when a script first reads it.
    pub(crate) fn made_when_read(self) -> Self {
        Self { made_when_read: true, ..self }
    }

    /// The same with a table more.
    pub(crate) fn space(mut self, space: Space) -> Self {
        self.members.push(Member::Space(space));
        self
    }

    /// The same with a value more.
    pub(crate) fn field(mut self, field: Field, made: Made) -> Self {
        self.members.push(Member::Field(Field { made: Some(made), ..field }));
        self
    }
}

impl Space {
    /// The table of that name in it which is made when it is read.
    pub(crate) fn late(&self, name: &str) -> Option<&Self> {
        self.members.iter().find_map(|member| match member {
            Member::Space(space) if space.made_when_read && space.name == name => Some(space),
            _ => None,
        })
    }
}

impl Member {
    /// Whether it is there only once a script reads it.
    pub(crate) fn is_late(&self) -> bool {
        matches!(self, Self::Space(space) if space.made_when_read)
    }

    /// Its name in the table around it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Space(space) => space.name,
            Self::Function(function) => function.name,
            Self::Field(field) => field.name,
        }
    }
}

impl Function {
    /// A function that takes nothing and gives nothing, yet.
    pub(crate) fn new(
        name: &'static str,
        doc: &'static str,
        body: impl Fn(&Call<'_>, [Value; 3]) -> Result<Value, Refusal> + Send + Sync + 'static,
    ) -> Self {
        let (arguments, result) = (Vec::new(), Type::Nothing);
        Self { name, arguments, result, doc, since: FIRST, lenient: false, body: Box::new(body) }
    }

    /// The same with an argument more.
    pub(crate) fn takes(mut self, name: &'static str, takes: Type, doc: &'static str) -> Self {
        self.arguments.push(Argument { name, takes, doc });
        self
    }

    /// The same, giving that.
    pub(crate) fn gives(self, result: Type) -> Self {
        Self { result, ..self }
    }

    /// The same, noting by itself what is wrong with its arguments.
    pub(crate) fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// Whether it takes any number of any values, which reach it as the one line of text that `print` would make.
    pub(crate) fn takes_words(&self) -> bool {
        self.arguments.last().is_some_and(|argument| argument.takes == Type::Words)
    }
}

impl Field {
    /// A value.
    pub(crate) fn new(name: &'static str, holds: Type, doc: &'static str) -> Self {
        Self { name, holds, doc, since: FIRST, made: None }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, arguments, result, .. } = self;
        f.debug_struct("Function")
            .field("name", name)
            .field("arguments", arguments)
            .field("result", result)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.name).field("holds", &self.holds).finish_non_exhaustive()
    }
}
