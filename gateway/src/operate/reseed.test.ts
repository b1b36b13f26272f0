// A journal's file becomes the log of new streams, byte for byte, and of no others.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectNats } from '../adapters/nats/connect.js'
import { StreamLog } from '../adapters/nats/stream-log.js'
import { nodeFiles } from '../adapters/node-files.js'
import { frameFault, hex } from '../journal/frame.js'
import { scanJournal } from '../journal/scan.js'
import type { Reporter } from '../ports.js'
import { journalFolder } from '../recovery.js'
import { natsProgram, TestNats } from '../testing/nats-server.js'
import { inFolder } from './testing/folder.js'
import { runCliWith } from './testing/run-cli.js'
import { SmallFolder } from './testing/small-folder.js'

const silent: Reporter = { info() {}, warn() {}, error() {} }
const settings = {
  prefix: 'reseed',
  shard: 0,
  replicas: 1,
  journalBytesMax: 1024 ** 3,
  eventsBytesMax: 1024 ** 3,
}

async function framesIn(url: string): Promise<string[]> {
  const client = await connectNats(url, { name: 'test', log: silent })
  try {
    const { signal } = new AbortController()
    const log = await StreamLog.open({ client, settings, check: frameFault, log: silent, signal })
    const found: string[] = []
    for await (const frames of log.read(1)) found.push(...frames.map(({ bytes }) => hex(bytes)))
    return found
  } finally {
    await client.close()
  }
}

function framesOf(folder: string): string[] {
  const found: string[] = []
  scanJournal(nodeFiles, journalFolder(folder), ({ bytes }) => found.push(hex(bytes)))
  return found
}

test('without streams it says what is missing', () =>
  inFolder(async (folder) => {
    new SmallFolder(folder).path.close()
    const { code, errors } = runCliWith({ NATS_URL: '' }, 'reseed', '--data', folder)
    assert.is(code, 2)
    assert.match(errors, /NATS_URL is not set/)
  }))

if (natsProgram)
  test('puts every frame there, once, and refuses streams that hold any', () =>
    inFolder(async (folder) => {
      const nats = await TestNats.start()
      try {
        new SmallFolder(folder).path.close()
        new SmallFolder(folder).path.close()
        const env = {
          NATS_URL: nats.url,
          OPENBELL_STREAM_PREFIX: settings.prefix,
          OPENBELL_JOURNAL_GIB: '1',
          OPENBELL_EVENTS_GIB: '1',
        }
        const { code, out, errors } = runCliWith(env, 'reseed', '--data', folder)
        assert.is(code, 0, errors)
        const frames = framesOf(folder)
        assert.match(out, new RegExp(`the log has ${frames.length} frames`))
        assert.equal(await framesIn(nats.url), frames)
        const again = runCliWith(env, 'reseed', '--data', folder)
        assert.is(again.code, 2)
        assert.match(again.errors, /hold frames up to \d+: name another prefix/)
      } finally {
        await nats.stop()
      }
    }))

test.run()
