// `openbell promote` beside cores that run: the lead goes to who follows, and stays where nobody does.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectNats } from '../adapters/nats/connect.js'
import { LeaseStore } from '../adapters/nats/lease-store.js'
import { runCliWith } from '../operate/testing/run-cli.js'
import { makeKeys } from '../testing/cluster/keys.js'
import { RoleProcess } from '../testing/cluster/processes.js'
import { natsProgram, TestNats } from '../testing/nats-server.js'
import { patienceMs, settings, silentLog, until } from '../testing/stream-world.js'

async function inVenue(use: (venue: Venue) => Promise<void>): Promise<void> {
  const nats = await TestNats.start()
  const folder = await mkdtemp(join(tmpdir(), 'openbell-promote-'))
  const streams = {
    NATS_URL: nats.url,
    OPENBELL_STREAM_PREFIX: settings.prefix,
    OPENBELL_JOURNAL_GIB: '1',
    OPENBELL_EVENTS_GIB: '1',
  }
  const { OPENBELL_LINK_KEY } = makeKeys()
  const shared = { ...streams, OPENBELL_LINK_KEY, ROLE: 'core', OPENBELL_LINK_PORT: '0' }
  const [one, two] = ['one', 'two'].map(
    (name) => new RoleProcess({ name, folder, env: { ...shared, OPENBELL_NAME: name } }),
  ) as [RoleProcess, RoleProcess]
  const client = await connectNats(nats.url, { name: 'test', log: silentLog })
  const promote = (...args: string[]) => runCliWith(streams, 'promote', ...args)
  try {
    await use({ one, two, store: new LeaseStore(client, settings, 'leader', patienceMs), promote })
  } finally {
    for (const core of [one, two]) await core.end('SIGKILL')
    await client.close()
    await nats.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Venue {
  readonly one: RoleProcess
  readonly two: RoleProcess
  readonly store: LeaseStore
  readonly promote: (...args: string[]) => ReturnType<typeof runCliWith>
}

const leads = /leads, in epoch (\d+)/

if (natsProgram)
  test('the lead goes to who follows, and to nobody else', () =>
    inVenue(async ({ one, two, store, promote }) => {
      await one.start()
      await one.until(leads)
      // It says so before the lease does.
      await until(async () => Number((await store.read())?.value.epoch) > 0)
      assert.equal(await store.followers(), [])
      const alone = promote('two')
      assert.is(alone.code, 2, alone.out)
      assert.match(alone.errors, 'no other core follows: nobody would lead after one')
      await two.start()
      await until(async () => (await store.followers()).join() === 'two')
      const mistaken = promote('tow', '--json')
      assert.is(mistaken.code, 2, mistaken.out)
      assert.match(mistaken.errors, 'no core named tow follows; there could lead: two')
      assert.is(await store.readWish(), undefined)

      const { epoch } = (await store.read())?.value ?? { epoch: 0 }
      await store.wish({ epoch, successor: 'tow' })
      await one.until(/leads on: tow should lead, and does not follow/)
      const shown = JSON.parse(promote('--show', '--json').out)
      assert.is(shown.name, 'one')
      assert.equal(shown.followers, ['two'])

      const promoted = promote('two')
      assert.is(promoted.code, 0, promoted.errors)
      assert.match(promoted.out, /^two leads, in epoch \d+, at .*\nnobody follows\n$/)
      await until(() => !one.isRunning)
      const last = promote()
      assert.is(last.code, 2, last.out)
      assert.match(last.errors, 'nobody would lead after two')
      await two.until(leads)
      assert.ok(two.isRunning)
    }))
else test('left out: OPENBELL_NATS_SERVER names no server', () => {})

test.run()
