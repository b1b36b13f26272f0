// Figures that every role has: its process, the parts that it depends on, and what must never happen.
import { collectDefaultMetrics } from 'prom-client'
import { type Alarms, type PartName, type Parts, partStates, type Readiness } from '../ports.js'
import { addCounter, addGauge, addStates, type Registry } from './registry.js'

export interface ProcessParts {
  readonly role: string
  readonly parts: Parts
  readonly alarms: Alarms
  readonly readiness: () => Readiness
}

/** Memory, processor time and the delays of the event loop are the library's own figures. */
export function addProcessFigures(
  registry: Registry,
  { role, parts, alarms, readiness }: ProcessParts,
): void {
  collectDefaultMetrics({ register: registry })
  addGauge(
    registry,
    { name: 'openbell_info', help: 'What runs here; always 1', labels: ['role'] },
    () => [[{ role }, 1]],
  )
  addGauge(registry, { name: 'openbell_ready', help: '1 while /ready answers 200' }, () =>
    readiness().isReady ? 1 : 0,
  )
  addStates(
    registry,
    {
      name: 'openbell_part_state',
      help: '1 for the state that each part this process depends on is in',
      labels: ['part', 'state'],
    },
    () =>
      Object.entries(parts).map(
        ([part, state]) => [{ part }, partStates[part as PartName], state()] as const,
      ),
  )
  addAlarms(registry, alarms)
}

function addAlarms(registry: Registry, alarms: Alarms): void {
  addCounter(
    registry,
    {
      name: 'openbell_state_hash_mismatches_total',
      help: 'Two cores that applied the same frames were not equal',
    },
    () => alarms.stateHashMismatches,
  )
  addCounter(
    registry,
    {
      name: 'openbell_invariant_failures_total',
      help: 'Scans of a core that found an invariant broken',
    },
    () => alarms.invariantFailures,
  )
  addCounter(
    registry,
    { name: 'openbell_snapshot_failures_total', help: 'Snapshots that were not kept' },
    () => alarms.snapshotFailures,
  )
}
