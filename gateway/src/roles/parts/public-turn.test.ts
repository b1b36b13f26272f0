// One edge publishes market data, and another goes on when it is gone.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NatsClient } from '../../adapters/nats/connect.js'
import { settings as streams, until, withServer } from '../../testing/stream-world.js'
import { Endings } from './endings.js'
import { takeTurns } from './public-turn.js'

function candidate(client: NatsClient) {
  const endings = new Endings()
  const process = {
    onHandover: () => {},
    onFailed: (error: Error) => {
      throw error
    },
    ending: new AbortController().signal,
  }
  const isOurs = takeTurns({ process, endings }, { client }, { streams, leaseMs: 600 })
  return { client, isOurs, end: () => endings.run() }
}

withServer('the turn goes on at an end in good order, and after a sudden one', async (world) => {
  const first = candidate(await world.connect())
  await until(first.isOurs)
  const second = candidate(await world.connect())
  const third = candidate(await world.connect())
  try {
    await first.end()
    assert.not(first.isOurs())
    const others = [second, third]
    await until(() => others.some(({ isOurs }) => isOurs()))
    assert.is(others.filter(({ isOurs }) => isOurs()).length, 1)

    const [holder, other] = second.isOurs() ? [second, third] : [third, second]
    await holder.client.close()
    await until(other.isOurs)
    await until(() => !holder.isOurs())
  } finally {
    await second.end()
    await third.end()
  }
})

test.run()
