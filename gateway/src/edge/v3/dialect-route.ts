// A route of the Binance dialect: parameters by table, signed or public, one JSON value as its answer.
import type { Caller, Permission } from '../../ports.js'
import type { Authenticator } from '../authentication.js'
import { parseForm, type SentForm } from '../form.js'
import type { Freshness } from '../freshness.js'
import { type EdgeContext, rawQuery, readBody, respond } from '../http.js'
import type { Usage } from '../limits/usage.js'
import { type ParameterTable, readParameters, type Values } from '../parameters.js'
import type { Operation, Route } from '../route.js'

interface DialectRoute<Table extends ParameterTable> {
  readonly method: Route['method']
  readonly path: string
  readonly about: string
  readonly parameters: Table
  /** What it uses of its caller's budget: always the same, or what its parameters make of it. */
  readonly weight: number | VariableWeight<Table>
}

interface VariableWeight<Table extends ParameterTable> {
  /** The least. */
  readonly from: number
  of(values: Values<Table>): number
}

interface PublicRoute<Table extends ParameterTable> extends DialectRoute<Table> {
  answer(values: Values<Table>, usage: Usage | undefined): unknown
}

interface PrivateRoute<Table extends ParameterTable> extends DialectRoute<Table> {
  readonly needs: Permission
  /** What it is to the limits, where it does more than tell. */
  readonly kind?: 'order' | 'cancel'
  /** Sent a second time it would do harm, and nothing in it tells that it was sent before. */
  readonly isOnce?: true
  /** How many orders it places. */
  readonly orders?: number | ((values: Values<Table>) => number)
  answer(values: Values<Table>, asked: Asked): unknown
}

/** Who asks, and until when it counts. */
export interface Asked {
  readonly caller: Caller
  readonly deadlineMs: number
}

export const publicRoute = <Table extends ParameterTable>(route: PublicRoute<Table>): Route => ({
  ...placeOf(route),
  kind: 'plain',
  operation: operationOf(route),
  async answer(c) {
    const usage = c.get('usage')
    const form = await readForm(c)
    const values = readParameters(route.parameters, form.values)
    usage?.chargeMore(moreWeight(route, values))
    return respond(200, await route.answer(values, usage), usage?.headers())
  },
})

export const privateRoute = <Table extends ParameterTable>(
  authenticator: Authenticator,
  route: PrivateRoute<Table>,
): Route => ({
  ...placeOf(route),
  kind: route.kind ?? 'plain',
  operation: operationOf(route, route.needs),
  async answer(c) {
    const usage = c.get('usage')
    const form = await readForm(c)
    const asked = await authenticator.check(c, form, route.needs)
    const values = readParameters(route.parameters, form.values, asked.parametersRead)
    usage?.chargeMore(moreWeight(route, values))
    if (route.isOnce) await authenticator.once(asked)
    const orders = typeof route.orders === 'function' ? route.orders(values) : route.orders
    if (orders) usage?.chargeOrders(asked.caller.account, orders)
    return respond(200, await route.answer(values, asked), usage?.headers())
  },
})

/** A route that tells of an account what holds at least since it was asked. */
export const readRoute = <Table extends ParameterTable>(
  authenticator: Authenticator,
  freshness: Freshness,
  route: Omit<PrivateRoute<Table>, 'method' | 'needs'>,
): Route =>
  privateRoute(authenticator, {
    ...route,
    method: 'GET',
    needs: 'read',
    async answer(values, asked) {
      await freshness.reached()
      return route.answer(values, asked)
    },
  })

async function readForm(c: EdgeContext): Promise<SentForm> {
  const query = rawQuery(c)
  if (c.req.method === 'GET') return parseForm(query, '')
  const body = await readBody(c, 'application/x-www-form-urlencoded')
  return parseForm(query, body.toString('latin1'))
}

const placeOf = <Table extends ParameterTable>(route: DialectRoute<Table>) => ({
  method: route.method,
  path: route.path,
  weight: leastWeight(route),
})

const leastWeight = <Table extends ParameterTable>({ weight }: DialectRoute<Table>): number =>
  typeof weight === 'number' ? weight : weight.from

const moreWeight = <Table extends ParameterTable>(
  { weight }: DialectRoute<Table>,
  values: Values<Table>,
): number => (typeof weight === 'number' ? 0 : weight.of(values) - weight.from)

const signing = [
  { name: 'timestamp', required: true, schema: { type: 'integer' } },
  { name: 'recvWindow', required: false, schema: { type: 'number', maximum: 60_000 } },
  { name: 'signature', required: true, schema: { type: 'string' } },
]

function operationOf<Table extends ParameterTable>(
  route: DialectRoute<Table>,
  needs?: Permission,
): Operation {
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
