// What a process offers to those that start later: the snapshots of its core, and its views.
import { EventPlaces } from '../../adapters/nats/event-places.js'
import { type OfferedFile, SnapshotOffers } from '../../adapters/nats/snapshot-offers.js'
import { SnapshotStore } from '../../adapters/nats/snapshot-store.js'
import { StreamSet, type StreamSettings } from '../../adapters/nats/streams.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import type { EventLog, SnapshotKept } from '../../ports.js'
import { enginesFolder, snapshotsFolder } from '../../recovery.js'
import type { Bus } from './bus.js'
import { viewsName } from './stored-views.js'
import { viewsFolder } from './views.js'

const openOffers = async (
  { client, signal }: Bus,
  settings: StreamSettings,
  endings: readonly string[],
): Promise<SnapshotOffers> => {
  const store = new SnapshotStore(client, settings)
  const events = new EventPlaces(await StreamSet.open(client, settings, 'events'))
  return new SnapshotOffers({ store, events, log, signal }, endings)
}

/** Returns what takes each snapshot that is kept in a data folder. */
export async function offerSnapshots(
  bus: Bus,
  settings: StreamSettings,
  folder: string,
): Promise<(snapshot: SnapshotKept) => void> {
  const offers = await openOffers(bus, settings, ['.snapshot', '.export'])
  return ({ sequence }) => {
    const digits = String(sequence).padStart(16, '0')
    const beside = [
      ...filesOf(enginesFolder(folder), (name) => name.endsWith('.wasm')),
      ...filesOf(snapshotsFolder(folder), (name) => name === `${digits}.export`),
    ]
    const name = `${digits}.snapshot`
    const path = `${snapshotsFolder(folder)}/${name}`
    offers.offer({ sequence, main: { name, path }, beside })
  }
}

/** Returns what is told of the frame of views that are saved in a data folder. */
export async function offerViews(
  bus: Bus,
  settings: StreamSettings,
  folder: string,
  eventLog: EventLog,
): Promise<(sequence: number) => void> {
  const offers = await openOffers(bus, settings, ['.views'])
  return (sequence) => {
    const name = viewsName(sequence, chainAt(eventLog, sequence))
    const path = `${viewsFolder(folder)}/${String(sequence).padStart(16, '0')}.views`
    const main = { name, path }
    offers.offer({ sequence, main, beside: [] })
  }
}

function chainAt(eventLog: EventLog, sequence: number): string {
  const reader = eventLog.readerAfter(sequence - 1)
  try {
    const frame = reader.next()
    if (frame) return frame.chain
    throw new Error(`the event log does not reach frame ${sequence}`)
  } finally {
    reader.close()
  }
}

const filesOf = (folder: string, isMeant: (name: string) => boolean): OfferedFile[] =>
  nodeFiles
    .list(folder)
    .filter(isMeant)
    .map((name) => ({ name, path: `${folder}/${name}` }))
