// docs/reference/orders.md: every line that can be run is run, and every word why an order ends stands there.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Answer,
  type Client,
  openSmallEdge,
  type SmallEdge,
} from '../../testing/small-edge.js'
import { methods } from '../sockets/request.js'
import { expiryNames, firstNotFilledName } from './words.js'

const test = suite('the page about orders')
const page = readFileSync(new URL('../../../../docs/reference/orders.md', import.meta.url), 'utf8')
const operatorToken = 'operator-operator-operator-token'

const blocks = (language: string): string =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))]
    .map(([, block]) => block)
    .join('\n')

const signedLine = /^ob (GET|POST|PUT|DELETE) (\S+)(?: (['"])(.*)\3)?$/
const bodyLine = /^(mine|op) (\S+)(?: '(.*)')?$/

interface World {
  edge: SmallEdge
  client: Client
}

/** Sends what a line of the page would send, and gives back what it was answered by. */
function run({ edge, client }: World, line: string): Promise<Answer> | undefined {
  const [, method, route, , sent = ''] = signedLine.exec(line) ?? []
  if (method !== undefined) {
    const now = Math.floor(edge.exchange.clock.wallUs() / 1000)
    const text = sent
      .replace('$soon', String(now + 60_000))
      .replace(/\$\(encode '(.*)'\)/, (_, json: string) => encodeURIComponent(json))
    const query = client.sign(`${text && `${text}&`}timestamp=${now}`)
    return client.withKey(method, `/api/v3/${route}`, query, '')
  }
  const [, who, path, body] = bodyLine.exec(line) ?? []
  if (who === 'mine') return client.json('POST', `/api/v1/${path}`, JSON.parse(body ?? ''))
  if (who !== 'op') return undefined
  return client.send({
    method: body === undefined ? 'GET' : 'POST',
    path: `/api/v1/operator/${path}`,
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: body ?? '',
  })
}

test('every line can be run, from top to bottom', async () => {
  const edge = await openSmallEdge({ settings: { faucet: true, origins: [], operatorToken } })
  const client = await edge.client()
  await edge.client()
  let count = 0
  for (const line of blocks('sh').split('\n')) {
    const answer = await run({ edge, client }, line)
    const isMeant = /^(ob|op|mine) /.test(line)
    assert.is(answer !== undefined, isMeant, line)
    if (!answer) continue
    count += 1
    assert.ok(answer.status === 200 || answer.status === 201, `${line}\n${answer.text}`)
    if (line.includes('myPreventedMatches')) assert.is((answer.body as unknown[]).length, 1)
    if (Array.isArray(answer.body))
      for (const { code } of answer.body as { code?: number }[]) assert.is(code, undefined, line)
  }
  assert.ok(count > 60, `${count} lines`)
  await edge.close()
  assert.equal(edge.errors, [])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

test('requests over web sockets are known', () => {
  const requests = blocks('json').trim().split('\n')
  assert.is(requests.length, 3)
  for (const line of requests) assert.ok(methods.includes(JSON.parse(line).method), line)
})

test('every word why an order ended, and no other', () => {
  const told = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, word]) => word as string)
  const words = [...Object.values(expiryNames), firstNotFilledName].filter(Boolean)
  assert.equal([...told].sort(), [...new Set(words as string[])].sort())
})

test.run()
