// Figures of the path: what its thread counts, what waits for it, and the snapshots that it orders.
import type { PathMeter, SnapshotKept } from '../ports.js'
import { addCounter, addGauge, addHistogram, type Registry } from './registry.js'

export interface PathParts {
  readonly meter: PathMeter
  /** Commands not taken yet, and bytes that the scribe has not done yet. */
  readonly waiting: () => { readonly commands: number; readonly scribeBytes: number }
  /** The last one that was kept; undefined where none is known. */
  readonly snapshot: () => SnapshotKept | undefined
  /** Names of the core's pools, in the order in which the path tells them. */
  readonly pools: readonly string[]
}

export function addPathFigures(registry: Registry, parts: PathParts): void {
  const { meter, waiting } = parts
  addFrames(registry, meter)
  addGauge(
    registry,
    { name: 'openbell_link_waiting_commands', help: 'Commands that the core has not taken yet' },
    () => waiting().commands,
  )
  addGauge(
    registry,
    { name: 'openbell_scribe_waiting_bytes', help: 'Events that the scribe has not written yet' },
    () => waiting().scribeBytes,
  )
  addRoom(registry, parts)
  addSnapshots(registry, parts)
}

function addFrames(registry: Registry, meter: PathMeter): void {
  addCounter(
    registry,
    { name: 'openbell_frames_total', help: 'Frames of commands that were decided' },
    () => meter.frames,
  )
  addCounter(
    registry,
    { name: 'openbell_commands_total', help: 'Commands that were decided' },
    () => meter.commands,
  )
  addGauge(registry, { name: 'openbell_sequence', help: 'The last frame' }, () => meter.sequence)
  addGauge(
    registry,
    { name: 'openbell_epoch', help: 'One higher at every start of a leader' },
    () => meter.epoch,
  )
  addGauge(
    registry,
    { name: 'openbell_frame_timestamp_seconds', help: 'Time of the last frame, since 1970' },
    () => meter.frameUs / 1_000_000,
  )
  addHistogram(
    registry,
    { name: 'openbell_journal_seconds', help: 'Until a frame was durable' },
    meter.journal,
  )
  addHistogram(
    registry,
    { name: 'openbell_match_seconds', help: 'To apply a frame and hand its events on' },
    meter.match,
  )
  addHistogram(
    registry,
    { name: 'openbell_batch_commands', help: 'Commands in a frame' },
    meter.batch,
  )
}

function addRoom(registry: Registry, { meter, pools }: PathParts): void {
  addGauge(
    registry,
    { name: 'openbell_disk_free_bytes', help: 'Free space where the journal lies' },
    () => meter.freeBytes,
  )
  addGauge(
    registry,
    {
      name: 'openbell_cancel_only',
      help: '1 while only cancels are taken: the disk is nearly full, or another process led until just now',
    },
    () => (meter.isCancelOnly ? 1 : 0),
  )
  const labels = ['pool']
  addGauge(
    registry,
    { name: 'openbell_core_pool_used', help: 'Places in use of a pool of the core', labels },
    () => pools.map((pool, index) => [{ pool }, meter.pool(index).used] as const),
  )
  addGauge(
    registry,
    { name: 'openbell_core_pool_capacity', help: 'Places of a pool of the core', labels },
    () => pools.map((pool, index) => [{ pool }, meter.pool(index).capacity] as const),
  )
}

function addSnapshots(registry: Registry, { meter, snapshot }: PathParts): void {
  addHistogram(
    registry,
    { name: 'openbell_snapshot_pause_seconds', help: 'How long a snapshot kept the path waiting' },
    meter.pause,
  )
  addGauge(
    registry,
    { name: 'openbell_snapshot_sequence', help: 'Frame of the last snapshot that was kept' },
    () => snapshot()?.sequence ?? 0,
  )
  addGauge(
    registry,
    {
      name: 'openbell_snapshot_timestamp_seconds',
      help: 'Time of the frame of the last snapshot that was kept, since 1970; 0 = none',
    },
    () => (snapshot()?.timestampUs ?? 0) / 1_000_000,
  )
  addGauge(
    registry,
    { name: 'openbell_snapshot_bytes', help: 'Size of the last snapshot that was kept' },
    () => snapshot()?.sizeBytes ?? 0,
  )
}
