// What may be an email address, a username and a password, case by case.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { IdentityError } from '../ports.js'
import { checkEmail, checkPassword, checkUsername } from './credentials.js'

function faultOf(check: () => string): string {
  try {
    check()
    return 'none'
  } catch (error) {
    assert.instance(error, IdentityError)
    return (error as IdentityError).fault
  }
}

test('email addresses', () => {
  for (const email of ['ada@example.com', 'A.b+c_d@sub.example.co', "o'hara@x-y.io"]) {
    assert.is(checkEmail(email), email)
  }
  for (const email of [
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example',
    'ada@@example.com',
    'ada@exam ple.com',
    'ada@example.com\n',
    'ada@example.com\0',
    'аda@example.com', // the first letter is Cyrillic
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ]) {
    assert.is(
      faultOf(() => checkEmail(email)),
      'malformedEmail',
      email,
    )
  }
})

test('usernames', () => {
  for (const username of ['ada', 'Ada_1815', 'a.b-c', 'x'.repeat(32)]) {
    assert.is(checkUsername(username), username)
  }
  for (const username of ['', 'ab', 'x'.repeat(33), '.ada', 'ada@x', 'a b', 'adа', 'ada\n']) {
    assert.is(
      faultOf(() => checkUsername(username)),
      'malformedUsername',
      username,
    )
  }
})

test('passwords: 8 to 128 characters, at most 72 bytes, no zero', () => {
  for (const password of ['12345678', 'correct horse', 'x'.repeat(72), '🔑'.repeat(18)]) {
    assert.is(checkPassword(password), password)
  }
  for (const password of [
    '',
    '1234567',
    'x'.repeat(73),
    '🔑'.repeat(19), // 76 bytes
    'x'.repeat(1_000_000),
    'correct\0horse',
    'correct\ud800horse',
  ]) {
    assert.is(
      faultOf(() => checkPassword(password)),
      'malformedPassword',
    )
  }
})

test('the same characters in another form of Unicode are the same password', () => {
  assert.is(checkPassword('cafe\u0301 noir'), 'caf\u00e9 noir')
  // Seven characters, as people count them.
  assert.is(
    faultOf(() => checkPassword('e\u0301'.repeat(7))),
    'malformedPassword',
  )
})

test.run()
