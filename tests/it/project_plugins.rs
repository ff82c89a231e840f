//! `poolhouse plugin add` and `list`: a project's plugins, pinned to what they are.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::command::Scene;
use crate::plugins::{PROVISION, component};

/// A project beside which a plugin lies.
fn scene() -> Scene {
    let scene = Scene::new(&[]);
    std::fs::write(scene.path("hr.wasm"), component(PROVISION, "")).unwrap();
    scene
}

fn digest(scene: &Scene) -> String {
    let told = scene.run("plugin inspect hr.wasm --json").succeeded().json();
    told["sha256"].as_str().unwrap().to_owned()
}

/// The URL of a server that answers one request with that.
fn serve(status: &'static str, body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hr.wasm", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).unwrap() > 0);
        write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
        stream.write_all(&body).unwrap();
    });
    url
}

#[test]
fn a_plugin_that_is_added_is_pinned_and_listed() {
    let scene = scene();
    let told = scene.run("plugin add hr.wasm").succeeded();
    assert!(
        told.stdout.ends_with("/plugins/hr.wasm is a provisioner for poolhouse:plugin@0.1.0\n"),
        "{told}"
    );
    let told = scene.run("plugin list").succeeded();
    assert!(told.stdout.starts_with("hr  ") && told.stdout.contains("is a provisioner"), "{told}");
    scene.run("apply plugins/hr.wasm --yes").succeeded();
}

#[test]
fn a_plugin_of_that_name_is_not_replaced() {
    let scene = scene();
    scene.run("plugin add hr.wasm").succeeded();
    let told = scene.run("plugin add hr.wasm");
    assert_eq!(told.code, 1, "{told}");
    let sentence = "poolhouse.toml: has a plugin hr already; take [plugins.hr] out of it first";
    assert!(told.stderr.contains(sentence), "{told}");
}

#[test]
fn a_file_that_is_not_what_its_pin_says_neither_runs_nor_passes() {
    let scene = scene();
    scene.run("plugin add hr.wasm").succeeded();
    let other = component("poolhouse:plugin/provision@0.1.1", "");
    std::fs::write(scene.path("plugins/hr.wasm"), other).unwrap();
    for command in ["plugin list", "check plugins/hr.wasm"] {
        let told = scene.run(command);
        assert_eq!(told.code, 1, "{told}");
        let all = told.to_string();
        assert!(all.contains("is not the plugin that poolhouse.toml pins"), "{all}");
    }
}

#[test]
fn a_plugin_from_elsewhere_is_what_its_pin_says_or_is_not_taken() {
    let scene = scene();
    let plugin = component(PROVISION, "");
    let pin = digest(&scene);
    let add = |url: &str, pin: &str| scene.run(&format!("plugin add {url} {pin}"));
    let told = add("http://127.0.0.1:1/hr.wasm", "");
    assert!(told.code == 1 && told.stderr.contains("needs its pin; give --sha256"), "{told}");
    let told = add(&serve("200 OK", b"something else".to_vec()), &format!("--sha256 {pin}"));
    assert!(told.code == 1 && told.stderr.contains("has the SHA-256 "), "{told}");
    let told = add(&serve("404 Not Found", Vec::new()), &format!("--sha256 {pin}"));
    assert!(told.code == 1 && told.stderr.contains("is answered with HTTP status 404"), "{told}");
    let url = serve("200 OK", plugin);
    add(&url, &format!("--sha256 {pin}")).succeeded();
    let told = scene.run("plugin list --json").succeeded().json();
    assert_eq!((&told[0]["url"], &told[0]["sha256"]), (&url.into(), &pin.into()));
}

#[test]
fn what_is_no_plugin_is_not_added() {
    let scene = scene();
    scene.write("bad.wasm", "no plugin");
    let told = scene.run("plugin add bad.wasm");
    assert_eq!(told.code, 1, "{told}");
    let sentence = "error: bad.wasm: is not WebAssembly; give the component that the plugin's build made\n";
    assert_eq!(told.stderr, sentence);
    assert_eq!(std::fs::read_dir(scene.path("plugins")).unwrap().count(), 0);
}
