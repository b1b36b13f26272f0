// auth/register and auth/login.
import { z } from 'zod'
import type { Identity, Origin } from '../../ports.js'
import { type EdgeContext, peerAddress } from '../http.js'
import type { Route } from '../route.js'
import { withIdentity } from './identity-errors.js'
import { bodyRoute } from './json-route.js'

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
  address: peerAddress(c),
  agent: (c.req.header('user-agent') ?? '').slice(0, agentMax),
})

export const authRoutes = (identity: Identity): readonly Route[] => [
  bodyRoute({
    method: 'POST',
    path: '/api/v1/auth/register',
    about: 'Makes a user with an account',
    answers: { 201: 'The user, and an access token' },
    body: registration,
    who: originOf,
    answer: async (body, origin) => ({
      status: 201,
      value: await withIdentity(identity.register(body, origin)),
    }),
  }),
  bodyRoute({
    method: 'POST',
    path: '/api/v1/auth/login',
    about: 'An access token for email address or username and password',
    answers: { 200: 'An access token' },
    body: loginBody,
    who: originOf,
    answer: async ({ email, username, password }, origin) => ({
      status: 200,
      value: await withIdentity(
        identity.login({ login: (email ?? username) as string, password }, origin),
      ),
    }),
  }),
]
