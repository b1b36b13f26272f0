// Two cores tell each other the state hashes of their snapshots, over a real server.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SnapshotKept } from '../../ports.js'
import { settings, until, withServer } from '../../testing/stream-world.js'
import { compareStates } from './compare-states.js'

const kept = (sequence: number, stateHash: string) => ({ sequence, stateHash }) as SnapshotKept

withServer(
  'a core whose state after a frame is another than the first one told is found',
  async (world) => {
    const said: string[] = []
    const core = async (name: string) => {
      const client = await world.connect()
      return compareStates({ client }, settings, ({ message }) => said.push(`${name}: ${message}`))
    }
    const [one, two] = [await core('one'), await core('two')]
    for (const sequence of [7, 9]) {
      one(kept(sequence, 'aa'))
      two(kept(sequence, 'aa'))
    }
    const manager = await (await world.connect()).connection.jetstreamManager()
    const isTold = async (sequence: number) => {
      const last = { last_by_subj: `$KV.test-0-state.${sequence}` }
      const found = await manager.streams.getMessage('KV_test-0-state', last).catch(() => undefined)
      return found !== undefined
    }
    one(kept(11, 'bb'))
    await until(() => isTold(11))
    assert.equal(said, [])
    two(kept(11, 'cc'))
    await until(() => said.length > 0)
    assert.equal(said, [
      'two: after frame 11 two cores differ: state hash cc here, bb in another core',
    ])
  },
)

test.run()
