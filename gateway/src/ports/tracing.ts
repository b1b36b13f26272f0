// Traces: what a request and its commands took, told to a collector.
import type { EdgeCommands } from './commands.js'

export interface TraceSettings {
  /** The address of an OpenTelemetry collector that takes OTLP by HTTP. */
  readonly collector: string
  /** What the spans are of. */
  readonly service: string
}

/** Does a request's work within a span of its own, in the caller's trace where a header names one. */
export type RequestSpan = <Response extends { readonly status: number }>(
  header: (name: string) => string | undefined,
  work: () => Promise<Response>,
) => Promise<Response>

/** Spans of requests, and of the commands that they send. */
export interface Tracing {
  spanOf(method: string, route: string): RequestSpan
  /** The same commands, each with a span. */
  traced(commands: EdgeCommands): EdgeCommands
}
