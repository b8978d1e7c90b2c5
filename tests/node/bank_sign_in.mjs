// A bank's authorization server: node bank_sign_in.mjs <port> <redirect URI> <our public key as a JWK>
//
// It knows us four times: as a plain client, and as one of FAPI 2.0, of FAPI 1 Advanced with
// "code id_token", and of one with signed answers (JARM).
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const [port, redirectUri, publicKey] = process.argv.slice(2);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const profiles = { "fapi-2": "2.0", "fapi-1": "1.0 Final" };

const client = {
  redirect_uris: [redirectUri],
  response_types: ["code"],
  grant_types: ["authorization_code", "refresh_token"],
};
const signing = {
  ...client,
  jwks: { keys: [JSON.parse(publicKey)] },
  token_endpoint_auth_method: "private_key_jwt",
  token_endpoint_auth_signing_alg: "PS256",
  id_token_signed_response_alg: "PS256",
};
const signed = { request_object_signing_alg: "PS256", require_signed_request_object: true };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      ...client,
      client_id: "plain",
      client_secret: "the bank's: +&%",
      token_endpoint_auth_method: "client_secret_basic",
    },
    {
      ...signing,
      ...signed,
      client_id: "fapi-2",
      require_pushed_authorization_requests: true,
    },
    {
      ...signing,
      ...signed,
      client_id: "fapi-1",
      response_types: ["code id_token"],
      grant_types: ["authorization_code", "refresh_token", "implicit"],
    },
    { ...signing, client_id: "jarm", authorization_signed_response_alg: "PS256" },
  ],
  jwks: { keys: [{ ...key, kid: "the-banks-key", use: "sig" }] },
  cookies: { keys: ["only for the tests"] },
  pkce: { required: () => true },
  scopes: [
    "openid",
    "offline_access",
    "fdx:accountbasic:read",
    "fdx:accountdetailed:read",
    "fdx:transactions:read",
  ],
  features: {
    fapi: { enabled: true, profile: (_context, asking) => profiles[asking?.clientId] },
    jwtResponseModes: { enabled: true },
    requestObjects: { enabled: true },
    revocation: { enabled: true },
  },
  rotateRefreshToken: true,
  // Whoever signs in exists.
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.listen(Number(port), "127.0.0.1");
