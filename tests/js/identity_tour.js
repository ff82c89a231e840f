/** amazon-cognito-identity-js, from sign-up to deletion: `identity_tour.js http://127.0.0.1:9229`. */

const assert = require("node:assert/strict");
const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = require("amazon-cognito-identity-js");
const { InitiateAuthCommand, SetUserPoolMfaConfigCommand } = require("@aws-sdk/client-cognito-identity-provider");
const { PASSWORD, Service, authenticatorCode, refused, run } = require("./tour.js");

const service = new Service(process.argv[2]);
const REMEMBERS = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };

/** What a browser keeps for a page. */
class Storage extends Map {
    setItem(name, value) { this.set(name, value); }
    getItem(name) { return this.get(name) ?? null; }
    removeItem(name) { this.delete(name); }
}

/** A pool as an app sees it, with a storage of its own. */
async function newApp(settings = {}, client = {}) {
    const UserPoolId = await service.newPool({ AutoVerifiedAttributes: ["email"], ...settings });
    const ClientId = await service.newClient(UserPoolId, client);
    const storage = new Storage();
    return new CognitoUserPool({ UserPoolId, ClientId, endpoint: `${service.endpoint}/`, Storage: storage });
}

function visitor(pool, Username = "ann") {
    return new CognitoUser({ Username, Pool: pool, Storage: pool.storage });
}

/** A promise of what a method with a callback at its end gives. */
function call(user, method, ...given) {
    return new Promise((resolve, reject) => {
        user[method](...given, (error, result) => (error ? reject(error) : resolve(result)));
    });
}

/** A promise of which one of several callbacks is called, and with what. */
function heard(user, method, ...given) {
    return new Promise((resolve, reject) => {
        const names = [
            "onSuccess", "newPasswordRequired", "mfaRequired", "totpRequired", "mfaSetup", "selectMFAType",
            "customChallenge", "inputVerificationCode", "associateSecretCode",
        ];
        const callbacks = names.map((name) => [name, (...values) => resolve([name, ...values])]);
        user[method](...given, { ...Object.fromEntries(callbacks), onFailure: reject });
    });
}

/** The method of that name with its callbacks before other arguments. */
function heardFirst(user, method, ...more) {
    return new Promise((resolve, reject) => {
        const onSuccess = (...values) => resolve(["onSuccess", ...values]);
        user[method]({ onSuccess, onFailure: reject }, ...more);
    });
}

function signIn(user, Password = PASSWORD) {
    return heard(user, "authenticateUser", new AuthenticationDetails({ Username: user.getUsername(), Password }));
}

/** A user who has signed up, confirmed and signed in. */
async function signedIn(pool, name = "ann") {
    const email = new CognitoUserAttribute({ Name: "email", Value: `${name}@example.com` });
    await call(pool, "signUp", name, PASSWORD, [email], null);
    const user = visitor(pool, name);
    await call(user, "confirmRegistration", await service.code(pool.getUserPoolId(), name), true);
    assert.equal((await signIn(user))[0], "onSuccess");
    return user;
}

function refusedPassword(promise) {
    return refused("NotAuthorizedException", "Incorrect username or password.", promise);
}

async function aUserSignsUpConfirmsAndSignsIn() {
    const pool = await newApp();
    const email = new CognitoUserAttribute({ Name: "email", Value: "ann@example.com" });
    const signUp = (name, password) => call(pool, "signUp", name, password, [email], null);
    const made = await signUp("ann", PASSWORD);
    assert.deepEqual([made.userConfirmed, made.codeDeliveryDetails.DeliveryMedium], [false, "EMAIL"]);
    await refused("UsernameExistsException", "User already exists", signUp("ann", PASSWORD));
    await refused(
        "InvalidPasswordException", "Password did not conform with policy: Password not long enough", signUp("bob", "short"),
    );
    const user = visitor(pool);
    await refused("UserNotConfirmedException", "User is not confirmed.", signIn(user));
    const wrong = "Invalid verification code provided, please try again.";
    await refused("CodeMismatchException", wrong, call(user, "confirmRegistration", "000000x", true));
    await call(user, "resendConfirmationCode");
    assert.equal(await call(user, "confirmRegistration", await service.code(pool.getUserPoolId()), true), "SUCCESS");
    await refusedPassword(signIn(user, "Secret-2"));
    const [event, session] = await signIn(user);
    assert.deepEqual([event, session.isValid()], ["onSuccess", true]);
    const claims = session.getIdToken().payload;
    assert.deepEqual([claims.sub, claims.email_verified, claims["cognito:username"]], [made.userSub, true, "ann"]);
    assert.equal(session.getAccessToken().payload.client_id, pool.getClientId());
}

