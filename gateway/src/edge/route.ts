// What every route of the edge is to the application: a place, an answer, and a description of both.
import type { EdgeContext } from './http.js'
import type { RouteKind } from './limits/usage.js'

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly summary: string
  readonly [field: string]: unknown
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` for a part that varies. */
  readonly path: string
  /** What it uses of its caller's budget, at least. */
  readonly weight: number
  readonly kind: RouteKind
  readonly operation: Operation
  /** @throws ApiError, CommandError */
  answer(c: EdgeContext): Promise<Response> | Response
}
