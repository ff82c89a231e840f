//! What a script is given.

use super::LimitArgs;

/// What a script may see and take.
#[derive(Clone, Debug, PartialEq, clap::Args)]
pub(crate) struct GivenArgs {
    /// Give the script an argument, ph.args.KEY, or the plugin a value of its configuration; may be repeated
    #[arg(long = "arg", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) args: Vec<(String, String)>,

    /// Let the script see a variable of the environment, or the plugin use it as a password; may be repeated
    #[arg(long, value_name = "NAME")]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_for_the_script_keeps_every_equals_sign_after_the_first() {
        assert_eq!(key_value("filter=a=b"), Ok(("filter".into(), "a=b".into())));
        assert!(key_value("=b").is_err());
    }
}