async function aSessionIsKeptRefreshedAndEnded() {
    const pool = await newApp();
    await signedIn(pool);
    const kept = pool.getCurrentUser();
    assert.equal(kept.getUsername(), "ann");
    const session = await call(kept, "getSession");
    const fresh = await call(kept, "refreshSession", session.getRefreshToken());
    assert.notEqual(fresh.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
    assert.equal(fresh.getRefreshToken().getToken(), session.getRefreshToken().getToken());
    assert.deepEqual(await heardFirst(kept, "globalSignOut"), ["onSuccess", "SUCCESS"]);
    assert.equal(pool.getCurrentUser(), null);
    await refusedRefresh(pool, session);
    const other = await signedIn(pool, "bob");
    const ended = other.getSignInUserSession();
    await new Promise((done) => other.signOut(done));
    await refusedRefresh(pool, ended);
}

/** Fails unless a session was revoked. The library would ask for fifteen seconds before it believed that. */
async function refusedRefresh(pool, session) {
    const AuthParameters = { REFRESH_TOKEN: session.getRefreshToken().getToken() };
    const refresh = { ClientId: pool.getClientId(), AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters };
    await refused("NotAuthorizedException", "Refresh Token has been revoked", service.cognito.send(new InitiateAuthCommand(refresh)));
}

async function aSignInByPasswordDoesWithoutProof() {
    const pool = await newApp();
    await service.newUser(pool.getUserPoolId(), "ann");
    const user = visitor(pool);
    user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    assert.equal((await signIn(user))[0], "onSuccess");
}

async function attributesAreReadChangedVerifiedAndDeleted() {
    const pool = await newApp();
    const user = await signedIn(pool);
    const attributes = async () => {
        const read = await call(user, "getUserAttributes");
        return Object.fromEntries(read.map((attribute) => [attribute.getName(), attribute.getValue()]));
    };
    const changed = [{ Name: "email", Value: "lee@example.com" }, { Name: "nickname", Value: "al" }];
    assert.equal(await call(user, "updateAttributes", changed), "SUCCESS");
    assert.deepEqual([(await attributes()).nickname, (await attributes()).email_verified], ["al", "false"]);
    const [event, details] = await heard(user, "getAttributeVerificationCode", "email");
    assert.deepEqual([event, details.CodeDeliveryDetails.Destination], ["inputVerificationCode", "l***@e***"]);
    const code = await service.code(pool.getUserPoolId());
    assert.deepEqual(await heard(user, "verifyAttribute", "email", code), ["onSuccess", "SUCCESS"]);
    assert.equal(await call(user, "deleteAttributes", ["nickname"]), "SUCCESS");
    assert.deepEqual([(await attributes()).nickname, (await attributes()).email_verified], [undefined, "true"]);
    const data = await call(user, "getUserData");
    assert.deepEqual([data.Username, data.UserMFASettingList], ["ann", undefined]);
}

async function passwordsAreChangedAndForgotten() {
    const pool = await newApp();
    const user = await signedIn(pool);
    await refusedPassword(call(user, "changePassword", "Secret-9", "Secret-2"));
    assert.equal(await call(user, "changePassword", PASSWORD, "Secret-2"), "SUCCESS");
    await refusedPassword(signIn(user));
    const stranger = visitor(pool);
    const [event] = await new Promise((resolve, reject) => {
        stranger.forgotPassword({ inputVerificationCode: (sent) => resolve(["sent", sent]), onFailure: reject });
    });
    assert.equal(event, "sent");
    const wrong = "Invalid verification code provided, please try again.";
    await refused("CodeMismatchException", wrong, heard(stranger, "confirmPassword", "x", "Secret-3"));
    const code = await service.code(pool.getUserPoolId());
    assert.deepEqual(await heard(stranger, "confirmPassword", code, "Secret-3"), ["onSuccess", "SUCCESS"]);
    assert.equal((await signIn(stranger, "Secret-3"))[0], "onSuccess");
}

async function aTemporaryPasswordIsReplaced() {
    const pool = await newApp();
    await service.newUser(pool.getUserPoolId(), "ann", null);
    const user = visitor(pool);
    const [event, attributes, required] = await signIn(user, "Temporary-1");
    assert.deepEqual([event, attributes.email, required], ["newPasswordRequired", "ann@example.com", []]);
    const [done] = await heard(user, "completeNewPasswordChallenge", PASSWORD, { name: "Ann Lee" });
    assert.equal(done, "onSuccess");
    assert.equal((await signIn(user))[1].getIdToken().payload.name, "Ann Lee");
}

async function anAuthenticatorIsSetUpAndAskedFor() {
    const pool = await newApp();
    await service.cognito.send(new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.getUserPoolId(), MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true },
    }));
    const user = await signedIn(pool);
    const secret = await new Promise((resolve, reject) => {
        user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
    });
    await refused("EnableSoftwareTokenMFAException", "Code mismatch (phone)", heard(user, "verifySoftwareToken", "000000", "phone"));
    const [verified] = await heard(user, "verifySoftwareToken", authenticatorCode(secret), "phone");
    assert.equal(verified, "onSuccess");
    const preference = { PreferredMfa: true, Enabled: true };
    assert.equal(await call(user, "setUserMfaPreference", null, preference), "SUCCESS");
    const again = visitor(pool);
    assert.equal((await signIn(again))[0], "totpRequired");
    const [signed, session] = await new Promise((resolve, reject) => {
        const onSuccess = (...values) => resolve(["onSuccess", ...values]);
        again.sendMFACode(authenticatorCode(secret, 1), { onSuccess, onFailure: reject }, "SOFTWARE_TOKEN_MFA");
    });
    assert.deepEqual([signed, session.isValid()], ["onSuccess", true]);
    const data = await call(again, "getUserData");
    assert.deepEqual([data.PreferredMfaSetting, data.UserMFASettingList], ["SOFTWARE_TOKEN_MFA", ["SOFTWARE_TOKEN_MFA"]]);
}

