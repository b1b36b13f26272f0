// /health, /ready, /metrics and the description of the API: for whoever runs or explores the exchange.
import type { Figures } from '../ports.js'
import type { EdgeDependencies } from './dependencies.js'
import { respond, respondText } from './http.js'
import { describeApi } from './openapi.js'
import type { Route } from './route.js'

export const operationRoutes = ({
  readiness,
  figures,
}: Pick<EdgeDependencies, 'readiness' | 'figures'>): readonly Route[] => [
  {
    method: 'GET',
    path: '/health',
    weight: 0,
    kind: 'free',
    operation: { summary: 'Whether the process lives' },
    answer: () => respond(200, { status: 'ok' }),
  },
  {
    method: 'GET',
    path: '/ready',
    weight: 0,
    kind: 'free',
    operation: { summary: 'Whether orders can be decided; what else is down is in the body' },
    answer() {
      const { isReady, parts } = readiness()
      return respond(isReady ? 200 : 503, { ready: isReady, parts })
    },
  },
  ...(figures ? [figuresRoute(figures)] : []),
]

const figuresRoute = (figures: Figures): Route => ({
  method: 'GET',
  path: '/metrics',
  weight: 0,
  kind: 'free',
  operation: { summary: 'Figures for Prometheus' },
  answer: async () =>
    respondText(200, await figures.text(), { 'content-type': figures.contentType }),
})

/** Describes the routes given, and itself. */
export function descriptionRoute(routes: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/api/openapi.json',
    weight: 1,
    kind: 'plain',
    operation: { summary: 'This description' },
    answer: (c) => respondText(200, text, c.get('usage')?.headers()),
  }
  const text = JSON.stringify(describeApi([...routes, route]))
  return route
}
