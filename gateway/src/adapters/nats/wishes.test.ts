// Who follows is known by the servers' time, and a leader gives way to nobody else.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type StreamWorld, silentLog, withServer } from '../../testing/stream-world.js'
import { Wishes } from './wishes.js'

const long = 60_000
const leaderOf = (renewals: number) => ({
  holder: 'one/1',
  epoch: 3,
  address: '127.0.0.1:1',
  renewals,
  successor: '',
})

async function worldOf(world: StreamWorld) {
  const store = await world.openLease()
  const revision = await store.write(leaderOf(1), 0)
  const words: string[] = []
  const warn = (message: string) => words.push(message)
  const wishes = () => new Wishes(store, { ...silentLog, warn })
  return { store, words, wishes, revision: revision ?? 0 }
}

withServer('who says so follows, until it says the opposite', async (world) => {
  const { store } = await worldOf(world)
  assert.equal(await store.followers(), [])
  for (const name of ['two', '.three.', 'two']) await store.follow(name, long)
  assert.equal((await store.followers()).sort(), ['.three.', 'two'])
  await store.followNoMore('two')
  assert.equal(await store.followers(), ['.three.'])
})

withServer('who is silent while the leader is heard follows no more', async (world) => {
  const { store, revision } = await worldOf(world)
  await store.follow('two', long)
  await store.follow('three', 1)
  assert.equal((await store.followers()).sort(), ['three', 'two'])
  await sleep(50)
  assert.is((await store.followers()).length, 2, 'nobody was heard meanwhile, so it is not known')
  await store.write(leaderOf(2), revision)
  assert.equal(await store.followers(), ['two'])
})

withServer('a leader gives way to who follows', async (world) => {
  const { store, wishes } = await worldOf(world)
  assert.is(await wishes().successorTo('one', 3), undefined)
  await store.follow('two', long)
  await store.wish({ epoch: 3, successor: 'two' })
  assert.is(await wishes().successorTo('one', 3), 'two')
  assert.is(await wishes().successorTo('one', 4), undefined, 'another epoch')
  assert.is(await wishes().successorTo('two', 3), undefined, 'it leads')
  await store.wish({ epoch: 3, successor: '' })
  assert.is(await wishes().successorTo('one', 3), '')
})

withServer(
  'a wish for nobody is refused once and for all, and the next one is read',
  async (world) => {
    const { store, wishes, words } = await worldOf(world)
    const leader = wishes()
    for (const successor of ['', 'two']) {
      await store.wish({ epoch: 3, successor })
      assert.is(await leader.successorTo('one', 3), undefined)
    }
    await store.follow('two', long)
    assert.is(await leader.successorTo('one', 3), undefined)
    assert.equal(words, [
      'leads on: another core should lead, and none follows',
      'leads on: two should lead, and does not follow',
    ])
    await store.wish({ epoch: 3, successor: 'two' })
    assert.is(await leader.successorTo('one', 3), 'two')
  },
)

test.run()
