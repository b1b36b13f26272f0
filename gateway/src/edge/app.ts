// The application: every route in one list, mounted in one way.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { CommandError, type RequestMeter } from '../ports.js'
import { Admission } from './admission.js'
import { Authenticator } from './authentication.js'
import type { EdgeDependencies } from './dependencies.js'
import { ApiError, internalError, methodNotAllowed, notFound } from './errors.js'
import { type EdgeContext, type EdgeEnv, type Headers, respondError } from './http.js'
import { usageHeaderNames } from './limits/usage.js'
import { descriptionRoute, operationRoutes } from './operations.js'
import { commandFaultError } from './rejects.js'
import type { Route } from './route.js'
import { apiKeyRoutes } from './v1/api-keys.js'
import { authRoutes } from './v1/auth.js'
import { depositRoutes } from './v1/deposits.js'
import { moneyRoutes } from './v1/money.js'
import { operatorRoutes } from './v1/operator.js'
import { accountRoutes } from './v3/account-routes.js'
import { executionRuleRoutes } from './v3/execution-rules.js'
import { generalRoutes } from './v3/general.js'
import { listRoutes } from './v3/list-routes.js'
import { marketDataRoutes } from './v3/market-data.js'
import { sapiRoutes } from './v3/sapi.js'
import { tradeRoutes } from './v3/trade-routes.js'

export function routesOf(dependencies: EdgeDependencies): readonly Route[] {
  const { views, history, identity, clock, rateLimits, shared } = dependencies
  const authenticator = new Authenticator(identity, clock, shared)
  return [
    ...generalRoutes(views, clock, rateLimits),
    ...marketDataRoutes(views, history),
    ...executionRuleRoutes(views),
    ...tradeRoutes(dependencies, authenticator),
    ...listRoutes(dependencies, authenticator),
    ...accountRoutes(dependencies, authenticator),
    ...sapiRoutes(dependencies, authenticator),
    ...authRoutes(identity, authenticator, rateLimits),
    ...apiKeyRoutes(identity, authenticator),
    ...depositRoutes(dependencies, authenticator),
    ...moneyRoutes(dependencies, authenticator),
    ...operatorRoutes(dependencies),
  ]
}

type Answer = Route['answer']
type Counted = Pick<Route, 'weight' | 'kind' | 'answer'>

/** What is asked where nothing is counts like anything else. */
const refusing = (error: ApiError, headers?: Headers): Counted => ({
  weight: 1,
  kind: 'plain',
  answer: (c) => respondError(error, { ...headers, ...c.get('usage')?.headers() }),
})

export function createApp(dependencies: EdgeDependencies): Hono<EdgeEnv> {
  const described = [...routesOf(dependencies), ...operationRoutes(dependencies)]
  const app = new Hono<EdgeEnv>()
  allowOrigins(app, dependencies.settings.origins)
  const admission = new Admission(dependencies)
  const admit: Admit = (c, { kind, weight }) => admission.admit(c, kind, weight)
  mountRoutes(app, [...described, descriptionRoute(described)], dependencies, admit)
  return app
}

/** What a route's work is watched with. */
export type RouteWatch = Pick<EdgeDependencies, 'clock' | 'reporter' | 'meterOf' | 'tracing'>

/** Counts a request against its caller's limits. @throws ApiError where it is one too many */
type Admit = (c: EdgeContext, counted: Counted) => Promise<void>

/** Mounts routes, and answers for all that is none. */
export function mountRoutes(
  app: Hono<EdgeEnv>,
  routes: readonly Route[],
  watch: RouteWatch,
  admit?: Admit,
): void {
  const mount = (method: string, path: string, counted: Counted) => {
    const admitted: Answer = async (c) => {
      await admit?.(c, counted)
      return counted.answer(c)
    }
    const guard = guarded(admitted, watch.meterOf(method, path), watch)
    // Whoever watches the process asks too often.
    const span = counted.kind === 'free' ? undefined : watch.tracing?.spanOf(method, path)
    const handler: Answer = span
      ? (c) =>
          span(
            (name) => c.req.header(name),
            () => guard(c),
          )
      : guard
    if (method === 'other') app.all(path, handler)
    else app.on(method, path, handler)
  }
  for (const route of routes) mount(route.method, route.path, route)
  for (const [path, methods] of methodsByPath(routes))
    mount('other', path, refusing(methodNotAllowed(), { allow: methods.join(', ') }))
  mount('other', '*', refusing(notFound()))
}

/** Other origins may call only where the settings name them, exactly. */
function allowOrigins(app: Hono<EdgeEnv>, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.use(
    cors({
      origin: (origin) => (origins.includes(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowHeaders: ['content-type', 'authorization', 'x-mbx-apikey'],
      exposeHeaders: ['retry-after', ...usageHeaderNames],
      maxAge: 600,
    }),
  )
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { method, path } of routes) methods.set(path, [...(methods.get(path) ?? []), method])
  return methods
}

/** Measures a route, and turns what it throws into an answer. */
const guarded =
  (answer: Answer, meter: RequestMeter, { clock, reporter }: RouteWatch) =>
  async (c: EdgeContext): Promise<Response> => {
    const startedUs = clock.monotonicUs()
    let response: Response
    try {
      response = await answer(c)
    } catch (error) {
      const fault = publicError(error, (text) => reporter.error(`${c.req.path}: ${text}`))
      response = respondError(fault, c.get('usage')?.headers())
    }
    meter(response.status, (clock.monotonicUs() - startedUs) / 1_000_000)
    return response
  }

function publicError(error: unknown, report: (text: string) => void): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof CommandError) return commandFaultError(error)
  report(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return internalError()
}
