/** The AWS SDK for JavaScript, version 3, at work on an emulator: `sdk_tour.js http://127.0.0.1:9229`. */

const assert = require("node:assert/strict");
const {
    AliasExistsException, CognitoIdentityProvider, GroupExistsException, InvalidParameterException,
    NotAuthorizedException, ResourceNotFoundException, UserNotFoundException, UsernameExistsException,
    paginateAdminListGroupsForUser, paginateListGroups, paginateListUserPoolClients, paginateListUserPools,
    paginateListUsers, paginateListUsersInGroup,
} = require("@aws-sdk/client-cognito-identity-provider");
const { JwtRsaVerifier } = require("aws-jwt-verify");
const { JwtInvalidSignatureError } = require("aws-jwt-verify/error");
const { SimpleJwksCache } = require("aws-jwt-verify/jwk");
const { PASSWORD, Service, authenticatorCode, refused, run } = require("./tour.js");

const service = new Service(process.argv[2]);
const { endpoint } = service;
const credentials = { accessKeyId: "tests", secretAccessKey: "tests" };
const cognito = new CognitoIdentityProvider({ endpoint, credentials, region: "eu-west-1" });

const names = ["ann", "bob", "cid", "dee", "eve"];

/** Fails unless a call throws the SDK's own error of this type, with this message. */
async function refusedAs(type, message, promise) {
    const error = await refused(type.name, message, promise);
    assert.ok(error instanceof type, "it has the type of the model");
    assert.deepEqual([error.$fault, error.$metadata.httpStatusCode], ["client", 400]);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
}

/** All items of a list, and the number of pages they came in. */
async function paged(paginate, result, pageSize, request) {
    const [items, pages] = [[], []];
    for await (const page of paginate({ client: cognito, pageSize }, request)) {
        pages.push(page);
        items.push(...page[result]);
    }
    return [items, pages.length];
}

function isRecent(moment) {
    assert.ok(moment instanceof Date && Math.abs(Date.now() - moment) < 600_000, `${moment} is a recent moment`);
}

async function poolsAndClientsAreMadeReadChangedAndDeleted() {
    const pool = (await cognito.createUserPool({ PoolName: "people", UserPoolTags: { team: "a" } })).UserPool;
    assert.match(pool.Id, /^eu-west-1_[0-9A-Za-z]{9}$/);
    isRecent(pool.CreationDate);
    const UserPoolId = pool.Id;
    const { UserPoolClient } = await cognito.createUserPoolClient({ UserPoolId, ClientName: "app", GenerateSecret: true });
    await cognito.updateUserPoolClient({ UserPoolId, ClientId: UserPoolClient.ClientId, AccessTokenValidity: 2 });
    const app = await cognito.describeUserPoolClient({ UserPoolId, ClientId: UserPoolClient.ClientId });
    assert.deepEqual(
        [app.UserPoolClient.AccessTokenValidity, app.UserPoolClient.ClientSecret], [2, UserPoolClient.ClientSecret],
    );
    await cognito.updateUserPool({ UserPoolId, AutoVerifiedAttributes: ["email"] });
    assert.deepEqual((await cognito.describeUserPool({ UserPoolId })).UserPool.AutoVerifiedAttributes, ["email"]);
    await cognito.deleteUserPool({ UserPoolId });
    await refusedAs(ResourceNotFoundException, `User pool ${UserPoolId} does not exist.`, cognito.describeUserPool({ UserPoolId }));
}

