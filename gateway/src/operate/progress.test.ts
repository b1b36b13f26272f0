// The bar is for people only.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { progressOn } from './progress.js'

function stream(isTTY: boolean) {
  const written: string[] = []
  return { written, isTTY, write: (text: string) => written.push(text) > 0 }
}

test('draws on a terminal and leaves nothing behind', () => {
  const terminal = stream(true)
  const progress = progressOn(terminal)
  progress.show(0.5, 1234)
  progress.show(0.6, 1235)
  progress.end()
  const [line] = terminal.written
  assert.match(line, '█'.repeat(15) + '░'.repeat(15))
  assert.match(line, ' 50 %  1,234 commands')
  assert.is(terminal.written.at(-1), '\r\x1b[K')
})

test('writes nothing into a file', () => {
  const file = stream(false)
  const progress = progressOn(file)
  progress.show(1, 1)
  progress.end()
  assert.equal(file.written, [])
})

test.run()
