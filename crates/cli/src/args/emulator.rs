//! What the served emulator takes.

use std::net::IpAddr;
use std::path::PathBuf;

use poolhouse::emulator::{Issuer, Quotas};
use poolhouse::triggers::FunctionSource;

use crate::signing_key::SigningKey;

#[derive(Debug, clap::Args)]
pub(crate) struct EmulatorArgs {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 9229)]
    pub(crate) port: u16,

    /// The address to listen on; anything but loopback lets others in
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,

    /// A name besides the loopback ones under which it answers; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// The account in ARNs
    #[arg(long, default_value = "123456789012", value_parser = account)]
    pub(crate) account: String,

    /// The region where a request does not tell
    #[arg(long, default_value = "us-east-1")]
    pub(crate) region: String,

    /// Who issues tokens: aws for the service's own form, or a URL; the emulator's own URL when absent
    #[arg(long, value_name = "aws|URL", value_parser = issuer)]
    pub(crate) issuer: Option<Issuer>,

    /// Hold callers to quotas: aws for the service's own rates, and 50 e-mails a day; none when absent
    #[arg(long, value_name = "aws", value_parser = quotas)]
    pub(crate) quotas: Option<Quotas>,

    /// Refuse calls that are not signed with this access key; KEY=env:NAME takes the secret from a variable of the
    /// environment; may be repeated
    #[arg(long, value_name = "KEY=SECRET")]
    pub(crate) require_signatures: Vec<SigningKey>,

    /// Keep the data in this file; in memory when absent
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Give it a pool: a JSON file in the form of DescribeUserPool's answer; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Vec<PathBuf>,

    /// Serve a function that pools name in their LambdaConfig: by a Lua script, a plugin (.wasm) or the name of one of the
    /// project's, or a URL that speaks the Lambda Invoke API; may be repeated
    #[arg(long, value_name = "ARN=FILE|NAME|URL", value_parser = function)]
    pub(crate) function: Vec<(String, FunctionSource)>,

    /// Let poolhouse.toml send events of triggers to a host, 127.0.0.1:9001, without being trusted; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_http: Vec<String>,

    /// Print which operations of the API are built, and serve nothing
    #[arg(long)]
    pub(crate) operations: bool,
}

fn issuer(text: &str) -> Result<Issuer, String> {
    match text {
        "aws" => Ok(Issuer::Aws),
        url if url.starts_with("http://") || url.starts_with("https://") => {
            Ok(Issuer::Url(url.trim_end_matches('/').to_owned()))
        }
        _ => Err("write aws, or a URL that begins with http:// or https://".to_owned()),
    }
}

fn quotas(text: &str) -> Result<Quotas, String> {
    match text {
        "aws" => Ok(Quotas::Aws),
        "none" => Ok(Quotas::None),
        _ => Err("write aws, or none".to_owned()),
    }
}

fn account(text: &str) -> Result<String, String> {
    let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.to_owned()).ok_or_else(|| "an account has twelve digits".to_owned())
}

/// An ARN has no equals sign, but a URL may.
fn function(text: &str) -> Result<(String, FunctionSource), String> {
    let pair = text.split_once('=').filter(|(arn, source)| arn.starts_with("arn:") && !source.is_empty());
    let (arn, source) = pair.ok_or("write it as ARN=FILE, ARN=NAME or ARN=URL")?;
    let Ok(source) = source.parse();
    Ok((arn.to_owned(), source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_aws_or_a_url_without_a_slash_at_its_end() {
        assert_eq!(issuer("aws"), Ok(Issuer::Aws));
        assert_eq!(issuer("https://id.test/"), Ok(Issuer::Url("https://id.test".into())));
        assert!(issuer("id.test").is_err());
    }

    #[test]
    fn a_function_is_an_arn_with_a_file_or_a_url() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
        let given = function(&format!("{arn}=http://localhost:9000/?a=b"));
        assert_eq!(given, Ok((arn.into(), FunctionSource::Url("http://localhost:9000/?a=b".into()))));
        let given = function(&format!("{arn}=claims.wasm"));
        assert_eq!(given, Ok((arn.into(), FunctionSource::Wasm("claims.wasm".into()))));
        assert!(function("http://localhost:9000").is_err());
    }
}
