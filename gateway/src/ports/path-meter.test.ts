// The path's meter: what its thread writes, the other end reads.
import { FrameType } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PathMeter, pathMeterBytes } from './path-meter.js'

const frame = { sequence: 7, epoch: 2, timestampUs: 1_700_000_000_000_000, commandCount: 3 }

test('both ends of shared memory see the same', () => {
  const memory = new SharedArrayBuffer(pathMeterBytes)
  const written = new PathMeter(memory)
  const read = new PathMeter(memory)
  written.frame({ ...frame, type: FrameType.commands }, 40)
  written.journal.add(0.002)
  written.pause.add(0.5)
  written.room(1_000_000, [
    { used: 1, capacity: 2 },
    { used: 30, capacity: 40 },
  ])
  written.cancelOnly(true)
  assert.equal([read.frames, read.commands, read.sequence, read.epoch], [1, 3, 7, 2])
  assert.is(read.frameUs, frame.timestampUs)
  assert.equal([read.match.count, read.match.sum], [1, 0.00004])
  assert.equal([read.batch.sum, read.journal.sum, read.pause.sum], [3, 0.002, 0.5])
  assert.equal(read.pool(1), { used: 30, capacity: 40 })
  assert.equal([read.freeBytes, read.isCancelOnly], [1_000_000, true])
})

test('a frame without commands moves where the path stands, and counts as no work', () => {
  const meter = new PathMeter()
  meter.frame({ ...frame, commandCount: 0, type: FrameType.seal }, 5)
  assert.equal([meter.sequence, meter.frames, meter.match.count, meter.batch.count], [7, 0, 0, 0])
})

test('more pools than there is room for touch nothing else', () => {
  const meter = new PathMeter()
  meter.room(
    1,
    Array.from({ length: 100 }, () => ({ used: 9, capacity: 9 })),
  )
  assert.equal([meter.journal.count, meter.match.count, meter.pause.sum], [0, 0, 0])
})

test.run()
