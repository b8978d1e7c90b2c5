// openid-client, driven by lines of JSON: one request in, one answer out.
import { createInterface } from 'node:readline'
import * as oauth from 'openid-client'

const authentications = {
  client_secret_basic: oauth.ClientSecretBasic,
  client_secret_post: oauth.ClientSecretPost,
  none: oauth.None,
}
const configurations = new Map()

async function configured({ issuer, id, secret, method }) {
  const known = configurations.get(id)
  if (known) return known
  const found = await oauth.discovery(
    new URL(issuer), id, undefined, authentications[method](secret),
    // The tests' server is on this machine, without TLS.
    { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] },
  )
  configurations.set(id, found)
  return found
}

// What the application sees, and the two headers that it does not.
async function outcome(config, call, isLost) {
  let response
  config[oauth.customFetch] = async (...request) => {
    response = await fetch(...request)
    if (isLost) throw new TypeError('reply lost')
    return response
  }
  try {
    const tokens = await call()
    const { headers } = response
    return {
      tokens,
      headers: {
        'Cache-Control': headers.get('Cache-Control'),
        'Content-Type': headers.get('Content-Type'),
      },
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const challenge = error instanceof oauth.WWWAuthenticateChallengeError
      ? error.cause[0].parameters.error : undefined
    return {
      error: error.error ?? challenge ?? error.code ?? error.message,
      status: error.status ?? null,
    }
  } finally {
    config[oauth.customFetch] = undefined
  }
}

const commands = {
  async metadata(config) {
    return config.serverMetadata()
  },

  async begin(config, { asked }) {
    const verifier = oauth.randomPKCECodeVerifier()
    const all = {
      state: oauth.randomState(),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...asked,
    }
    const named = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
    const url = oauth.buildAuthorizationUrl(config, named)
    return { url: url.href, state: named.state ?? null, verifier }
  },

  async redeem(config, { address, state, verifier, times }) {
    const checks = { expectedState: state ?? undefined, pkceCodeVerifier: verifier ?? undefined }
    const redeemed = () => oauth.authorizationCodeGrant(config, new URL(address), checks)
    return atOnce(times, () => outcome(config, redeemed))
  },

  async refresh(config, { token, times, is_lost: isLost }) {
    return atOnce(times, () => outcome(config, () => oauth.refreshTokenGrant(config, token), isLost))
  },

  async grant(config, { type, fields }) {
    return outcome(config, () => oauth.genericGrantRequest(config, type, fields))
  },

  async revoke(config, { token }) {
    return oauth.tokenRevocation(config, token)
  },
}

function atOnce(times, call) {
  return Promise.all(Array.from({ length: times }, call))
}

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, client, ...what } = JSON.parse(line)
  try {
    const done = await commands[name](await configured(client), what)
    console.log(JSON.stringify({ done: done ?? null }))
  } catch (error) {
    console.log(JSON.stringify({ broke: String(error?.stack ?? error) }))
  }
}
