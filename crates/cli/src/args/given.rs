//! What a script is given.

use super::LimitArgs;

/// What a script may see and take.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct GivenArgs {
    /// Give the script an argument, ph.args.KEY, or the plugin a value of its configuration; may be repeated
    #[arg(long = "arg", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) args: Vec<(String, String)>,

    /// Let the script see a variable of the environment, or the plugin use it as a password; may be repeated
    #[arg(long, value_name = "NAME", value_parser = variable)]
    pub(crate) allow_env: Vec<String>,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    /// The stage; each has a state of its own
    #[arg(long, default_value = "dev")]
    pub(crate) stage: String,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    pair.map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as KEY=VALUE".to_owned())
}

fn variable(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        _ if text.is_empty() => Err("name a variable".to_owned()),
        Some((name, _)) => Err(format!("write its name alone, {name}: the value is the environment's")),
        None => Ok(text.to_owned()),
    }
}

/// The first name that is given twice.
pub(crate) fn twice<T>(named: &[(String, T)]) -> Option<&str> {
    let before = |at: usize, name: &String| named[..at].iter().any(|(earlier, _)| earlier == name);
    let mut names = named.iter().enumerate();
    names.find_map(|(at, (name, _))| before(at, name).then_some(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_for_the_script_keeps_every_equals_sign_after_the_first() {
        assert_eq!(key_value("filter=a=b"), Ok(("filter".into(), "a=b".into())));
        assert!(key_value("=b").is_err());
    }

    #[test]
    fn what_is_named_twice_is_found() {
        let named = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), ())).collect::<Vec<_>>();
        assert_eq!(twice(&named(&["a", "b", "a"])), Some("a"));
        assert_eq!(twice(&named(&["a", "b"])), None);
    }
}
