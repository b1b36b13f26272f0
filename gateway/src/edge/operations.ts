// /health, /ready, /metrics and the description of the API: for whoever runs or explores the exchange.
import type { EdgeDependencies } from './dependencies.js'
import { respond, respondText } from './http.js'
import type { Metrics } from './metrics.js'
import { describeApi } from './openapi.js'
import type { Route } from './route.js'

export const operationRoutes = (
  { readiness }: EdgeDependencies,
  metrics: Metrics,
): readonly Route[] => [
  {
    method: 'GET',
    path: '/health',
    operation: { summary: 'Whether the process lives' },
    answer: () => respond(200, { status: 'ok' }),
  },
  {
    method: 'GET',
    path: '/ready',
    operation: { summary: 'Whether orders can be decided; what else is down is in the body' },
    answer() {
      const { isReady, parts } = readiness()
      return respond(isReady ? 200 : 503, { ready: isReady, parts })
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    operation: { summary: 'Figures for Prometheus' },
    answer: async () =>
      respondText(200, await metrics.text(), { 'content-type': metrics.contentType }),
  },
]

/** Describes the routes given, and itself. */
export function descriptionRoute(routes: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/api/openapi.json',
    operation: { summary: 'This description' },
    answer: () => respondText(200, text),
  }
  const text = JSON.stringify(describeApi([...routes, route]))
  return route
}