async function anAuthenticatorIsSetUpWhereThePoolRequiresOne() {
    const pool = await newApp();
    await service.newUser(pool.getUserPoolId(), "ann");
    await service.cognito.send(new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.getUserPoolId(), MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true },
    }));
    const user = visitor(pool);
    assert.equal((await signIn(user))[0], "mfaSetup");
    const secret = await new Promise((resolve, reject) => {
        user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
    });
    const [event, session] = await heard(user, "verifySoftwareToken", authenticatorCode(secret), "phone");
    assert.deepEqual([event, session.getAccessToken().payload.username], ["onSuccess", "ann"]);
}

async function aDeviceIsConfirmedRememberedAndForgotten() {
    const pool = await newApp({ DeviceConfiguration: REMEMBERS });
    await service.newUser(pool.getUserPoolId(), "ann");
    const user = visitor(pool);
    const [event, session, isToBeConfirmed] = await signIn(user);
    assert.deepEqual([event, isToBeConfirmed], ["onSuccess", true]);
    const key = session.getAccessToken().payload.device_key;
    assert.deepEqual(await heardFirst(user, "setDeviceStatusRemembered"), ["onSuccess", "SUCCESS"]);
    const [, device] = await heardFirst(user, "getDevice");
    assert.equal(device.Device.DeviceKey, key);
    const known = visitor(pool);
    const [signed, again, isNew] = await signIn(known);
    assert.deepEqual([signed, again.getAccessToken().payload.device_key, isNew], ["onSuccess", key, undefined]);
    const [, listed] = await heard(known, "listDevices", 10, null);
    assert.deepEqual(listed.Devices.map((device) => device.DeviceKey), [key]);
    assert.deepEqual(await heardFirst(known, "setDeviceStatusNotRemembered"), ["onSuccess", "SUCCESS"]);
    assert.deepEqual(await heard(known, "forgetSpecificDevice", key), ["onSuccess", "SUCCESS"]);
    await refused("ResourceNotFoundException", "Device does not exist.", heardFirst(known, "getDevice"));
    assert.equal((await signIn(visitor(pool)))[0], "onSuccess", "a device that was forgotten is replaced by a new one");
}

async function aUserDeletesTheAccount() {
    const pool = await newApp();
    const user = await signedIn(pool);
    assert.equal(await call(user, "deleteUser"), "SUCCESS");
    await refused("UserNotFoundException", "User does not exist.", signIn(visitor(pool)));
}

async function whoIsHiddenIsNotTold() {
    const pool = await newApp({}, { PreventUserExistenceErrors: "ENABLED" });
    await refusedPassword(signIn(visitor(pool, "nobody")));
}

run(
    aUserSignsUpConfirmsAndSignsIn,
    aSessionIsKeptRefreshedAndEnded,
    aSignInByPasswordDoesWithoutProof,
    attributesAreReadChangedVerifiedAndDeleted,
    passwordsAreChangedAndForgotten,
    aTemporaryPasswordIsReplaced,
    anAuthenticatorIsSetUpAndAskedFor,
    anAuthenticatorIsSetUpWhereThePoolRequiresOne,
    aDeviceIsConfirmedRememberedAndForgotten,
    aUserDeletesTheAccount,
    whoIsHiddenIsNotTold,
);
