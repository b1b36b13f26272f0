// The layers of the table, in the order of the path.
import { crowdAllAlike, crowdByZipf } from './crowd.js'
import { fullCore } from './full-core.js'
import { host } from './host.js'
import { journal } from './journal.js'
import type { Layer } from './layer.js'
import { matching } from './matching.js'
import { replay } from './replay.js'
import { snapshot } from './snapshot.js'

export const layers: readonly Layer[] = [
  matching,
  fullCore,
  crowdByZipf,
  crowdAllAlike,
  host,
  journal,
  replay,
  snapshot,
]