async function usersAndGroupsAreAdministered() {
    const UserPoolId = await service.newPool({ AliasAttributes: ["email"] });
    const ann = { UserPoolId, Username: "ann" };
    const email = [{ Name: "email", Value: "ann@example.com" }, { Name: "email_verified", Value: "true" }];
    const { User } = await cognito.adminCreateUser({ ...ann, UserAttributes: email, MessageAction: "SUPPRESS" });
    assert.deepEqual([User.UserStatus, User.Enabled], ["FORCE_CHANGE_PASSWORD", true]);
    isRecent(User.UserCreateDate);
    await refusedAs(UsernameExistsException, "User account already exists", cognito.adminCreateUser(ann));
    const taken = cognito.adminCreateUser({ UserPoolId, Username: "bob", UserAttributes: email });
    await refusedAs(AliasExistsException, "An account with the email already exists.", taken);
    await cognito.adminUpdateUserAttributes({ ...ann, UserAttributes: [{ Name: "name", Value: "Ann Lee" }] });
    await cognito.adminDisableUser(ann);
    const found = await cognito.adminGetUser({ UserPoolId, Username: "ann@example.com" });
    assert.deepEqual([found.Username, found.Enabled], ["ann", false]);
    await cognito.adminEnableUser(ann);
    const { Group } = await cognito.createGroup({ UserPoolId, GroupName: "admins", Precedence: 3 });
    assert.equal(Group.Precedence, 3);
    await refusedAs(GroupExistsException, "A group with the name already exists.", cognito.createGroup({ UserPoolId, GroupName: "admins" }));
    assert.equal((await cognito.adminAddUserToGroup({ ...ann, GroupName: "admins" })).$metadata.httpStatusCode, 200);
    await cognito.adminRemoveUserFromGroup({ ...ann, GroupName: "admins" });
    await cognito.adminDeleteUser(ann);
    await refusedAs(UserNotFoundException, "User does not exist.", cognito.adminGetUser(ann));
}

async function paginatorsComeToAnEndWithEverything() {
    const UserPoolId = await service.newPool();
    for (const name of names) {
        await service.newUser(UserPoolId, name);
        await service.newClient(UserPoolId, { ClientName: name });
        await cognito.createGroup({ UserPoolId, GroupName: name });
        await cognito.adminAddUserToGroup({ UserPoolId, Username: name, GroupName: "ann" });
        await cognito.adminAddUserToGroup({ UserPoolId, Username: "ann", GroupName: name });
    }
    const found = async (paginate, result, name, request = {}) => {
        const [items, pages] = await paged(paginate, result, 2, { UserPoolId, ...request });
        return [items.map((item) => item[name]).sort(), pages];
    };
    assert.deepEqual(await found(paginateListUsers, "Users", "Username"), [names, 3]);
    assert.deepEqual(await found(paginateListGroups, "Groups", "GroupName"), [names, 3]);
    assert.deepEqual(await found(paginateListUserPoolClients, "UserPoolClients", "ClientName"), [names, 3]);
    assert.deepEqual(await found(paginateListUsersInGroup, "Users", "Username", { GroupName: "ann" }), [names, 3]);
    assert.deepEqual(await found(paginateAdminListGroupsForUser, "Groups", "GroupName", { Username: "ann" }), [names, 3]);
    const [pools] = await paged(paginateListUserPools, "UserPools", 1, {});
    const elsewhere = pools.filter((pool) => !pool.Id.startsWith("eu-west-1_"));
    assert.deepEqual(elsewhere, [], "lists show the region that was signed for");
}

