// What every route of the edge is to the application: a place, an answer, and a description of both.
import type { EdgeContext } from './http.js'

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly summary: string
  readonly [field: string]: unknown
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` for a part that varies. */
  readonly path: string
  readonly operation: Operation
  /** @throws ApiError, CommandError */
  answer(c: EdgeContext): Promise<Response> | Response
}
