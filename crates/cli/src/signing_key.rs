//! `--require-signatures KEY=SECRET`: an access key on the command line.

use std::convert::Infallible;
use std::env;
use std::fmt;
use std::str::FromStr;

use poolhouse::Error;
use poolhouse::emulator::AccessKey;

/// The argument as it was given. It is looked at when it is used, since the words of clap about a bad argument repeat
/// it, and it may hold a secret.
#[derive(Clone)]
pub(crate) struct SigningKey(String);

impl FromStr for SigningKey {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

impl SigningKey {
    /// The access key, its secret taken from the environment if it says so.
    pub(crate) fn access_key(&self) -> Result<AccessKey, Error> {
        let (id, secret) = self
            .0
            .split_once('=')
            .filter(|(id, secret)| !id.is_empty() && !secret.is_empty())
            .ok_or(Error::Usage(
                "--require-signatures takes KEY=SECRET, or KEY=env:NAME for a secret in a variable".into(),
            ))?;
        let Some(name) = secret.strip_prefix("env:") else { return Ok(AccessKey::new(id, secret)) };
        match env::var(name).ok().filter(|secret| !secret.is_empty()) {
            Some(secret) => Ok(AccessKey::new(id, secret)),
            None => Err(Error::Usage(format!(
                "--require-signatures {id}=env:{name}: there is no variable {name} in the environment; set it to the \
                 secret access key"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<AccessKey, String> {
        let key: SigningKey = text.parse().unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
        key.access_key().map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_may_hold_equals_signs() {
        assert_eq!(key("AKID=a=b/c="), Ok(AccessKey::new("AKID", "a=b/c=")));
    }

    #[test]
    fn a_secret_comes_from_the_environment_where_that_is_said() {
        let path = env::var("PATH").unwrap();
        assert_eq!(key("AKID=env:PATH"), Ok(AccessKey::new("AKID", path)));
        let refusal = key("AKID=env:NO_SUCH_VARIABLE").unwrap_err();
        assert!(refusal.contains("there is no variable NO_SUCH_VARIABLE"), "{refusal}");
    }

    #[test]
    fn what_is_refused_is_not_repeated() {
        for text in ["hush", "=hush", "AKID="] {
            let refusal = key(text).unwrap_err();
            assert!(refusal.contains("KEY=SECRET") && !refusal.contains("hush"), "{refusal}");
        }
    }
}
