// Traces arrive at a collector as it expects them, and one that is away holds nobody up.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OutcomeStatus, PlaceOrder, Reject } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CommandAnswer, CommandError, type EdgeCommands, type Reporter } from '../ports.js'
import { startTracing } from './tracing.js'

interface Span {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

const warnings: string[] = []
const log: Reporter = { info: () => {}, warn: (text) => warnings.push(text), error: () => {} }
const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const header = (name: string) =>
  name === 'traceparent' ? `00-${caller.traceId}-${caller.spanId}-01` : undefined
const head = { account: 17, market: 0, deadlineMs: 0 }
const body = {} as Parameters<EdgeCommands['send']>[2]

/** One that refuses whatever it is sent, but for what comes by `sendAll`, which it does not answer. */
const commands: EdgeCommands = {
  send: async () =>
    ({
      outcome: { status: OutcomeStatus.rejected, reject: Reject.orderMustBeOpen },
      sequence: 42,
    }) as CommandAnswer,
  sendAll: (_, all) => all.map(() => Promise.reject(new CommandError('unknown'))),
  sessionNumber: () => 3,
}

/** Says what was collected, as (path, body). */
async function openCollector() {
  const collected: [string | undefined, string][] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    collected.push([request.url, text])
    response.setHeader('content-type', 'application/json').end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { collected, collector: `http://127.0.0.1:${port}/`, close }
}

const spansIn = (text: string): Span[] =>
  JSON.parse(text).resourceSpans[0].scopeSpans.flatMap(({ spans }: { spans: Span[] }) => spans)

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

test('a request and its commands are spans of the caller’s trace', async () => {
  const { collected, collector, close } = await openCollector()
  const tracing = startTracing({ collector, service: 'venue' }, log)
  const traced = tracing.traced(commands)
  assert.is(traced.sessionNumber(), 3)
  const span = tracing.spanOf('POST', '/api/v3/order')
  const response = await span(header, async () => {
    await traced.send(PlaceOrder, head, body)
    await Promise.allSettled(traced.sendAll(PlaceOrder, [{ head, body }]))
    return { status: 400 }
  })
  assert.equal(response, { status: 400 })
  await tracing.close()
  await close()

  assert.is(collected.length, 1)
  const [path, text] = collected[0] ?? []
  assert.is(path, '/v1/traces')
  assert.match(text ?? '', '"venue"')
  const [refused, unanswered, request] = spansIn(text ?? '')
  assert.ok(request && refused && unanswered)
  assert.is(request.name, 'POST /api/v3/order')
  assert.is(request.kind, 2)
  assert.is(request.parentSpanId, caller.spanId)
  assert.is(attributesOf(request)['http.response.status_code'], 400)
  assert.is(refused.name, 'PlaceOrder')
  assert.equal(attributesOf(refused), {
    'openbell.account': 17,
    'openbell.sequence': 42,
    'openbell.reject': 'orderMustBeOpen',
  })
  assert.is(refused.status.code, 0)
  assert.is(unanswered.status.code, 2)
  for (const { traceId } of [request, refused, unanswered]) assert.is(traceId, caller.traceId)
  for (const { parentSpanId } of [refused, unanswered]) assert.is(parentSpanId, request.spanId)
  assert.equal(warnings, [])
})

test('what throws is thrown, and its span has ended', async () => {
  const { collected, collector, close } = await openCollector()
  const tracing = startTracing({ collector, service: 'venue' }, log)
  const fail = tracing.spanOf('GET', '/api/v3/time')
  const failing = async () => {
    throw new Error('not today')
  }
  const message = await fail(header, failing).catch((error: Error) => error.message)
  assert.is(message, 'not today')
  await tracing.close()
  await close()
  assert.is(spansIn(collected[0]?.[1] ?? '').length, 1)
})

test('a collector that is away is told of, and nobody waits for it', async () => {
  const { collector, close } = await openCollector()
  await close()
  const tracing = startTracing({ collector, service: 'venue' }, log)
  const span = tracing.spanOf('GET', '/api/v3/time')
  assert.equal(
    await span(
      () => undefined,
      async () => ({ status: 200 }),
    ),
    { status: 200 },
  )
  await tracing.close()
  assert.is(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^traces: /)
})

test.run()
