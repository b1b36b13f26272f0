// What an operator should do about what `verify` found.
import { eventsFolder, journalFolder, snapshotsFolder } from '../recovery.js'

/** A sentence for each kind of fault; none where nothing is wrong. */
export function adviceOn(folder: string, faults: readonly string[]): string[] {
  const kinds = new Set(faults.map((fault) => kindOf(folder, fault)))
  return [...kinds].map((kind) => sentences[kind])
}

type Kind = 'release' | 'journal' | 'events' | 'missingEvents' | 'snapshot' | 'state'

const sentences: Readonly<Record<Kind, string>> = {
  release:
    'Another release wrote this: verify and start it with that one (docs/operating/upgrade.md).',
  journal:
    'The journal is the truth and cannot be made again: do not start the exchange, keep the file as ' +
    'it is, and bring it back from a copy (docs/operating/corrupt-segment.md).',
  events:
    'The event log can be made again: move its folder aside and start the exchange, which replays ' +
    'the journal (docs/operating/corrupt-segment.md).',
  missingEvents: 'Start the exchange: it makes the missing events again from the journal.',
  snapshot:
    'A snapshot only saves time: move the file aside; the next start takes an older one and the journal.',
  state:
    'The core itself is wrong: halt all markets, keep the data folder, and report it as a bug.',
}

function kindOf(folder: string, fault: string): Kind {
  if (fault.includes('is not known: start the release')) return 'release'
  if (fault.startsWith(snapshotsFolder(folder))) return 'snapshot'
  if (fault.includes('but the journal ends at')) return 'journal'
  if (fault.startsWith(`${eventsFolder(folder)} ends at frame`)) return 'missingEvents'
  if (fault.startsWith(eventsFolder(folder))) return 'events'
  return fault.startsWith(journalFolder(folder)) ? 'journal' : 'state'
}
