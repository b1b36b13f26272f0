// What each command does and takes, in words.

export interface HelpText {
  readonly usage: string
  /** One line. */
  readonly about: string
  /** Options and what follows, a line each. */
  readonly more: readonly string[]
}

const data = '--data FOLDER    the data folder; else OPENBELL_DATA, or ./data'
const json = '--json           the answer as one line of JSON on standard output'
const database = 'The database is DATABASE_URL, or the embedded one of the data folder.'
const exchange = [
  '--url URL        where the exchange is; else http://HOST:PORT of the settings',
  '--timeout-ms N   how long it may take to answer; 10000 where nothing is said',
  'OPENBELL_OPERATOR_TOKEN must be the one that the exchange was started with.',
]

export const helpTexts: Readonly<Record<string, HelpText>> = {
  start: {
    usage: '[start]',
    about: 'run the exchange; settings come from the environment',
    more: [
      '--json           the line that it says when it has started, such as its address, as JSON',
    ],
  },
  status: {
    usage: 'status',
    about: 'how the exchange is: ready, last frame, lag of the tables, snapshots, disk',
    more: [
      'exit 0 = orders are decided and nothing is behind, 1 = something is not well',
      data,
      ...exchange.slice(0, 2),
      json,
    ],
  },
  halt: {
    usage: 'halt MARKET | --all',
    about: 'close a market, or all: no order is taken, none trades, owners may cancel',
    more: ['It is a journaled command, so it holds after a restart.', ...exchange, json],
  },
  resume: {
    usage: 'resume MARKET | --all',
    about: 'open a market, or all, that was halted',
    more: [
      '--auction-ms N   collect orders for so long, and open by an auction',
      ...exchange,
      json,
    ],
  },
  promote: {
    usage: 'promote [NAME]',
    about: 'the leader hands over in good order, to the core with this OPENBELL_NAME or to any',
    more: [
      '--show           only say who leads, and who could be promoted',
      '--timeout-ms N   how long to wait for the next leader; 30000 where nothing is said',
      'The streams are found by NATS_URL and OPENBELL_STREAM_PREFIX.',
      'exit 0 = the next one leads, 2 = nobody by that name follows, or nobody leads yet',
      json,
    ],
  },
  reseed: {
    usage: 'reseed',
    about: 'make a journal that is sound the log of new, empty streams',
    more: [
      'So an exchange goes over to streams, or comes back where they lost what they had acknowledged.',
      data,
      '--timeout-ms N   how long the servers may take to be there; 30000 where nothing is said',
      'The streams are named by NATS_URL and OPENBELL_STREAM_PREFIX, and must hold no frame.',
      json,
    ],
  },
  migrate: {
    usage: 'migrate up|down [COUNT]|status',
    about: "bring the database's schema forward or back, or tell where it stands",
    more: [
      '--to VERSION     stop at this version; `down --to 0` undoes everything',
      'up goes to the newest version; down undoes COUNT migrations, 1 where nothing is said.',
      'What is undone takes its rows along; rows of projected tables come again by `rebuild`.',
      database,
      data,
      json,
    ],
  },
  reconcile: {
    usage: 'reconcile',
    about: 'compare the tables with the core at one frame; exit 0 = equal, 1 = different',
    more: [
      '--full           from the first frame, which compares all trades too; else from a snapshot',
      'It reads only, beside an exchange that runs or without one.',
      database,
      data,
      json,
    ],
  },
  rebuild: {
    usage: 'rebuild',
    about: 'make the projected tables again from all event frames',
    more: [
      'In one transaction: until it is done readers see the old rows, and an end in between',
      'leaves them. Users, sessions and API keys are not touched.',
      database,
      data,
      json,
    ],
  },
  verify: {
    usage: 'verify',
    about: 'prove journal, event log and snapshots by replaying; exit 0 = sound, 1 = not',
    more: ['--to SEQUENCE    stop at this frame, and print the state hash there', data, json],
  },
  explain: {
    usage: 'explain ORDER_ID',
    about: "an order's whole life, from the journal",
    more: [
      '--account NUMBER           only if it is of this account',
      '--client-order-id ID       by what its account called it, in the place of ORDER_ID;',
      '                           all orders of that name, and the refusals',
      data,
      json,
    ],
  },
  snapshot: {
    usage: 'snapshot',
    about: 'make a verified snapshot now, beside an exchange that runs or without one',
    more: [data, json],
  },
  prune: {
    usage: 'prune --archive FOLDER',
    about: 'move what no start needs any more into an archive',
    more: [
      'Two verified snapshots stay, with all of the journal from the older one on, and the events',
      'that views and tables have not taken yet. Each file is copied, read back and compared before',
      'it is removed. Without --archive it only tells what could go.',
      'The exchange must not run.',
      '',
      '--streams  of the generations of the streams, which processes that run do not need',
      '--delete   and deletes them: two snapshots, two views and the tables are behind them, nobody',
      '           reads them, and the data folder holds all of their frames',
      '',
      data,
      json,
    ],
  },
  replay: {
    usage: 'replay FILE --format bitstamp|lobster|benchmark',
    about: 'drive a recording through the path, without a database',
    more: [
      'FILE is plain, .gz, .zst or .xz. The folder is removed afterwards where none is given.',
      '--data FOLDER    keep what it makes in a folder that holds no exchange yet',
      "--truth LOGFILE  count the trades in Bitstamp's log that come out equal",
      "--book FILE      compare every row of LOBSTER's order book file, from which the book is",
      '                 seeded; exit 1 where one differs',
      json,
    ],
  },
  version: { usage: 'version', about: 'print the version', more: [] },
  help: { usage: 'help [COMMAND]', about: 'print this, or what a command takes', more: [] },
}
