// `openbell help`.
import { parseOptions } from './options.js'

const text = `openbell: a trading exchange in one box

  openbell [start]            run the exchange; settings come from the environment
  openbell replay FILE --format bitstamp|lobster|benchmark [--truth LOGFILE] [--book FILE]
                              [--data FOLDER] [--json]
                              drive a recording (plain, .gz, .zst or .xz) through the path, without
                              a database, in FOLDER or in a folder that is removed afterwards;
                              --truth counts the trades in Bitstamp's log that come out equal;
                              --book compares every row of LOBSTER's order book file, from which
                              the book is seeded, and the exit code is 1 where one differs
  openbell verify [--data FOLDER] [--json]
                              prove journal, event log and snapshots, by replaying all of it;
                              exit 0 = sound, 1 = not. FOLDER defaults to OPENBELL_DATA or ./data
  openbell version            print the version
  openbell help               print this`

export function help(args: string[]): number {
  parseOptions({ args, options: {} })
  console.log(text)
  return 0
}
