// Which names a bounded map keeps, and which it forgets.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Recent } from './recent.js'

const filled = (count: number) => {
  const recent = new Recent<{ n: number }>(100)
  for (let n = 0; n < count; n++) recent.set(`name ${n}`, { n })
  return recent
}

test('the half that was asked for last is kept', () => {
  const recent = filled(1_000)
  for (let n = 950; n < 1_000; n++) assert.equal(recent.get(`name ${n}`), { n })
})

test('never more than the bound', () => {
  const recent = filled(1_000)
  let held = 0
  for (let n = 999; n >= 0; n--) if (recent.get(`name ${n}`)) held++
  assert.ok(held >= 50 && held <= 100, `${held}`)
})

test('who is asked for stays, however many others come', () => {
  const recent = filled(1)
  for (let n = 1; n < 1_000; n++) {
    recent.set(`name ${n}`, { n })
    assert.equal(recent.get('name 0'), { n: 0 })
  }
})

test.run()
