// The application: every route in one list, mounted in one way.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { CommandError } from '../ports.js'
import { Authenticator } from './authentication.js'
import type { EdgeDependencies } from './dependencies.js'
import { ApiError, internalError, methodNotAllowed, notFound } from './errors.js'
import { type EdgeContext, type EdgeEnv, respondError } from './http.js'
import { Metrics, type RequestMeter } from './metrics.js'
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
  const { views, history, identity, clock } = dependencies
  const authenticator = new Authenticator(identity, clock)
  return [
    ...generalRoutes(views, clock),
    ...marketDataRoutes(views, history),
    ...executionRuleRoutes(views),
    ...tradeRoutes(dependencies, authenticator),
    ...listRoutes(dependencies, authenticator),
    ...accountRoutes(dependencies, authenticator),
    ...sapiRoutes(dependencies, authenticator),
    ...authRoutes(identity),
    ...apiKeyRoutes(identity, authenticator),
    ...depositRoutes(dependencies, authenticator),
    ...moneyRoutes(dependencies, authenticator),
    ...operatorRoutes(dependencies),
  ]
}

export function createApp(dependencies: EdgeDependencies): Hono<EdgeEnv> {
  const metrics = new Metrics(dependencies.views, dependencies.statistics)
  const described = [...routesOf(dependencies), ...operationRoutes(dependencies, metrics)]
  const routes = [...described, descriptionRoute(described)]
  const app = new Hono<EdgeEnv>()
  allowOrigins(app, dependencies.settings.origins)
  const mount = (method: string, path: string, answer: Route['answer']) => {
    const handler = guarded(answer, metrics.meterOf(method, path), dependencies)
    if (method === 'other') app.all(path, handler)
    else app.on(method, path, handler)
  }
  for (const { method, path, answer } of routes) mount(method, path, answer)
  for (const [path, methods] of methodsByPath(routes))
    mount('other', path, () => respondError(methodNotAllowed(), { allow: methods.join(', ') }))
  mount('other', '*', () => respondError(notFound()))
  return app
}

/** Other origins may call only where the settings name them, exactly. */
function allowOrigins(app: Hono<EdgeEnv>, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.use(
    cors({
      origin: (origin) => (origins.includes(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowHeaders: ['content-type', 'authorization', 'x-mbx-apikey'],
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
  (answer: Route['answer'], meter: RequestMeter, { clock, reporter }: EdgeDependencies) =>
  async (c: EdgeContext): Promise<Response> => {
    const startedUs = clock.monotonicUs()
    let response: Response
    try {
      response = await answer(c)
    } catch (error) {
      response = respondError(
        publicError(error, (text) => reporter.error(`${c.req.path}: ${text}`)),
      )
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
