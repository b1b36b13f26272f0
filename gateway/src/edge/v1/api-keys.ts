// api-keys: make, list, delete. An API key cannot make another: a session is needed.
import { z } from 'zod'
import type { Identity } from '../../ports.js'
import { type Authenticator, keyPattern } from '../authentication.js'
import type { Route } from '../route.js'
import { originOf } from './auth.js'
import { noSuchKey, withIdentity } from './identity-errors.js'
import { bareRoute, bodyRoute } from './json-route.js'

const permissions = z
  .array(z.enum(['read', 'trade']))
  .min(1)
  .max(2)
  .refine((list) => new Set(list).size === list.length, { error: 'a permission stands twice' })
const printable = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,64}$/u, { error: 'it must be 1 to 64 printable characters' })
const creation = z.strictObject({ name: printable, permissions })
const deletion = z.strictObject({
  apiKey: z.string().regex(keyPattern, { error: 'it must be an API key' }),
})

const path = '/api/v1/api-keys'

export function apiKeyRoutes(identity: Identity, authenticator: Authenticator): readonly Route[] {
  return [
    bodyRoute({
      method: 'POST',
      path,
      weight: 1,
      kind: 'sensitive',
      needs: 'session',
      about: 'Makes an API key; its secret is shown this once',
      answers: { 201: 'The key and its secret' },
      body: creation,
      who: (c) => authenticator.session(c),
      answer: async (body, { userId }, c) => ({
        status: 201,
        value: await withIdentity(identity.createKey(userId, body, originOf(c))),
      }),
    }),
    bareRoute({
      method: 'GET',
      path,
      weight: 1,
      kind: 'plain',
      needs: 'session',
      about: 'The user’s API keys, without secrets',
      answers: { 200: 'A list' },
      async answer(c) {
        const { userId } = await authenticator.session(c)
        const keys = await withIdentity(identity.listKeys(userId))
        return {
          status: 200,
          value: keys.map(({ createdAt, lastUsedAt, ...key }) => ({
            ...key,
            createdAt: createdAt.getTime(),
            lastUsedAt: lastUsedAt?.getTime() ?? null,
          })),
        }
      },
    }),
    bareRoute({
      method: 'DELETE',
      path: `${path}/:apiKey`,
      weight: 1,
      kind: 'sensitive',
      needs: 'session',
      about: 'Deletes an API key; it stops to work at once',
      answers: { 204: 'Deleted' },
      async answer(c) {
        const { userId } = await authenticator.session(c)
        const apiKey = c.req.param('apiKey') as string
        if (!keyPattern.test(apiKey)) throw noSuchKey()
        await withIdentity(identity.deleteKey(userId, apiKey, originOf(c)))
        return { status: 204 }
      },
    }),
    bodyRoute({
      method: 'DELETE',
      path,
      weight: 1,
      kind: 'sensitive',
      needs: 'session',
      about: 'Deletes the API key that the body names',
      answers: { 204: 'Deleted' },
      body: deletion,
      who: (c) => authenticator.session(c),
      async answer({ apiKey }, { userId }, c) {
        await withIdentity(identity.deleteKey(userId, apiKey, originOf(c)))
        return { status: 204 }
      },
    }),
  ]
}
