// The keeper of snapshots without a thread: it holds an order until somebody lets it work.
import type { EngineModule } from '@openbell/engine'
import type { Files, SnapshotKeeper, SnapshotOrder } from '@openbell/gateway/ports.js'
import { keepExport, keepSnapshot } from '@openbell/gateway/roles/threads/keep-snapshot.js'

export class SimKeeper implements SnapshotKeeper {
  private order: SnapshotOrder | undefined

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    private readonly engine: EngineModule,
  ) {}

  keep(bytes: number, makeOrder: (room: Uint8Array) => SnapshotOrder): boolean {
    if (this.order) return false
    this.order = makeOrder(new Uint8Array(bytes))
    return true
  }

  get isBusy(): boolean {
    return this.order !== undefined
  }

  /** Writes the snapshot that it was given, if any; returns its sequence. */
  work(): number | undefined {
    const { order } = this
    if (!order) return undefined
    this.order = undefined
    const { core } = keepSnapshot(this.files, this.folder, this.engine, order)
    keepExport(this.files, this.folder, this.engine, order, core)
    return order.sequence
  }
}
