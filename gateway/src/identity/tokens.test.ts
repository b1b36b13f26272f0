// Access tokens: ours hold until they expire or are revoked; nobody else can make one.
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TestClock, TestRandom } from '../testing/world.js'
import { type Session, sessionSeconds, Tokens } from './tokens.js'

const key = new TestRandom('tokens').bytes(32)
const sid = '01890000-0000-7000-8000-000000000001'
const userId = '01890000-0000-7000-8000-000000000002'

function world() {
  const clock = new TestClock()
  const nowSeconds = clock.nowUs / 1_000_000
  const session: Session = {
    id: sid,
    userId,
    account: 16,
    expiresSeconds: nowSeconds + sessionSeconds,
  }
  return { clock, session, nowSeconds, tokens: new Tokens(key, clock) }
}

test('a token names its user and account, also after a restart', async () => {
  const { clock, session, tokens } = world()
  const token = await tokens.sign(session, 'first')
  const caller = { userId, account: 16, permissions: ['read', 'trade'] }
  assert.equal(await tokens.verify(token), caller)
  assert.equal(await tokens.verify(token), caller, 'known')
  assert.equal(await new Tokens(key, clock).verify(token), caller, 'after a restart')
})

test('it expires, whether it is known or not', async () => {
  const { clock, session, tokens } = world()
  const token = await tokens.sign(session, 'first')
  await tokens.verify(token)
  clock.pass(sessionSeconds - 1)
  assert.ok(await tokens.verify(token))
  clock.pass(1)
  assert.is(await tokens.verify(token), undefined)
  assert.is(await new Tokens(key, clock).verify(token), undefined)
})

test('a revoked session’s tokens are void at once', async () => {
  const { session, tokens } = world()
  const known = await tokens.sign(session, 'known')
  const unknown = await tokens.sign(session, 'unknown')
  const other = await tokens.sign({ ...session, id: userId }, 'other')
  assert.ok(await tokens.verify(known))
  tokens.revoke(sid, session.expiresSeconds)
  assert.is(await tokens.verify(known), undefined)
  assert.is(await tokens.verify(unknown), undefined)
  assert.ok(await tokens.verify(other))
})

test('nothing else is a token', async () => {
  const { session, nowSeconds, tokens } = world()
  const token = await tokens.sign(session, 'first')
  const claims = { sid, account: 16 }
  const header = { alg: 'HS256', typ: 'at+jwt' }
  const make = ({ change = (jwt: SignJWT) => jwt, payload = claims as object, head = header }) =>
    change(
      new SignJWT({ ...payload })
        .setProtectedHeader(head)
        .setIssuer('openbell')
        .setAudience('openbell-api')
        .setSubject(userId)
        .setJti('id')
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + 60),
    )
  assert.ok(await tokens.verify(await make({}).sign(key)), 'the forger’s tools work')

  const { privateKey } = await generateKeyPair('EdDSA')
  const with512 = make({ head: { ...header, alg: 'HS512' } })
  const withEdDsa = make({ head: { ...header, alg: 'EdDSA' } })
  const untyped = make({ head: { alg: 'HS256' } as typeof header })
  const forged: Record<string, string> = {
    nothing: '',
    'no token': 'a.b.c',
    'ten kilobytes': `${'a'.repeat(10_000)}.b.c`,
    'another key': await make({}).sign(new Uint8Array(32)),
    'another algorithm': await with512.sign(Buffer.concat([key, key])),
    'a public-key algorithm': await withEdDsa.sign(privateKey),
    'no type': await untyped.sign(key),
    'another type': await make({ head: { ...header, typ: 'rt+jwt' } }).sign(key),
    'another issuer': await make({ change: (jwt) => jwt.setIssuer('other') }).sign(key),
    'another audience': await make({ change: (jwt) => jwt.setAudience('other') }).sign(key),
    'not yet': await make({ change: (jwt) => jwt.setNotBefore(nowSeconds + 60) }).sign(key),
    expired: await make({ change: (jwt) => jwt.setExpirationTime(nowSeconds - 60) }).sign(key),
    'no session': await make({ payload: { account: 16 } }).sign(key),
    'no account': await make({ payload: { sid } }).sign(key),
    'an account that is text': await make({ payload: { sid, account: '16' } }).sign(key),
    'no signature': new UnsecuredJWT({ ...claims, sub: userId }).encode(),
  }
  const [head, body, signature] = token.split('.') as [string, string, string]
  const changed = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  const payload = Buffer.from(JSON.stringify({ ...changed, account: 17 })).toString('base64url')
  forged['another account'] = `${head}.${payload}.${signature}`
  for (const [what, text] of Object.entries(forged)) {
    assert.is(await tokens.verify(text), undefined, what)
  }
})

test.run()
