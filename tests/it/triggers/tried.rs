//! `poolhouse trigger invoke`: one function by itself.

use serde_json::json;

use super::guests::{plugin, server};
use crate::command::Scene;

const EVENT: &str = r#"{
  "version": "1", "triggerSource": "PreSignUp_SignUp", "region": "us-east-1", "userPoolId": "us-east-1_examplepool",
  "userName": "ann", "callerContext": { "clientId": "app" },
  "request": { "userAttributes": { "email": "ann@example.com" } },
  "response": { "autoConfirmUser": false, "autoVerifyEmail": null }
}"#;

const SCRIPT: &str = r#"
return function(event)
  print("asked about " .. event.userName)
  if event.request.userAttributes.email:match("%.org$") then error("Domain not allowed") end
  event.response.autoConfirmUser = true
end
"#;

fn scene() -> Scene {
    let scene = Scene::new(&[("confirm.lua", SCRIPT), ("event.json", EVENT)]);
    std::fs::write(scene.path("confirm.wasm"), plugin(r#"{"autoConfirmUser":true,"autoVerifyEmail":null}"#))
        .unwrap();
    scene
}

#[test]
fn the_answer_is_the_event_with_its_response_whatever_the_function_is() {
    let scene = scene();
    let script = scene.run("trigger invoke confirm.lua event.json").succeeded();
    assert_eq!(script.stderr, "confirm.lua:3: asked about ann\n");
    let answer = script.json();
    assert_eq!(answer["response"], json!({"autoConfirmUser": true, "autoVerifyEmail": null}));
    assert_eq!(answer["request"]["userAttributes"]["email"], "ann@example.com");
    assert_eq!(scene.run("trigger invoke confirm.wasm event.json").succeeded().json(), answer);
    let url = server(r#"{"autoConfirmUser":true,"autoVerifyEmail":null}"#);
    assert_eq!(scene.run(&format!("trigger invoke {url} event.json")).succeeded().json(), answer);
}

#[test]
fn a_refusal_exits_with_one_and_its_words() {
    let scene = scene();
    scene.edit("event.json", "example.com", "example.org");
    let told = scene.run("trigger invoke confirm.lua event.json");
    assert!(told.code == 1 && told.stdout.is_empty(), "{told}");
    assert!(told.stderr.contains("the function failed: Domain not allowed"), "{told}");
}

#[test]
fn an_answer_that_no_pool_takes_is_an_error() {
    let scene = scene();
    scene.write("seven.lua", "return function() return 7 end");
    scene.write("words.lua", "return function() return 'fine' end");
    for (function, answer) in [("seven.lua", "7"), ("words.lua", "\"fine\"")] {
        let told = scene.run(&format!("trigger invoke {function} event.json"));
        assert!(told.code == 1 && told.stdout.is_empty(), "{function}: {told}");
        let sentence =
            format!("the function answered {answer}: an answer is the event with its response filled in");
        assert!(told.stderr.contains(&sentence), "{function}: {told}");
    }
}

#[test]
fn what_is_no_event_or_no_function_is_told() {
    let scene = scene();
    scene.write("empty.json", "{}");
    for (arguments, sentence) in [
        ("confirm.lua none.json", "none.json: "),
        ("confirm.lua confirm.lua", "confirm.lua: is not JSON"),
        ("confirm.lua empty.json", "is no event: it has no triggerSource such as PreSignUp_SignUp"),
        ("none.lua event.json", "there is no such script"),
        ("event.json event.json", "event.json:1:"),
    ] {
        let told = scene.run(&format!("trigger invoke {arguments}"));
        assert!(told.code == 1 && told.stderr.contains(sentence), "{arguments}: {told}");
    }
}
