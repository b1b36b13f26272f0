// A route of the Binance dialect: parameters by table, signed or public, one JSON value as its answer.
import type { Caller, Permission } from '../../ports.js'
import type { Authenticator } from '../authentication.js'
import { parseForm, type SentForm } from '../form.js'
import { type EdgeContext, rawQuery, readBody, respond } from '../http.js'
import { type ParameterTable, readParameters, type Values } from '../parameters.js'
import type { Operation, Route } from '../route.js'

interface DialectRoute<Table extends ParameterTable> {
  readonly method: Route['method']
  readonly path: string
  readonly about: string
  readonly parameters: Table
}

interface PublicRoute<Table extends ParameterTable> extends DialectRoute<Table> {
  answer(values: Values<Table>): unknown
}

interface PrivateRoute<Table extends ParameterTable> extends DialectRoute<Table> {
  readonly needs: Permission
  answer(values: Values<Table>, asked: Asked): unknown
}

/** Who asks, and until when it counts. */
export interface Asked {
  readonly caller: Caller
  readonly deadlineMs: number
}

export const publicRoute = <Table extends ParameterTable>(route: PublicRoute<Table>): Route => ({
  ...placeOf(route),
  operation: operationOf(route),
  async answer(c) {
    const form = await readForm(c)
    return respond(200, await route.answer(readParameters(route.parameters, form.values)))
  },
})

export const privateRoute = <Table extends ParameterTable>(
  authenticator: Authenticator,
  route: PrivateRoute<Table>,
): Route => ({
  ...placeOf(route),
  operation: operationOf(route, route.needs),
  async answer(c) {
    const form = await readForm(c)
    const asked = await authenticator.check(c, form, route.needs)
    const values = readParameters(route.parameters, form.values, asked.parametersRead)
    return respond(200, await route.answer(values, asked))
  },
})

async function readForm(c: EdgeContext): Promise<SentForm> {
  const query = rawQuery(c)
  if (c.req.method === 'GET') return parseForm(query, '')
  const body = await readBody(c, 'application/x-www-form-urlencoded')
  return parseForm(query, body.toString('latin1'))
}

const placeOf = ({ method, path }: DialectRoute<ParameterTable>) => ({ method, path })

const signing = [
  { name: 'timestamp', required: true, schema: { type: 'integer' } },
  { name: 'recvWindow', required: false, schema: { type: 'number', maximum: 60_000 } },
  { name: 'signature', required: true, schema: { type: 'string' } },
]

function operationOf(route: DialectRoute<ParameterTable>, needs?: Permission): Operation {
  const own = Object.entries(route.parameters).map(([name, { isRequired, schema }]) => ({
    name,
    required: isRequired,
    schema,
  }))
  const all = needs ? [...own, ...signing] : own
  return {
    summary: route.about,
    parameters: all.map((parameter) => ({ in: 'query', ...parameter })),
    ...(needs && { security: [{ apiKey: [] }, { accessToken: [] }] }),
  }
}
