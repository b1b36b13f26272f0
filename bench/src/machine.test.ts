// What is said of the machine: the setting in brackets, and something of everything.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hugePagesIn, machine, machineText } from './machine.js'

test('the setting of huge pages is the one in brackets', () => {
  assert.is(hugePagesIn('always [madvise] never\n'), 'madvise')
  assert.is(hugePagesIn('[always] madvise never\n'), 'always')
  assert.is(hugePagesIn(''), 'unknown')
})

test('the text names what decides about speed', () => {
  const { cpu, node, hugePages } = machine()
  for (const part of [cpu, node, `huge pages: ${hugePages}`]) assert.match(machineText(), part)
})

test.run()
