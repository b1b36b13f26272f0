// Figures of the streams: how full the newest generation of each is, and how many there are.
import type { StreamFill } from '../ports.js'
import { addGauge, type Registry, type Series } from './registry.js'

export function addStreamFigures(
  registry: Registry,
  fills: () => readonly StreamFill[],
  generationsKept: number,
): void {
  const add = (name: string, help: string, read: (fill: StreamFill) => number) =>
    addGauge(registry, { name, help, labels: ['stream'] }, () =>
      fills().map((seen): Series => [{ stream: seen.stream }, read(seen)]),
    )
  add('openbell_stream_bytes', 'What the newest generation of a stream holds', ({ bytes }) => bytes)
  add(
    'openbell_stream_bytes_max',
    'Where the newest generation of a stream is full',
    ({ bytesMax }) => bytesMax,
  )
  add(
    'openbell_stream_generations',
    'Generations of a stream that the servers keep',
    ({ generations }) => generations,
  )
  addGauge(
    registry,
    {
      name: 'openbell_stream_generations_kept',
      help: 'Generations of each stream that always stay; there is room for one more',
    },
    () => generationsKept,
  )
}
