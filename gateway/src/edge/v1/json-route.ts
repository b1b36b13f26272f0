// A route of our own API: a JSON body by a strict schema, and one JSON value as its answer.
import { z } from 'zod'
import { ApiError, mandatory } from '../errors.js'
import { type EdgeContext, readBody, respond, respondNothing } from '../http.js'
import type { RouteKind } from '../limits/usage.js'
import type { Operation, Route } from '../route.js'
import { invalidJson, parseStrictJson } from './strict-json.js'

/** What a handler gives back: the status and the value, which is left out with 204. */
export interface JsonAnswer {
  readonly status: 200 | 201 | 204
  readonly value?: unknown
}

interface JsonRoute {
  readonly method: Route['method']
  readonly path: string
  readonly about: string
  /** Statuses besides errors, with what they mean. */
  readonly answers: Readonly<Record<number, string>>
  readonly needs?: 'session' | 'trade' | 'operator'
  /** What it uses of its caller's budget. */
  readonly weight: number
  readonly kind: RouteKind
}

interface BodyRoute<Body, Who> extends JsonRoute {
  readonly body: z.ZodType<Body>
  /** Who asks; known before anything is said about the body. @throws ApiError */
  who(c: EdgeContext, body: Buffer): Who | Promise<Who>
  answer(body: Body, who: Who, c: EdgeContext): Promise<JsonAnswer>
}

interface BareRoute extends JsonRoute {
  answer(c: EdgeContext): Promise<JsonAnswer>
}

const jsonType = 'application/json'

export const bodyRoute = <Body, Who>(route: BodyRoute<Body, Who>): Route => ({
  method: route.method,
  path: route.path,
  weight: route.weight,
  kind: route.kind,
  operation: operationOf(route, route.body),
  async answer(c) {
    const bytes = await readBody(c, jsonType)
    const who = await route.who(c, bytes)
    const body = checkBody(route.body, parseStrictJson(bytes))
    return send(c, await route.answer(body, who, c))
  },
})

export const bareRoute = (route: BareRoute): Route => ({
  method: route.method,
  path: route.path,
  weight: route.weight,
  kind: route.kind,
  operation: operationOf(route),
  answer: async (c) => send(c, await route.answer(c)),
})

function send(c: EdgeContext, { status, value }: JsonAnswer): Response {
  const headers = c.get('usage')?.headers()
  return status === 204 ? respondNothing(headers) : respond(status, value, headers)
}

function checkBody<Body>(schema: z.ZodType<Body>, value: unknown): Body {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw bodyError(parsed.error.issues[0] as z.core.$ZodIssue, value)
}

/** The first thing that is wrong with a body. */
function bodyError(issue: z.core.$ZodIssue, value: unknown): ApiError {
  const name = String(issue.path[0] ?? '')
  if (issue.code === 'unrecognized_keys')
    return new ApiError(400, -1103, `An unknown parameter was sent: '${issue.keys[0]}'.`)
  if (name === '' && issue.code === 'custom') return new ApiError(400, -1128, `${issue.message}.`)
  if (name === '') return invalidJson('it is not an object')
  if ((value as Record<string, unknown>)[name] === undefined) return mandatory(name)
  return new ApiError(
    400,
    -1130,
    `Data sent for parameter '${name}' is not valid: ${issue.message}.`,
  )
}

const security = {
  session: [{ accessToken: [] }],
  trade: [{ accessToken: [] }, { apiKey: [] }],
  operator: [{ operatorToken: [] }],
}

function operationOf(route: JsonRoute, body?: z.ZodType): Operation {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
  return {
    summary: route.about,
    ...(names.length > 0 && {
      parameters: names.map((name) => ({
        in: 'path',
        name,
        required: true,
        schema: { type: 'string' },
      })),
    }),
    ...(body && {
      requestBody: { required: true, content: { [jsonType]: { schema: z.toJSONSchema(body) } } },
    }),
    ...(route.needs && { security: security[route.needs] }),
    answers: route.answers,
  }
}
