// What every thread of the exchange runs: the work of its role, and nothing of the others'.
import { type ThreadRole, threadRole } from '../../adapters/thread-role.js'

const works: Record<ThreadRole, () => Promise<void>> = {
  core: async () => (await import('./core.js')).runCore(),
  keeper: async () => (await import('./keeper.js')).runKeeper(),
  scribe: async () => (await import('./scribe.js')).runScribe(),
  stream: async () => (await import('./stream.js')).runStream(),
}

await works[threadRole()]()