async function usersSignInByPasswordAndSecondFactor() {
    const pool = await service.newPool();
    const ClientId = await service.newClient(pool);
    await service.newUser(pool, "ann", null);
    const signIn = (Password) => cognito.initiateAuth({
        ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ann", PASSWORD: Password },
    });
    const respond = ({ ChallengeName, Session }, more) => cognito.respondToAuthChallenge({
        ClientId, ChallengeName, Session, ChallengeResponses: { USERNAME: "ann", ...more },
    });
    await refusedAs(NotAuthorizedException, "Incorrect username or password.", signIn("Secret-9"));
    const invited = await signIn("Temporary-1");
    assert.equal(invited.ChallengeName, "NEW_PASSWORD_REQUIRED");
    const { AccessToken, RefreshToken } = (await respond(invited, { NEW_PASSWORD: PASSWORD })).AuthenticationResult;

    await cognito.setUserPoolMfaConfig({
        UserPoolId: pool, MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { SecretCode } = await cognito.associateSoftwareToken({ AccessToken });
    await cognito.verifySoftwareToken({ AccessToken, UserCode: authenticatorCode(SecretCode) });
    await cognito.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
    const asked = await signIn(PASSWORD);
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    const done = await respond(asked, { SOFTWARE_TOKEN_MFA_CODE: authenticatorCode(SecretCode, 1) });
    assert.equal(done.AuthenticationResult.TokenType, "Bearer");

    const refresh = await cognito.initiateAuth({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: RefreshToken } });
    assert.equal((await cognito.getUser({ AccessToken: refresh.AuthenticationResult.AccessToken })).Username, "ann");
    await cognito.globalSignOut({ AccessToken });
    await refusedAs(NotAuthorizedException, "Access Token has been revoked", cognito.getUser({ AccessToken }));
}

async function usersChooseHowToSignIn() {
    const pool = await service.newPool({
        UserPoolTier: "ESSENTIALS", Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    });
    const ClientId = await service.newClient(pool);
    await service.newUser(pool, "ann");
    const asked = await cognito.initiateAuth({ ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: "ann" } });
    assert.equal(asked.ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(asked.AvailableChallenges.toSorted(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"]);
    const answer = (ChallengeName, Session, more) => cognito.respondToAuthChallenge({
        ClientId, ChallengeName, Session, ChallengeResponses: { USERNAME: "ann", ...more },
    });
    const sent = await answer("SELECT_CHALLENGE", asked.Session, { ANSWER: "EMAIL_OTP" });
    assert.deepEqual([sent.ChallengeName, sent.ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM], ["EMAIL_OTP", "EMAIL"]);
    const done = await answer("EMAIL_OTP", sent.Session, { EMAIL_OTP_CODE: await service.code(pool) });
    assert.ok(done.AuthenticationResult.IdToken);
}

async function tokensAreVerifiedByTheServedKeys() {
    const pool = await service.newPool();
    const clientId = await service.newClient(pool);
    await service.newUser(pool, "ann");
    const request = { ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ann", PASSWORD } };
    const tokens = (await cognito.initiateAuth(request)).AuthenticationResult;
    const issuer = `${endpoint}/${pool}`;
    // The verifier's own fetcher refuses plain HTTP.
    const jwksCache = new SimpleJwksCache({ fetcher: { fetch: async (uri) => (await fetch(uri)).arrayBuffer() } });
    const verifier = JwtRsaVerifier.create(
        { issuer, audience: clientId, jwksUri: `${issuer}/.well-known/jwks.json` }, { jwksCache },
    );
    assert.equal((await verifier.verify(tokens.IdToken))["cognito:username"], "ann");
    await assert.rejects(verifier.verify(`${tokens.IdToken.slice(0, -8)}AAAAAAAA`), JwtInvalidSignatureError);
}

async function whatTheModelForbidsIsTold() {
    const message = "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+";
    await refusedAs(InvalidParameterException, message, cognito.listUsers({ UserPoolId: "no pool" }));
}

async function aClientWhoseClockIsWrongCorrectsIt() {
    const late = { endpoint, credentials, region: "eu-west-1", systemClockOffset: -24 * 60 * 60 * 1000 };
    const clock = new CognitoIdentityProvider(late);
    await clock.listUserPools({ MaxResults: 1 });
    assert.ok(Math.abs(clock.config.systemClockOffset) < 600_000, `${clock.config.systemClockOffset} ms off`);
}

run(
    poolsAndClientsAreMadeReadChangedAndDeleted,
    usersAndGroupsAreAdministered,
    paginatorsComeToAnEndWithEverything,
    usersSignInByPasswordAndSecondFactor,
    usersChooseHowToSignIn,
    tokensAreVerifiedByTheServedKeys,
    whatTheModelForbidsIsTold,
    aClientWhoseClockIsWrongCorrectsIt,
);
