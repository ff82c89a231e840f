/**
 * A page of another origin, as its browser lets it call an emulator: `browser_tour.js http://127.0.0.1:9229`.
 *
 * The page is jsdom's, which asks before it calls and hides what it is not allowed to read, as browsers do. Its script is
 * amazon-cognito-identity-js as it is shipped for pages.
 */

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { JSDOM, VirtualConsole } = require("jsdom");
const { PASSWORD, Service, run } = require("./tour.js");

const service = new Service(process.argv[2]);
const LIBRARY = readFileSync(require.resolve("amazon-cognito-identity-js/dist/amazon-cognito-identity.min.js"), "utf8");

/** A page at an URL with the library loaded; what its console complains of goes to `complaints`. */
function page(url, complaints = []) {
    const virtualConsole = new VirtualConsole().on("jsdomError", (error) => complaints.push(error.message));
    const { window } = new JSDOM("<!doctype html>", { url, runScripts: "outside-only", virtualConsole });
    window.crypto.getRandomValues ??= (array) => globalThis.crypto.getRandomValues(array);
    window.eval(LIBRARY);
    return window;
}

async function aPageOfAnyOriginSignsUsersUpAndIn() {
    for (const origin of ["http://localhost:3000", "https://app.example.com"]) {
        const pool = await service.newPool({ AutoVerifiedAttributes: ["email"] });
        const client = await service.newClient(pool);
        const { AmazonCognitoIdentity: library, localStorage } = page(`${origin}/sign-in`);
        const users = new library.CognitoUserPool({ UserPoolId: pool, ClientId: client, endpoint: `${service.endpoint}/` });
        const email = new library.CognitoUserAttribute({ Name: "email", Value: "ann@example.com" });
        const made = await new Promise((resolve, reject) => {
            users.signUp("ann", PASSWORD, [email], null, (error, made) => (error ? reject(error) : resolve(made)));
        });
        const code = await service.code(pool);
        await new Promise((resolve, reject) => {
            made.user.confirmRegistration(code, true, (error) => (error ? reject(error) : resolve()));
        });
        const session = await new Promise((onSuccess, onFailure) => {
            const details = new library.AuthenticationDetails({ Username: "ann", Password: PASSWORD });
            made.user.authenticateUser(details, { onSuccess, onFailure });
        });
        assert.equal(session.getIdToken().payload["cognito:username"], "ann");
        assert.equal(localStorage.getItem(`CognitoIdentityServiceProvider.${client}.LastAuthUser`), "ann");
        const wrong = await new Promise((resolve) => {
            const details = new library.AuthenticationDetails({ Username: "ann", Password: "Secret-9" });
            made.user.authenticateUser(details, { onSuccess: resolve, onFailure: resolve });
        });
        assert.deepEqual([wrong.code, wrong.message], ["NotAuthorizedException", "Incorrect username or password."]);
    }
}

async function aPageMayNotReadWhatTheEmulatorTellsOfItself() {
    const complaints = [];
    const window = page("https://app.example.com/", complaints);
    const status = await new Promise((resolve) => {
        const request = new window.XMLHttpRequest();
        request.open("GET", `${service.endpoint}/_poolhouse/messages?pool=us-east-1_none`);
        request.onloadend = () => resolve(request.status);
        request.send();
    });
    assert.equal(status, 0);
    assert.match(complaints.join(), /Cross origin|Access-Control-Allow-Origin/);
}

run(aPageOfAnyOriginSignsUsersUpAndIn, aPageMayNotReadWhatTheEmulatorTellsOfItself);
