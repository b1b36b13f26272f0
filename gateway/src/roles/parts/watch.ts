// What a process tells those who watch it: how its parts are, whether it is ready, and its figures.
import { capacityNames } from '@openbell/engine'
import type { CoreThread } from '../../adapters/core-thread.js'
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import { systemClock as clock, systemTimers as timers } from '../../adapters/system.js'
import { startMonitor } from '../../edge/monitor.js'
import type { Address } from '../../edge/server.js'
import {
  addEdgeFigures,
  addPublicFigures,
  type EdgeParts,
  requestMeters,
} from '../../metrics/edge-figures.js'
import { MarketFigures } from '../../metrics/market-figures.js'
import { addPathFigures } from '../../metrics/path-figures.js'
import { addProcessFigures } from '../../metrics/process-figures.js'
import {
  addProjectionFigures,
  type ProjectionProgress,
  type WriteCounts,
} from '../../metrics/projection-figures.js'
import { createRegistry, figuresOf } from '../../metrics/registry.js'
import { addStreamFigures } from '../../metrics/stream-figures.js'
import {
  Alarms,
  canDecide,
  type Parts,
  type ProjectionState,
  type PublicCounts,
  type Readiness,
  type SnapshotKept,
  type SnapshotLost,
  type StreamFill,
  statesOf,
  type ViewChanges,
  type Views,
} from '../../ports.js'
import type { Endings } from './endings.js'

export class Watch {
  readonly alarms = new Alarms()
  readonly #registry = createRegistry()
  readonly figures = figuresOf(this.#registry)
  readonly #parts: { -readonly [Name in keyof Parts]: Parts[Name] } = {}
  #snapshot: SnapshotKept | undefined
  #isHalted = false

  /** Whether the role does its work, were all parts well; asked whenever somebody looks. */
  isReady: () => boolean = () => false

  constructor(role: string) {
    const { alarms, readiness } = this
    addProcessFigures(this.#registry, { role, parts: this.#parts, alarms, readiness })
  }

  readonly readiness = (): Readiness => {
    const parts = statesOf(this.#parts)
    return { isReady: this.isReady() && !this.#isHalted && canDecide(parts), parts }
  }

  /** From now on these parts are told of too. */
  add(parts: Parts): void {
    Object.assign(this.#parts, parts)
  }

  /** A core on a thread of this process. */
  addCore({ meter, waiting }: Pick<CoreThread, 'meter' | 'waiting'>): void {
    const snapshot = () => this.#snapshot
    addPathFigures(this.#registry, { meter, waiting, snapshot, pools: capacityNames })
  }

  addStreams(fills: () => readonly StreamFill[], generationsKept: number): void {
    addStreamFigures(this.#registry, fills, generationsKept)
  }

  readonly snapshotKept = (snapshot: SnapshotKept): void => {
    this.#snapshot = snapshot
  }

  readonly snapshotLost = ({ isInvariantBroken }: Omit<SnapshotLost, 'sequence'>): void => {
    this.alarms.snapshotFailures++
    if (isInvariantBroken) this.alarms.invariantFailures++
  }

  /** The core here is not equal to the leader's: whatever else is well, it is not ready any more. */
  coresDiffer(): void {
    this.alarms.stateHashMismatches++
    this.#isHalted = true
  }

  /** One of two cores is wrong, and it may be the other: who leads goes on, and is looked at. */
  leaderDiffers(error: Error): void {
    this.alarms.stateHashMismatches++
    reporter.error(error.message)
  }

  addProjection(
    progress: ProjectionProgress & { readonly state: ProjectionState },
    writes: WriteCounts,
  ): void {
    this.add({ projection: () => progress.state })
    addProjectionFigures(this.#registry, progress, writes)
  }

  /** An edge; returns the meters of its requests, and what it calls with each frame it has folded. */
  addEdge(parts: EdgeParts & { readonly views: Views }): EdgeWatch {
    addEdgeFigures(this.#registry, parts)
    const { onFrame } = new MarketFigures(this.#registry, parts.views)
    return { meterOf: requestMeters(this.#registry), onFrame }
  }

  /** What goes out on public subjects of the bus. */
  addPublicSubjects(counts: PublicCounts): void {
    addPublicFigures(this.#registry, counts)
  }

  /** Opens the door for those who watch, where it has an address of its own. @throws Error */
  async open(endings: Endings, address: Address | undefined): Promise<void> {
    if (!address) return
    const { readiness, figures } = this
    const door = await startMonitor({ readiness, figures, clock, timers, reporter }, address)
    endings.add(() => door.close())
    reporter.info(`figures are told at ${door.address}`)
  }
}

export interface EdgeWatch {
  readonly meterOf: ReturnType<typeof requestMeters>
  readonly onFrame: (changes: ViewChanges) => void
}
