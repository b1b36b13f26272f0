// auth/register, auth/login and auth/logout.
import { z } from 'zod'
import type { Identity, Origin } from '../../ports.js'
import { type Authenticator, bearerToken } from '../authentication.js'
import type { EdgeContext } from '../http.js'
import type { RequestLimits } from '../limits/limits.js'
import type { Route } from '../route.js'
import { withIdentity } from './identity-errors.js'
import { bareRoute, bodyRoute } from './json-route.js'

const textMax = 320
const name = z.string().min(1).max(textMax)
// Longer passwords are refused by identity, which says why.
const password = z.string().min(1).max(1024)

const registration = z.strictObject({ email: name, username: name, password })
const loginBody = z
  .strictObject({ email: name.optional(), username: name.optional(), password })
  .refine(({ email, username }) => (email === undefined) !== (username === undefined), {
    error: "Either 'email' or 'username' must be sent",
  })

const agentMax = 256

/** Where a request comes from, for the audit log. */
export const originOf = (c: EdgeContext): Origin => ({
  address: c.get('address'),
  agent: (c.req.header('user-agent') ?? '').slice(0, agentMax),
})

export function authRoutes(
  identity: Identity,
  authenticator: Authenticator,
  limits: RequestLimits,
): readonly Route[] {
  const counted = (c: EdgeContext): Origin => {
    limits.login(c.get('address'))
    return originOf(c)
  }
  return [
    bodyRoute({
      method: 'POST',
      path: '/api/v1/auth/register',
      weight: 1,
      kind: 'sensitive',
      about: 'Makes a user with an account',
      answers: { 201: 'The user, and an access token' },
      body: registration,
      who: counted,
      answer: async (body, origin) => ({
        status: 201,
        value: await withIdentity(identity.register(body, origin)),
      }),
    }),
    bodyRoute({
      method: 'POST',
      path: '/api/v1/auth/login',
      weight: 1,
      kind: 'sensitive',
      about: 'An access token for email address or username and password',
      answers: { 200: 'An access token' },
      body: loginBody,
      who: counted,
      answer: async ({ email, username, password }, origin) => ({
        status: 200,
        value: await withIdentity(
          identity.login({ login: (email ?? username) as string, password }, origin),
        ),
      }),
    }),
    bareRoute({
      method: 'POST',
      path: '/api/v1/auth/logout',
      weight: 1,
      kind: 'plain',
      needs: 'session',
      about: 'Ends the session of the access token, which is void from now on',
      answers: { 204: 'Ended' },
      async answer(c) {
        await authenticator.session(c)
        await withIdentity(identity.logout(bearerToken(c) as string, originOf(c)))
        return { status: 204 }
      },
    }),
  ]
}
