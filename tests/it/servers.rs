//! Programs that the tests start, and that end with them.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

/// The address of moto, a Cognito by other hands: `127.0.0.1:49152`. Started when first asked for, once per run.
pub(crate) fn moto() -> &'static str {
    static MOTO: LazyLock<Result<Moto, String>> = LazyLock::new(Moto::start);
    match &*MOTO {
        Ok(moto) => &moto.address,
        Err(reason) => panic!("{reason}"),
    }
}

/// How commands reach moto as an S3 server.
pub(crate) fn s3_environment() -> [(&'static str, String); 4] {
    [
        ("AWS_ENDPOINT_URL_S3", format!("http://{}", moto())),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "ann".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "not-a-secret".to_owned()),
    ]
}

/// Makes a bucket on moto.
pub(crate) fn make_bucket(name: &str) {
    let mut stream = TcpStream::connect(moto()).unwrap();
    // moto tells its services apart by what a request is signed for.
    let scope = "Credential=ann/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    write!(
        stream,
        "PUT /{name} HTTP/1.1\r\nHost: {}\r\nAuthorization: AWS4-HMAC-SHA256 {scope}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        moto()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 200 "), "{answer}");
}

/// A program of the Python environment that `cargo xtask test` makes.
///
/// # Errors
/// When it is not there, with words on how to come by it.
pub(crate) fn python_program(name: &str) -> Result<PathBuf, String> {
    let folder = match env::var_os("POOLHOUSE_TEST_VENV") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/venv"),
    };
    let program = folder.join("bin").join(name);
    let missing = || {
        let path = program.display();
        format!("{path} is missing: `cargo xtask test` makes the Python environment and runs the tests in it")
    };
    program.exists().then_some(program.clone()).ok_or_else(missing)
}

/// The JavaScript packages that `cargo xtask test` installs.
///
/// # Errors
/// When they are not there, with words on how to come by them.
pub(crate) fn node_modules() -> Result<PathBuf, String> {
    let folder = match env::var_os("POOLHOUSE_TEST_NODE_MODULES") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/js/node_modules"),
    };
    let missing = || {
        let path = folder.display();
        format!(
            "{path} is missing: `cargo xtask test` installs the JavaScript packages and runs the tests with them"
        )
    };
    folder.exists().then_some(folder.clone()).ok_or_else(missing)
}

struct Moto {
    address: String,
    /// Its standard input stays open for as long as this process lives; when it ends, so does moto.
    _process: Child,
}

impl Moto {
    fn start() -> Result<Self, String> {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("moto.log");
        let mut process = Command::new(python_program("python")?)
            .arg("-B") // no compiled files in the source tree
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("it/serve_moto.py"))
            .env_clear() // it would read the developer's own AWS configuration
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?)
            .spawn()
            .map_err(|error| format!("Python does not run: {error}"))?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("the output of moto is not piped")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| format!("moto says no port: {error}"))?;
        let port: u16 =
            line.trim().parse().map_err(|_| format!("moto did not start, see {}", log.display()))?;
        Ok(Self { address: format!("127.0.0.1:{port}"), _process: process })
    }
}
