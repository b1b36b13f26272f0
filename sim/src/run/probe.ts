// Harms a copy of a disk on which everything published is still to be found, and starts from it: a
// start that succeeds must know all that the world knows.
import { JournalError } from '@openbell/gateway/journal/segment.js'
import { RecoveryError } from '@openbell/gateway/recovery.js'
import { must } from '../violation.js'
import type { Chance } from '../world/chance.js'
import { dataFolder, type SimExchange } from '../world/exchange.js'
import type { SimFiles } from '../world/files.js'
import type { Facts } from './facts.js'
import type { Witness } from './witness.js'

const journalFolder = `${dataFolder}/journal`

/** Flips a bit, clears a sector or cuts a segment of the journal. */
function harm(files: SimFiles, chance: Chance): string {
  const path = `${journalFolder}/${chance.pick(files.list(journalFolder))}`
  const bytes = files.contentOf(path)
  let used = bytes.length
  while (used > 1 && bytes[used - 1] === 0) used--
  const at = chance.below(used)
  const what = chance.pick(['flipped', 'cleared', 'cut'] as const)
  if (what === 'flipped') bytes[at] ^= 1 << chance.below(8)
  if (what === 'cleared') bytes.fill(0, at - (at % 512), at - (at % 512) + 512)
  files.replace(path, what === 'cut' ? bytes.subarray(0, at) : bytes)
  return `${path} ${what} at ${at}`
}

/** @throws Violation where something is lost or changed, and the start says nothing. */
export function probe(
  files: SimFiles,
  start: (files: SimFiles) => SimExchange,
  chance: Chance,
  witness: Witness,
  facts: Facts,
): void {
  const copy = files.copy()
  const what = harm(copy, chance)
  let exchange: SimExchange
  try {
    exchange = start(copy)
  } catch (error) {
    const isRefusal = error instanceof JournalError || error instanceof RecoveryError
    must(isRefusal, () => `${what}: the start met ${error}`)
    must(error.message.includes(dataFolder) || error instanceof RecoveryError, error.message)
    facts.note('damage refused')
    return
  }
  facts.note('damage without effect')
  const { sequence } = exchange.path
  must(sequence > witness.sequence, `${what}: frames ${sequence} to ${witness.sequence} are lost`)
  witness.compare(exchange.readerAfter(0), what)
}
