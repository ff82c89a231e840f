//! Functions that a declaring script gives to its pool.

use crate::cli::Served;
use crate::command::Scene;

const PEOPLE: &str = r#"
local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"
local allowed = { ["example.com"] = true }
pool:on("pre_sign_up", function(event)
  local domain = event.request.userAttributes.email:match("@(.+)$")
  if not allowed[domain] then error(`{domain} is not allowed`) end
end)
for _, name in { "ann@example.com", "bob@example.org" } do
  pool:user(name, { username = name:match("^%a+"), attributes = { email = name }, message_action = "SUPPRESS" })
end
"#;

#[test]
fn it_is_asked_while_the_script_is_applied_to_the_embedded_emulator() {
    let scene = Scene::new(&[("people.lua", PEOPLE)]);
    let told = scene.run("apply people.lua --yes");
    assert!(
        told.code == 1 && told.stdout.contains("1 created") && told.stdout.contains("1 failed"),
        "{told}"
    );
    assert!(told.to_string().contains("PreSignUp failed with error example.org is not allowed."), "{told}");
    assert!(told.stderr.contains("people.lua:7: example.org is not allowed"), "{told}");
    scene.edit("people.lua", "allowed = {", "allowed = { [\"example.org\"] = true,");
    scene.run("apply people.lua --yes").succeeded();
}

#[test]
fn where_nobody_can_call_it_it_is_a_fault_of_its_line() {
    let scene = Scene::new(&[("people.lua", PEOPLE)]);
    let served = Served::start(&scene);
    let told = scene.run(&format!("plan people.lua --backend aws --endpoint {}", served.url));
    let fault = "people.lua:5: a function of the script answers pre_sign_up of us-east-1_examplepool";
    assert!(told.code == 1 && told.stderr.contains(fault), "{told}");
    assert!(told.stderr.contains("on AWS a Lambda function answers"), "{told}");
}
