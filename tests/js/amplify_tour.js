/** Amplify's sign-in, version 6, as an app has it: `amplify_tour.js http://127.0.0.1:9229`. */

const assert = require("node:assert/strict");
const { Amplify } = require("aws-amplify");
const auth = require("aws-amplify/auth");
const { SetUserPoolMfaConfigCommand } = require("@aws-sdk/client-cognito-identity-provider");
const { PASSWORD, Service, authenticatorCode, refused, run } = require("./tour.js");

// What Amplify calls a device comes from here, and Node.js 20 has none.
globalThis.navigator ??= { userAgent: "tour" };

const service = new Service(process.argv[2]);
const TOTP = { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };

/** A pool that Amplify is at home in from now on. */
async function newApp(settings = {}) {
    const userPoolId = await service.newPool({ AutoVerifiedAttributes: ["email"], ...settings });
    const userPoolClientId = await service.newClient(userPoolId);
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: service.endpoint } } });
    return userPoolId;
}

const ann = { username: "ann", password: PASSWORD };

async function aUserSignsUpAndInAndOut() {
    const pool = await newApp();
    const made = await auth.signUp({ ...ann, options: { userAttributes: { email: "ann@example.com", name: "Ann Lee" } } });
    assert.deepEqual([made.isSignUpComplete, made.nextStep.signUpStep], [false, "CONFIRM_SIGN_UP"]);
    assert.equal((await auth.signIn(ann)).nextStep.signInStep, "CONFIRM_SIGN_UP");
    const again = await auth.resendSignUpCode({ username: "ann" });
    assert.equal(again.deliveryMedium, "EMAIL");
    const confirmed = await auth.confirmSignUp({ username: "ann", confirmationCode: await service.code(pool) });
    assert.equal(confirmed.isSignUpComplete, true);
    await refused("NotAuthorizedException", "Incorrect username or password.", auth.signIn({ ...ann, password: "Secret-9" }));
    assert.equal((await auth.signIn(ann)).nextStep.signInStep, "DONE");
    const { tokens, userSub } = await auth.fetchAuthSession();
    assert.deepEqual([tokens.idToken.payload.email, tokens.accessToken.payload.sub], ["ann@example.com", userSub]);
    const fresh = await auth.fetchAuthSession({ forceRefresh: true });
    assert.notEqual(fresh.tokens.accessToken.toString(), tokens.accessToken.toString());
    assert.equal((await auth.getCurrentUser()).username, "ann");
    await auth.signOut();
    assert.equal((await auth.fetchAuthSession()).tokens, undefined);
}

async function aProfileIsReadChangedAndDeleted() {
    const pool = await newApp();
    await service.newUser(pool, "ann");
    await auth.signIn(ann);
    const changed = await auth.updateUserAttributes({ userAttributes: { email: "lee@example.com", name: "Ann" } });
    assert.equal(changed.email.nextStep.updateAttributeStep, "CONFIRM_ATTRIBUTE_WITH_CODE");
    const confirmationCode = await service.code(pool);
    await auth.confirmUserAttribute({ userAttributeKey: "email", confirmationCode });
    await auth.deleteUserAttributes({ userAttributeKeys: ["name"] });
    const attributes = await auth.fetchUserAttributes();
    assert.deepEqual([attributes.email, attributes.email_verified, attributes.name], ["lee@example.com", "true", undefined]);
    await auth.updatePassword({ oldPassword: PASSWORD, newPassword: "Secret-2" });
    await auth.deleteUser();
    await refused("UserNotFoundException", "User does not exist.", auth.signIn(ann));
}

async function aForgottenPasswordIsReset() {
    const pool = await newApp();
    await service.newUser(pool, "ann");
    const asked = await auth.resetPassword({ username: "ann" });
    assert.equal(asked.nextStep.resetPasswordStep, "CONFIRM_RESET_PASSWORD_WITH_CODE");
    const confirmationCode = await service.code(pool);
    await auth.confirmResetPassword({ username: "ann", newPassword: "Secret-2", confirmationCode });
    assert.equal((await auth.signIn({ ...ann, password: "Secret-2" })).isSignedIn, true);
    await auth.signOut({ global: true });
}

async function aTemporaryPasswordIsReplaced() {
    const pool = await newApp();
    await service.newUser(pool, "ann", null);
    const invited = await auth.signIn({ ...ann, password: "Temporary-1" });
    assert.equal(invited.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    assert.equal((await auth.confirmSignIn({ challengeResponse: PASSWORD })).isSignedIn, true);
    await auth.signOut();
}

async function anAuthenticatorIsSetUpAndAskedFor() {
    const pool = await newApp();
    await service.newUser(pool, "ann");
    await service.cognito.send(new SetUserPoolMfaConfigCommand({ UserPoolId: pool, ...TOTP }));
    await auth.signIn(ann);
    const { sharedSecret } = await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: authenticatorCode(sharedSecret) });
    await auth.updateMFAPreference({ totp: "PREFERRED" });
    assert.deepEqual(await auth.fetchMFAPreference(), { enabled: ["TOTP"], preferred: "TOTP" });
    await auth.signOut();
    assert.equal((await auth.signIn(ann)).nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    const done = await auth.confirmSignIn({ challengeResponse: authenticatorCode(sharedSecret, 1) });
    assert.equal(done.isSignedIn, true);
    await auth.signOut();
}

async function aUserSignsInByACodeAlone() {
    const pool = await newApp({
        UserPoolTier: "ESSENTIALS", Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    });
    await service.newUser(pool, "ann");
    const options = { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" };
    const asked = await auth.signIn({ username: "ann", options });
    assert.equal(asked.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    assert.equal((await auth.confirmSignIn({ challengeResponse: await service.code(pool) })).isSignedIn, true);
    await auth.signOut();
}

async function aDeviceIsRememberedAndForgotten() {
    const pool = await newApp({ DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true } });
    await service.newUser(pool, "ann");
    await auth.signIn(ann);
    await auth.rememberDevice();
    const [device] = await auth.fetchDevices();
    await auth.signOut();
    assert.equal((await auth.signIn(ann)).isSignedIn, true);
    const { tokens } = await auth.fetchAuthSession();
    assert.equal(tokens.accessToken.payload.device_key, device.id);
    await auth.forgetDevice();
    assert.deepEqual(await auth.fetchDevices(), []);
    await auth.signOut();
}

run(
    aUserSignsUpAndInAndOut,
    aProfileIsReadChangedAndDeleted,
    aForgottenPasswordIsReset,
    aTemporaryPasswordIsReplaced,
    anAuthenticatorIsSetUpAndAskedFor,
    aUserSignsInByACodeAlone,
    aDeviceIsRememberedAndForgotten,
);
