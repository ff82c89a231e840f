//! Functions that are no scripts: a plugin from text, and a server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use poolhouse::wasm::WIT;
use serde_json::Value;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A plugin of the world `trigger` that gives each event that response.
pub(super) fn plugin(response: &str) -> Vec<u8> {
    let (length, data) = (response.len(), response.replace('"', "\\\""));
    let [first, second] = [length % 256, length / 256].map(|byte| format!("\\{byte:02x}"));
    let parameters = " i32".repeat(16);
    let mut module = wat::parse_str(format!(
        r#"(module
            (memory (export "memory") 2)
            (global $free (mut i32) (i32.const 4096))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
                (global.set $free (i32.add (local.get $at) (local.get 3)))
                (local.get $at))
            (data (i32.const 16) "\00\00\00\00\00\04\00\00{first}{second}\00\00")
            (data (i32.const 1024) "{data}")
            (func (export "poolhouse:plugin/handler@0.1.0#handle") (param{parameters}) (result i32)
                (i32.const 16)))"#
    ))
    .unwrap();
    let texts = WIT.iter().map(|(_, text)| text.strip_prefix("package poolhouse:plugin@0.1.0;").unwrap());
    let package = format!("package poolhouse:plugin@0.1.0;\n{}", texts.collect::<String>());
    let mut resolve = Resolve::default();
    let package = resolve.push_str("poolhouse.wit", &package).unwrap();
    let world = resolve.select_world(&[package], Some("trigger")).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
}

/// A server of functions, which gives each event that response, and its URL. It ends with the tests.
pub(super) fn server(response: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, response)));
    url
}

fn answer(mut stream: TcpStream, response: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(said) = line.to_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut event: Value = serde_json::from_slice(&body).unwrap();
    event["response"] = serde_json::from_str(response).unwrap();
    let event = event.to_string();
    let length = event.len();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{event}")
        .unwrap();
}
