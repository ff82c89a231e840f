/**
 * What the tours have in common: steps that run one after another, and the emulator as they meet it.
 *
 * A step is a function whose name says what it shows. It fails when it throws; the next one runs all the same, and the
 * tour ends with a code other than 0 if any did.
 */

const assert = require("node:assert/strict");
const {
    AdminCreateUserCommand, AdminSetUserPasswordCommand, CognitoIdentityProviderClient, CreateUserPoolClientCommand,
    CreateUserPoolCommand,
} = require("@aws-sdk/client-cognito-identity-provider");
const { Secret, TOTP } = require("otpauth");

const PASSWORD = "Secret-1";
const FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];

/** Runs the steps, prints those that fail with where they did, and exits. */
async function run(...steps) {
    let failed = 0;
    for (const step of steps) {
        try {
            await step();
        } catch (error) {
            failed += 1;
            console.log(`FAILED ${step.name}\n${error?.stack ?? error}\n${error?.underlyingError?.stack ?? ""}`);
        }
    }
    console.log(`${steps.length - failed} of ${steps.length} steps passed`);
    process.exit(failed ? 1 : 0);
}

/** Fails unless a promise is rejected with an error of this name and message. */
async function refused(name, message, promise) {
    const error = await promise.then(() => assert.fail(`${name} was not thrown`), (error) => error);
    assert.deepEqual([error.name, error.message], [name, message]);
    return error;
}

/** An emulator at a URL: pools, apps and people to play with, and what it would have sent them. */
class Service {
    constructor(endpoint) {
        this.endpoint = endpoint;
        this.cognito = new CognitoIdentityProviderClient({
            endpoint, region: "us-east-1", credentials: { accessKeyId: "tests", secretAccessKey: "tests" },
        });
    }

    /** The id of a new pool. */
    async newPool(settings = {}) {
        const made = await this.cognito.send(new CreateUserPoolCommand({ PoolName: "people", ...settings }));
        return made.UserPool.Id;
    }

    /** The id of a new app client with all flows but the custom one. */
    async newClient(pool, settings = {}) {
        const request = { UserPoolId: pool, ClientName: "app", ExplicitAuthFlows: FLOWS, ...settings };
        return (await this.cognito.send(new CreateUserPoolClientCommand(request))).UserPoolClient.ClientId;
    }

    /** A user with a verified e-mail address, and this password unless there is none. */
    async newUser(pool, Username, Password = PASSWORD) {
        const user = { UserPoolId: pool, Username };
        const email = [{ Name: "email", Value: `${Username}@example.com` }, { Name: "email_verified", Value: "true" }];
        const invitation = { MessageAction: "SUPPRESS", TemporaryPassword: "Temporary-1" };
        await this.cognito.send(new AdminCreateUserCommand({ ...user, ...invitation, UserAttributes: email }));
        if (Password) await this.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    }

    /** The code in the newest message to a user. */
    async code(pool, username = "ann") {
        const query = new URLSearchParams({ pool, username });
        const messages = await (await fetch(`${this.endpoint}/_poolhouse/messages?${query}`)).json();
        return messages.at(-1).code;
    }
}

/** The code that an authenticator app shows after so many steps of half a minute: each code is good for once. */
function authenticatorCode(secret, steps = 0) {
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

module.exports = { PASSWORD, Service, authenticatorCode, refused, run };
