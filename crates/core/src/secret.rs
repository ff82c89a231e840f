//! Values that never print.

use std::fmt;
use std::sync::Arc;

/// A password, or the promise of one: what it is becomes known when it is revealed, at apply and not before.
///
/// `Debug` and `Display` show the name or `secret`, never the value. It has no `Serialize`, no `PartialEq` and no
/// hash, so that no plan, state or log can hold it by mistake.
#[derive(Clone)]
pub struct Secret {
    name: Option<Arc<str>>,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Literal(Arc<str>),
    Deferred(Arc<dyn Fn() -> Result<String, SecretError> + Send + Sync>),
    Generated(Arc<dyn Fn() -> String + Send + Sync>),
}

/// Why a secret has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct SecretError {
    /// The secret's name.
    pub name: String,
    /// What is missing, and what to do about it.
    pub reason: String,
}

/// A secret's value, out in the open. Keep it for the length of one call.
pub struct Revealed(String);

impl Secret {
    /// A value that stands in the script itself.
    #[must_use]
    pub fn literal(value: &str) -> Self {
        Self { name: None, source: Source::Literal(value.into()) }
    }

    /// A value that `source` gives when it is needed; `name` is what people see instead of it.
    pub fn deferred(
        name: &str,
        source: impl Fn() -> Result<String, SecretError> + Send + Sync + 'static,
    ) -> Self {
        Self { name: Some(name.into()), source: Source::Deferred(Arc::new(source)) }
    }

    /// A value that `source` makes up, another each time: nobody knows it, unless whoever applies keeps it
    /// ([`crate::plan::Plan::generate_passwords`]).
    pub fn generated(source: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { name: Some("generated".into()), source: Source::Generated(Arc::new(source)) }
    }

    /// The same secret with a value of its own from now on, where its value would be another each time.
    #[must_use]
    pub fn once_generated(&self) -> Option<Self> {
        let Source::Generated(source) = &self.source else { return None };
        let value = source();
        Some(Self { name: self.name.clone(), source: Source::Deferred(Arc::new(move || Ok(value.clone()))) })
    }

    /// Whether the value stands in the script itself, so that it can be judged before it is revealed to anybody.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        matches!(self.source, Source::Literal(_))
    }

    /// The name people see, when it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The value itself.
    ///
    /// # Errors
    /// When the source has none, for example because an environment variable is not set.
    pub fn reveal(&self) -> Result<Revealed, SecretError> {
        match &self.source {
            Source::Literal(value) => Ok(Revealed(value.to_string())),
            Source::Deferred(source) => source().map(Revealed),
            Source::Generated(source) => Ok(Revealed(source())),
        }
    }
}

impl Revealed {
    /// The value as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "secret({name})"),
            None => f.write_str("secret"),
        }
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_secret_shows_its_name_and_never_its_value() {
        let named = Secret::deferred("FIRST_PASSWORD", || Ok("hunter2".into()));
        let literal = Secret::literal("hunter2");
        let shown = format!("{named} {named:?} {literal} {literal:?} {:?}", literal.reveal().unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("secret(FIRST_PASSWORD)"));
    }

    #[test]
    fn a_generated_secret_is_another_each_time_until_it_is_made_up_once() {
        let made = std::sync::atomic::AtomicU32::new(0);
        let secret = Secret::generated(move || {
            format!("made-{}", made.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        });
        let values = |secret: &Secret| [secret, secret].map(|secret| secret.reveal().unwrap().0);
        assert_eq!(values(&secret), ["made-0", "made-1"]);
        let once = secret.once_generated().unwrap();
        assert_eq!(values(&once), ["made-2", "made-2"]);
        assert!(once.once_generated().is_none(), "its value stays");
        assert!(!format!("{once} {once:?}").contains("made"));
    }

    #[test]
    fn a_deferred_secret_asks_its_source_each_time_it_is_revealed() {
        let secret = Secret::deferred("X", || {
            Err(SecretError { name: "X".into(), reason: "the variable is not set".into() })
        });
        assert_eq!(secret.reveal().unwrap_err().to_string(), "X: the variable is not set");
    }
}
