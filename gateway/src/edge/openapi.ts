// The OpenAPI document, made of what the routes say of themselves.
import type { Route } from './route.js'

const errorSchema = {
  type: 'object',
  required: ['code', 'msg'],
  properties: { code: { type: 'integer' }, msg: { type: 'string' } },
}

const securitySchemes = {
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-MBX-APIKEY',
    description:
      'With `timestamp` and `signature`: HMAC-SHA256, in hex, of query and body as sent, without the signature.',
  },
  accessToken: { type: 'http', scheme: 'bearer' },
  operatorToken: { type: 'http', scheme: 'bearer', description: 'OPENBELL_OPERATOR_TOKEN' },
}

export function describeApi(routes: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const { method, path } = route
    const place = path.replace(/:(\w+)/g, '{$1}')
    paths[place] = { ...paths[place], [method.toLowerCase()]: describe(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Openbell',
      version: '1',
      description:
        'A trading exchange. `/api/v3` speaks the Binance Spot dialect, its parameters in the query or in a form body.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: { schemas: { Error: errorSchema }, securitySchemes },
  }
}

function describe({ weight, kind, operation: { answers, ...operation } }: Route) {
  const known = (answers ?? { 200: 'Done' }) as Readonly<Record<string, string>>
  const responses: Record<string, unknown> = {}
  for (const [status, description] of Object.entries(known)) responses[status] = { description }
  responses.default = {
    description: 'Refused',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
  return { ...operation, 'x-weight': weight, 'x-limits': kind, responses }
}
