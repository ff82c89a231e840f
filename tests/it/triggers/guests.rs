//! Functions that are no scripts: a plugin from text, and a server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;

use crate::guests;

/// A plugin of the world `trigger` that gives each event that response.
pub(super) fn plugin(response: &str) -> Vec<u8> {
    let rest = [guests::slice(20, 1024, response.len()), guests::text(1024, response)];
    guests::trigger("", "(i32.const 16)", &rest.join("\n"))
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
