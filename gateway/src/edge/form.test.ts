// The documented examples of signed payloads, and forms as strangers write them.
import { createHmac } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseForm, signedPayload } from './form.js'
import { checkSignature } from './signing.js'

const secret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j'
const query = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC'
const body = 'quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559'
const whole = 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71'
const mixed = '0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77'

test('the examples of the dialect’s documentation', () => {
  checkSignature(parseForm('', `${query}&${body}&signature=${whole}`), secret)
  checkSignature(parseForm(`${query}&${body}&signature=${whole}`, ''), secret)
  checkSignature(parseForm(query, `${body}&signature=${mixed}`), secret)
  assert.throws(() => checkSignature(parseForm(query, `${body}&signature=${whole}`), secret))
})

test('the payload is what was sent, without the signature alone', () => {
  const payloadOf = (query: string, body = '') => signedPayload(parseForm(query, body))
  assert.is(payloadOf('a=1&signature=x'), 'a=1')
  assert.is(payloadOf('signature=x&a=1'), 'a=1')
  assert.is(payloadOf('a=1&signature=x&b=2'), 'a=1&b=2')
  assert.is(payloadOf('signature=x'), '')
  assert.is(payloadOf('a=%20&b=+', 'c=%2B&signature=x'), 'a=%20&b=+c=%2B')
  assert.is(payloadOf('nosignature=x'), 'nosignature=x')
  assert.is(payloadOf('a=1&signatures=x'), 'a=1&signatures=x')
})

test('pairs are decoded once; what is no encoding stays', () => {
  const { values } = parseForm('a=1+2&b=%2B&c=%zz&d&=e&&f=g=h', '')
  assert.equal(
    [...values],
    [
      ['a', '1 2'],
      ['b', '+'],
      ['c', '%zz'],
      ['d', ''],
      ['', 'e'],
      ['f', 'g=h'],
    ],
  )
})

test('the query wins over the body; twice in one of them is refused', () => {
  assert.is(parseForm('a=1', 'a=2').values.get('a'), '1')
  assert.throws(() => parseForm('a=1&a=1', ''), /Duplicate values/)
  assert.throws(() => parseForm('', 'a=1&%61=2'), /Duplicate values/)
  assert.throws(() => parseForm(Array.from({ length: 65 }, (_, i) => `p${i}=`).join('&'), ''))
})

test('names of objects are names like others', () => {
  const { values } = parseForm('__proto__=1&constructor=2', '')
  assert.equal([...values.keys()], ['__proto__', 'constructor'])
})

test('a signature in a large form costs no more than its bytes', () => {
  const long = 'x='.padEnd(60_000, 'y')
  const signature = createHmac('sha256', secret).update(long).digest('hex')
  checkSignature(parseForm('', `${long}&signature=${signature}`), secret)
})

test.run()
