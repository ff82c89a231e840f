//! How soon after its start the command answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::Outcome;

const REQUEST: &[u8] = b"GET /_poolhouse/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// From the start of `poolhouse emulator` to its first answer, as often as asked.
pub(super) fn seconds(program: &Path, rounds: u32) -> Outcome<Vec<f64>> {
    (0..rounds).map(|_| once(program)).collect()
}

fn once(program: &Path) -> Outcome<f64> {
    let start = Instant::now();
    let mut process = Command::new(program)
        .args(["emulator", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let answer = answer(&mut process);
    let elapsed = start.elapsed();
    process.kill()?;
    process.wait()?;
    match answer? {
        answer if answer.starts_with("HTTP/1.1 200") => Ok(elapsed.as_secs_f64()),
        answer => Err(format!("the first answer is {answer:?}").into()),
    }
}

fn answer(process: &mut Child) -> Outcome<String> {
    let mut told = String::new();
    BufReader::new(process.stdout.take().ok_or("the output is piped")?).read_line(&mut told)?;
    let address = told.trim().rsplit("http://").next().unwrap_or_default();
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(REQUEST)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
