//! A registry that answers as a test wants it to. The real one is that of scripts/e2e.sh.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One request.
#[derive(Clone)]
pub(crate) struct Asked {
    /// Method and path.
    pub line: String,
    /// The value of `Authorization`.
    pub authorization: String,
    pub body: Vec<u8>,
}

/// Status, one header line or none, body.
pub(crate) type Answer = (u16, String, Vec<u8>);

pub(crate) struct Fake {
    /// Host and port.
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Answers every request; `answer` is also told the server's own address.
    pub(crate) fn new(answer: impl Fn(&Asked, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let fake = Self { address: address.clone(), asked: Arc::default() };
        let log = Arc::clone(&fake.asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(asked) = read(&stream) else {
                    // As servers answer that speak no TLS to a client that does; one that hung up reads nothing.
                    let _ = stream.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\n");
                    continue;
                };
                log.lock().unwrap().push(asked.clone());
                let (status, header, body) = answer(&asked, &address);
                let head = format!(
                    "HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {}\r\n{header}\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        fake
    }

    /// Holds one policy under every tag; `disturb` may answer first.
    pub(crate) fn with_policy(
        wasm: &[u8],
        disturb: impl Fn(&Asked, &str) -> Option<Answer> + Send + 'static,
    ) -> Self {
        let manifest = manifest(&layers(wasm)).into_bytes();
        let wasm = wasm.to_vec();
        Self::new(move |asked, address| {
            disturb(asked, address).unwrap_or_else(|| {
                let body = if asked.line.contains("/manifests/") {
                    &manifest
                } else if asked.line.contains("/blobs/") {
                    &wasm
                } else {
                    return answer(200, "{}");
                };
                (200, String::new(), body.clone())
            })
        })
    }

    /// What it was asked, but for the question of how to log in.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let all = self.asked.lock().unwrap();
        all.iter().filter(|asked| asked.line != "GET /v2/").cloned().collect()
    }

    /// A place in it.
    pub(crate) fn place(&self) -> String {
        format!("registry://{}/guardrails/finder:v1", self.address)
    }
}

pub(crate) fn answer(status: u16, body: &str) -> Answer {
    (status, String::new(), body.as_bytes().to_vec())
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{:x}", Sha256::digest(bytes))
}

/// The layers of a policy's manifest.
pub(crate) fn layers(wasm: &[u8]) -> Value {
    json!([{
        "mediaType": "application/vnd.wasm.content.layer.v1+wasm",
        "digest": digest(wasm),
        "size": wasm.len(),
    }])
}

pub(crate) fn manifest(layers: &Value) -> String {
    let config = json!({
        "mediaType": "application/vnd.wasm.config.v1+json", "digest": digest(b"{}"), "size": 2,
    });
    json!({"schemaVersion": 2, "config": config, "layers": layers}).to_string()
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut first = [0];
    stream.peek(&mut first).ok().filter(|_| first[0].is_ascii_uppercase())?;
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        Some(line.trim_end().to_owned())
    };
    let first = line()?;
    let (mut authorization, mut length) = (String::new(), 0);
    while let Some((name, value)) = line()?.split_once(": ") {
        match name.to_ascii_lowercase().as_str() {
            "authorization" => value.clone_into(&mut authorization),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let line = first.rsplit_once(' ')?.0.to_owned();
    Some(Asked { line, authorization, body })
}
