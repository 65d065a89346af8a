// A certified OpenID provider (oidc-provider) for the tests: signs in whoever is named on its plain page, and lets a test
// change its signing key or make sign-ins older. `node serve.mjs <the service's address>`; it prints its issuer when it listens.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";
import Provider from "oidc-provider";

const [party] = process.argv.slice(2);
const store = new Map(); // what a provider must not forget when its key changes
let keys = [signingKey()];
let provider;

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

// oidc-provider asks for a class with these methods; everything is kept in one map for as long as the process lives.
class Kept {
  constructor(kind) {
    this.kind = kind;
  }
  async upsert(id, value) {
    store.set(`${this.kind}:${id}`, value);
  }
  async find(id) {
    return store.get(`${this.kind}:${id}`);
  }
  async findByUid(uid) {
    return [...store.entries()].find(([key, value]) => key.startsWith(`${this.kind}:`) && value.uid === uid)?.[1];
  }
  async findByUserCode() {
    return undefined;
  }
  async consume(id) {
    store.get(`${this.kind}:${id}`).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    store.delete(`${this.kind}:${id}`);
  }
  async revokeByGrantId(grant) {
    const issued = /^(AccessToken|AuthorizationCode|RefreshToken):/;
    for (const [key, value] of store) if (issued.test(key) && value.grantId === grant) store.delete(key);
  }
}

const client = {
  client_secret: "secret",
  redirect_uris: [`${party}/login/callback`],
  post_logout_redirect_uris: [`${party}/signed-out`],
};

const configuration = () => ({
  adapter: Kept,
  clients: [
    {
      ...client,
      client_id: "mesur",
      backchannel_logout_uri: `${party}/logout/backchannel`,
      backchannel_logout_session_required: true,
    },
    { ...client, client_id: "other" },
  ],
  jwks: { keys },
  cookies: { keys: ["of this test alone"] },
  pkce: { required: () => true },
  claims: { openid: ["sub", "hashed_upn"] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, hashed_upn: `hashed ${id}` }) }),
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
      },
    },
  },
  interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
  // it refuses to call loopback addresses, where the service of a test listens
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  ttl: { Session: 3600, Interaction: 3600, Grant: 3600, IdToken: 3600, AccessToken: 3600, AuthorizationCode: 60 },
});

// Whoever is asked for agrees to everything; a login is asked for by name, on a page without a password.
async function signIn(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    if (request.method === "GET") {
      response.setHeader("content-type", "text/html");
      return response.end('<!doctype html><form method="post"><input name="sub" autofocus><button>Sign in</button></form>');
    }
    const accountId = new URLSearchParams(await body(request)).get("sub");
    return provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

function open(issuer) {
  provider = new Provider(issuer, configuration());
  provider.on("backchannel.error", (_, error) => console.error(error.message));
  return provider.callback();
}

const server = http.createServer();
server.listen(0, "localhost", () => {
  const issuer = `http://localhost:${server.address().port}`;
  let answer = open(issuer);
  server.on("request", async (request, response) => {
    try {
      if (request.url.startsWith("/sign-in/")) return await signIn(request, response);
      if (request.url === "/test/new-key") {
        keys = [signingKey()];
        answer = open(issuer);
      } else if (request.url === "/test/later") {
        store.forEach((value, key) => key.startsWith("Session:") && (value.loginTs -= 600));
      } else return answer(request, response);
      response.end();
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error.stack));
    }
  });
  console.log(issuer);
});
