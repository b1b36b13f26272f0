// Who a request comes from, with and without proxies, and what counts as one address.
import type { IncomingMessage } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addressReader, limitedAddress } from './address.js'

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

test('without trusted proxies nobody says for whom he asks', () => {
  const addressOf = addressReader([])
  assert.is(addressOf(request('192.0.2.1', '198.51.100.7')), '192.0.2.1')
  assert.is(addressOf(request('::ffff:192.0.2.1')), '192.0.2.1')
})

const trusting = addressReader(['10.0.0.0/8', '127.0.0.1', 'fd00::/8'])
const cases: readonly [string, string, string | undefined, string][] = [
  ['a stranger is not believed', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['a proxy without the header', '10.1.2.3', undefined, '10.1.2.3'],
  ['a proxy that names its client', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
  ['what the client wrote itself', '10.1.2.3', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
  ['two proxies', '127.0.0.1', '198.51.100.7, 10.9.9.9', '198.51.100.7'],
  ['only proxies', '127.0.0.1', '10.0.0.5, 10.0.0.6', '10.0.0.5'],
  ['no address', '10.1.2.3', 'unknown, 10.0.0.6', '10.0.0.6'],
  ['nonsense', '10.1.2.3', '198.51.100.7, <script>', '10.1.2.3'],
  ['version 6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
  ['a mapped proxy', '::ffff:10.1.2.3', '::ffff:198.51.100.7', '198.51.100.7'],
]

for (const [name, peer, forwarded, expected] of cases)
  test(name, () => assert.is(trusting(request(peer, forwarded)), expected))

test('the list of proxies is read from its end, so far and no further', () => {
  const forwarded = ['198.51.100.7', ...Array(40).fill('10.0.0.1')].join(', ')
  assert.is(trusting(request('10.1.2.3', forwarded)), '10.0.0.1')
})

test('a network of version 6 is one caller', () => {
  assert.is(limitedAddress('192.0.2.1'), '192.0.2.1')
  const same = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:3::']
  for (const address of same) assert.is(limitedAddress(address), '2001:db8:1:2::/64')
  assert.is(limitedAddress('2001:db8::1'), '2001:db8:0:0::/64')
  assert.is(limitedAddress('::1'), '0:0:0:0::/64')
  assert.is.not(limitedAddress('2001:db8:1:3::1'), limitedAddress('2001:db8:1:2::1'))
})

test.run()
