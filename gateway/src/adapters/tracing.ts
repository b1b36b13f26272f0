// Traces of requests and their commands for an OpenTelemetry collector. How many of them, and with which
// headers, say the standard variables of the environment, which the libraries read:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables

import { commandNames, OutcomeStatus, rejectNames } from '@openbell/protocol'
import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import type {
  AddressedCommand,
  CommandAnswer,
  CommandBody,
  CommandHead,
  CommandShape,
  EdgeCommands,
  Reporter,
  RequestSpan,
  TraceSettings,
  Tracing,
} from '../ports.js'

/** A collector that is away is spoken of so often. */
const complaintMs = 60_000
/** Spans that wait; more are dropped. Milliseconds that sending them may take, and an end. */
const bounds = { maxQueueSize: 4096, exportTimeoutMillis: 5_000 }

/** One a process, whose context it is. Closing sends what waits, if it can. */
export function startTracing(
  { collector, service }: TraceSettings,
  log: Reporter,
): Tracing & { close(): Promise<void> } {
  complainTo(log)
  const url = `${collector.replace(/\/$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: bounds.exportTimeoutMillis })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(exporter, bounds)],
  })
  provider.register()
  const tracer = trace.getTracer('openbell')
  return {
    spanOf: (method, route) => requestSpan(tracer, method, route),
    traced: (commands) => new TracedCommands(commands, tracer),
    async close() {
      await provider.shutdown().catch((error: Error) => log.warn(`traces: ${error.message}`))
      for (const part of [trace, context, propagation, diag]) part.disable()
    },
  }
}

function complainTo(log: Reporter): void {
  let saidMs = Number.NEGATIVE_INFINITY
  const say = (message: string) => {
    if (performance.now() < saidMs + complaintMs) return
    saidMs = performance.now()
    log.warn(`traces: ${message}`)
  }
  const quiet = () => {}
  const logger = { error: say, warn: say, info: quiet, debug: quiet, verbose: quiet }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}

/** No address: a query holds signatures. */
function requestSpan(tracer: Tracer, method: string, route: string): RequestSpan {
  const attributes = { 'http.request.method': method, 'http.route': route }
  const options = { kind: SpanKind.SERVER, attributes }
  return (header, work) =>
    tracer.startActiveSpan(`${method} ${route}`, options, callerOf(header), async (span) => {
      try {
        const response = await work()
        span.setAttribute('http.response.status_code', response.status)
        if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        return response
      } finally {
        span.end()
      }
    })
}

/** https://www.w3.org/TR/trace-context */
const callerOf = (header: (name: string) => string | undefined): Context =>
  propagation.extract(context.active(), header, { get: (of, name) => of(name), keys: () => [] })

class TracedCommands implements EdgeCommands {
  constructor(
    private readonly commands: EdgeCommands,
    private readonly tracer: Tracer,
  ) {}

  send<Fields>(shape: CommandShape<Fields>, head: CommandHead, body: CommandBody<Fields>) {
    return this.watch(shape, head, this.commands.send(shape, head, body))
  }

  sendAll<Fields>(shape: CommandShape<Fields>, all: readonly AddressedCommand<Fields>[]) {
    const answers = this.commands.sendAll(shape, all)
    return answers.map((answer, index) => this.watch(shape, all[index]?.head, answer))
  }

  sessionNumber(): number {
    return this.commands.sessionNumber()
  }

  /** The very promise that it is given, which its caller waits for; the span ends with it. */
  private watch(
    { kind }: CommandShape<never>,
    head: CommandHead | undefined,
    answer: Promise<CommandAnswer>,
  ): Promise<CommandAnswer> {
    const span = this.tracer.startSpan(commandNames[kind] ?? 'command')
    if (head) span.setAttribute('openbell.account', head.account)
    const succeed = ({ outcome, sequence }: CommandAnswer) => {
      span.setAttribute('openbell.sequence', sequence)
      if (outcome.status === OutcomeStatus.rejected)
        span.setAttribute('openbell.reject', rejectNames[outcome.reject] ?? outcome.reject)
      span.end()
    }
    answer.then(succeed, (error: Error) => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
      span.end()
    })
    return answer
  }
}
