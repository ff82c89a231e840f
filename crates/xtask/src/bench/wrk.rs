//! Requests per second, by wrk.

use std::fs;
use std::path::PathBuf;
use std::process::{self, Command, Stdio};

use serde_json::Value;

use crate::Outcome;

const HINT: &str = "hint: the bench needs wrk (Debian, Ubuntu: `apt install wrk`; macOS: `brew install wrk`)";
const CONNECTIONS: &str = "16";

/// Calls of one operation; `#` in the input becomes a number that no other call of the load has.
pub(super) struct Load<'a> {
    pub(super) url: &'a str,
    pub(super) operation: &'a str,
    pub(super) input: Value,
}

pub(super) fn is_installed() -> Outcome<()> {
    // Asked for its version, wrk ends with an error of its own.
    let found = Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(drop).map_err(|error| format!("`wrk` does not start: {error}\n{HINT}").into())
}

/// Runs a load, from one thread over sixteen connections; requests per second.
pub(super) fn requests_per_second(load: &Load<'_>, seconds: u32) -> Outcome<f64> {
    let script = script_path();
    fs::write(&script, load.script())?;
    let output = Command::new("wrk")
        .args(["-t1", "-c", CONNECTIONS, "-d", &format!("{seconds}s"), "-s"])
        .arg(&script)
        .arg(load.url)
        .output();
    fs::remove_file(&script)?;
    let output = output?;
    rate(&String::from_utf8_lossy(&output.stdout))
        .map_err(|fault| format!("{}: {fault}", load.operation).into())
}

fn script_path() -> PathBuf {
    std::env::temp_dir().join(format!("poolhouse-bench-{}.lua", process::id()))
}

impl Load<'_> {
    /// Only a load with numbers in it makes each request anew: wrk itself takes time of the machine.
    fn script(&self) -> String {
        let body = self.input.to_string();
        let numbered = match body.contains('#') {
            true => {
                "local count = 0\nrequest = function()\n  count = count + 1\n  \
                     return wrk.format(nil, nil, nil, (wrk.body:gsub('#', count)))\nend\n"
            }
            false => "",
        };
        format!(
            "wrk.method = 'POST'\nwrk.body = [==[{body}]==]\n\
             wrk.headers['Content-Type'] = 'application/x-amz-json-1.1'\n\
             wrk.headers['X-Amz-Target'] = 'AWSCognitoIdentityProviderService.{}'\n\
             wrk.headers['Authorization'] = '{SIGNED}'\n{numbered}",
            self.operation
        )
    }
}

/// Reads what wrk says. A server that refuses is fast, so that no refusal is let pass.
fn rate(told: &str) -> Result<f64, String> {
    let refused = told.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors"));
    if let Some(refused) = refused {
        return Err(refused.trim().to_owned());
    }
    let rate = told.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    let rate = rate.and_then(|rate| rate.trim().parse().ok()).filter(|rate| *rate > 0.0);
    rate.ok_or_else(|| format!("wrk says no rate: {told}"))
}

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/cognito-idp/aws4_request, \
                      SignedHeaders=host, Signature=00";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_rate_is_read() {
        assert_eq!(rate("  2000 requests in 1.00s\nRequests/sec:  1987.50\n"), Ok(1987.5));
    }

    #[test]
    fn refusals_silence_and_no_rate_are_no_measure() {
        let refused = "  Non-2xx or 3xx responses: 5\nRequests/sec:  9.0\n";
        for told in [refused, "", "Requests/sec:  0.00\n"] {
            assert!(rate(told).is_err(), "{told}");
        }
    }

    #[test]
    fn only_numbered_loads_make_each_request_anew() {
        let script = |input| Load { url: "", operation: "X", input }.script();
        assert!(script(json!({"Username": "u#"})).contains("gsub"));
        assert!(!script(json!({"Username": "u"})).contains("gsub"));
    }
}
