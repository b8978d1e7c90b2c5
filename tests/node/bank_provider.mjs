// A bank's own OpenID Connect provider: node bank_provider.mjs <port> <redirect URI>
import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "sayso",
      client_secret: "the-bank-gave-us-this",
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  cookies: { keys: ["only for the tests"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["customer_number"] },
  // Whoever signs in exists; her number at the bank is what she typed, with a mark.
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, customer_number: `no-${id}` }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
