// Every reject has a public answer, and none of them is a fault of the server.
import { rejectNames } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CommandError, type CommandFault } from '../ports.js'
import { commandFaultError, rejectAnswers, rejectError } from './rejects.js'

test('every reject of the protocol is in the table, and nothing else', () => {
  assert.equal(Object.keys(rejectAnswers).sort(), [...rejectNames].sort())
})

test('a reject is never a 5xx, has a negative code and a sentence', () => {
  for (const [name, [status, code, message]] of Object.entries(rejectAnswers)) {
    assert.ok(status >= 400 && status < 500, name)
    assert.ok(Number.isInteger(code) && code < 0, name)
    assert.match(message, /^[A-Z].{10,}/, name)
  }
})

test('an error carries the words of the table', () => {
  const error = rejectError(rejectNames.indexOf('balanceMustSuffice'))
  assert.is(error.status, 400)
  assert.is(error.code, -2010)
  assert.is(error.message, 'Account has insufficient balance for requested action.')
})

test('a reject of a newer protocol is an internal error, not a crash', () => {
  assert.is(rejectError(60_000).code, -1010)
})

test('faults of the link', () => {
  const expected: readonly [CommandFault, number, number][] = [
    ['overloaded', 429, -1003],
    ['unreachable', 503, -1001],
    ['deadlinePassed', 400, -1021],
    ['cancelOnly', 400, -1013],
    ['unknown', 504, -1007],
  ]
  for (const [fault, status, code] of expected) {
    const error = commandFaultError(new CommandError(fault))
    assert.is(error.status, status, fault)
    assert.is(error.code, code, fault)
  }
  for (const fault of ['overloaded', 'unreachable'] as const)
    assert.is(commandFaultError(new CommandError(fault)).retryAfterSeconds, 1)
})

test.run()
