//! What `cargo xtask bench` measures: a filled emulator, one that keeps its data in a file, and a bare
//! server beside them, all in one process. It tells where they listen as a line of JSON, answers
//! each line of its input with a number, and ends with its input.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use poolhouse_emulator::http::Server;
use poolhouse_emulator::{Emulator, RedbData};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SMALL: (&str, usize) = ("us-east-1_small", 1_000);
const LARGE: (&str, usize) = ("us-east-1_large", 100_000);
const NEW: &str = "us-east-1_new";

#[tokio::main]
async fn main() -> Outcome<()> {
    let emulator = Emulator::new();
    let before = resident_bytes();
    fill(&emulator, LARGE).await?;
    let memory_bytes = before.zip(resident_bytes()).map(|(before, after)| after.saturating_sub(before));
    fill(&emulator, SMALL).await?;
    emulator.add_pool(json!({"Id": NEW}))?;
    let client = sign_in_client(&emulator).await?;
    let answer = call(&emulator, "AdminGetUser", json!({"UserPoolId": LARGE.0, "Username": "user0"})).await?;

    let folder = tempfile::tempdir()?;
    let kept = served_with_data(&folder.path().join("data.redb")).await?;
    let (served, echo) = (emulator.start().await?, serve_echo(answer.to_string()).await?);
    let places = json!({
        "emulator": served.url(), "kept": kept.url(), "echo": echo,
        "client": client, "memory_bytes": memory_bytes,
    });
    tell(&places)?;
    // Reading blocks this thread alone: the servers have the threads of the runtime.
    for question in io::stdin().lock().lines() {
        match question?.as_str() {
            "signature pairs" => tell(&signature_pairs_per_second()?.into())?,
            "fork" => tell(&fork_seconds(&emulator).into())?,
            unknown => return Err(format!("no such measure: {unknown}").into()),
        }
    }
    Ok(())
}

fn tell(answer: &Value) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{answer}")?;
    stdout.flush()
}

async fn call(emulator: &Emulator, name: &str, input: Value) -> Outcome<Value> {
    Ok(emulator.handle(name, input, &emulator.caller()).await?.unwrap_or_default())
}

async fn fill(emulator: &Emulator, (pool, users): (&str, usize)) -> Outcome<()> {
    emulator.add_pool(json!({"Id": pool}))?;
    for number in 0..users {
        let attributes = json!([{"Name": "email", "Value": format!("user{number}@example.com")}]);
        let user = json!({"UserPoolId": pool, "Username": format!("user{number}"),
                          "UserAttributes": attributes, "MessageAction": "SUPPRESS"});
        call(emulator, "AdminCreateUser", user).await?;
    }
    Ok(())
}

/// A client through which the first user of the large pool signs in by password.
async fn sign_in_client(emulator: &Emulator) -> Outcome<String> {
    let password =
        json!({"UserPoolId": LARGE.0, "Username": "user0", "Password": "Secret-1", "Permanent": true});
    call(emulator, "AdminSetUserPassword", password).await?;
    let client = json!({"UserPoolId": LARGE.0, "ClientName": "bench",
                        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    let answer = call(emulator, "CreateUserPoolClient", client).await?;
    Ok(answer["UserPoolClient"]["ClientId"].as_str().ok_or("a client has an id")?.to_owned())
}

async fn served_with_data(path: &std::path::Path) -> Outcome<Server> {
    let kept = Emulator::builder().data(Arc::new(RedbData::open(path)?)).build()?;
    kept.add_pool(json!({"Id": NEW}))?;
    Ok(kept.start().await?)
}

/// A server that reads a body and answers the same text always; its URL.
async fn serve_echo(answer: String) -> io::Result<String> {
    let answer = Bytes::from(answer);
    let router = Router::new().route("/", post(move |_: Bytes| std::future::ready(answer.clone())));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// How often all threads of the machine together sign twice, as every sign-in must.
fn signature_pairs_per_second() -> Outcome<f64> {
    let key = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048)?;
    let key = RsaKeyPair::from_pkcs8(key.as_der()?.as_ref())?;
    let threads = thread::available_parallelism()?.get();
    let signatures: u32 = thread::scope(|scope| {
        let signers: Vec<_> = (0..threads).map(|_| scope.spawn(|| signatures_in_a_second(&key))).collect();
        signers.into_iter().map(|signer| signer.join().unwrap_or_default()).sum()
    });
    Ok(f64::from(signatures) / 2.0)
}

fn signatures_in_a_second(key: &RsaKeyPair) -> u32 {
    let (start, mut signature, mut count) = (Instant::now(), vec![0; key.public_modulus_len()], 0);
    while start.elapsed() < Duration::from_secs(1) {
        let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &[7; 800], &mut signature);
        count += u32::from(signed.is_ok());
    }
    count
}

fn fork_seconds(emulator: &Emulator) -> f64 {
    let start = Instant::now();
    let fork = emulator.fork();
    let elapsed = start.elapsed();
    drop(fork);
    elapsed.as_secs_f64()
}

/// What the process holds in memory, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
