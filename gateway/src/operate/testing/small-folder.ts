// A data folder on the real disk, made by a whole path that is driven a frame at a time.
import { compileEngine } from '@openbell/engine'
import { AssetKind, limits } from '@openbell/protocol'
import { nodeFiles } from '../../adapters/node-files.js'
import { Path } from '../../exchange.js'
import { writeSnapshot } from '../../matching/snapshot-file.js'
import { PathMeter } from '../../ports.js'
import { snapshotsFolder } from '../../recovery.js'
import { scribeOf } from '../../roles/threads/scribe.js'
import { FedLink, SetClock } from '../fed-link.js'
import { recordingGenesis } from '../recording-genesis.js'

export const alice = limits.accountUserMin
export const bob = limits.accountUserMin + 1

const asset = { assetKind: AssetKind.crypto, decimals: 0, displayDecimals: 0 }
/** One market, ONETWO, of whole units, and rich accounts. */
export const genesis = recordingGenesis({
  symbol: 'ONETWO',
  base: { code: 'ONE', name: 'One', ...asset },
  quote: { code: 'TWO', name: 'Two', ...asset },
  tickUnits: 1n,
  priceMaxTicks: 1000,
  quantityMaxLots: 1000,
})

/** The exchange of a folder, and what feeds it. */
export class SmallFolder {
  readonly path: Path
  private readonly link = new FedLink()
  private timestampUs = 1_000_000
  private readonly clock = new SetClock(this.timestampUs)

  /** Starts it, or starts it again. */
  constructor(
    readonly folder: string,
    segmentBytes = 64 * 1024,
  ) {
    this.path = new Path({
      files: nodeFiles,
      folder,
      clock: this.clock,
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      reporter: { info() {}, warn() {}, error() {} },
      link: this.link,
      keeper: { keep: () => false },
      scribe: scribeOf(nodeFiles),
      engine: compileEngine(),
      capacities: {},
      genesis: () => genesis,
      meter: new PathMeter(),
      published: () => {},
      settings: {
        segmentBytes,
        snapshotCommands: Number.POSITIVE_INFINITY,
        sealAfterUs: 1,
        freeBytesMin: 0,
        cancelOnlyUs: 0,
      },
    })
  }

  /** One frame of these commands, a millisecond later. */
  frame(...commands: readonly Uint8Array[]): void {
    this.timestampUs += 1000
    this.clock.set(this.timestampUs)
    this.link.feed(Buffer.concat(commands))
    this.path.turn()
  }

  snapshot(): void {
    const { body, ...identity } = this.path.snapshotOrder(this.path.core.snapshot())
    writeSnapshot(nodeFiles, snapshotsFolder(this.folder), compileEngine(), identity, body)
  }

  close(): void {
    this.path.close()
  }
}
