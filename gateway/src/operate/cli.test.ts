// Commands are found by name; what is not understood ends with one line and code 2.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commandNames } from './cli.js'
import { helpTexts } from './help-texts.js'
import { runCli } from './testing/run-cli.js'

test('help and version', () => {
  for (const name of ['help', '--help', '-h']) {
    const { code, out } = runCli(name)
    assert.is(code, 0)
    for (const command of Object.keys(helpTexts))
      assert.match(out, `  openbell ${command === 'start' ? '[start]' : command} `)
  }
  for (const name of ['version', '--version']) assert.match(runCli(name).out, /^\d+\.\d+\.\d+\n$/)
})

test('every command has a page of help, and every page a command', () => {
  const known = commandNames.filter((name) => !name.startsWith('-'))
  assert.equal([...known].sort(), Object.keys(helpTexts).sort())
  assert.is(runCli('help', 'prune').out, runCli('prune', '--help').out)
  assert.match(runCli('help', 'prune').out, '--archive FOLDER')
})

const misunderstood: [string[], string][] = [
  [['strat'], "there is no command 'strat'"],
  [['--port', '1'], "Unknown option '--port'"],
  [['start', '--port'], "Unknown option '--port'"],
  [['help', '--all'], "Unknown option '--all'"],
  [['help', 'strat'], "there is no command 'strat'"],
  [['verify', 'data'], 'verify takes --data FOLDER and --to SEQUENCE'],
  [['verify', '--to', 'x'], "--to is a whole number from 1, not 'x'"],
  [['status', 'now'], 'status takes --url URL and --data FOLDER'],
  [['halt'], 'halt takes a MARKET, or --all'],
  [['halt', 'BTCUSDT', '--all'], 'halt takes a MARKET, or --all'],
  [['resume', 'A', 'B'], 'resume takes a MARKET, or --all'],
  [['reconcile', 'all'], 'reconcile takes --data FOLDER and --full'],
  [['rebuild', 'all'], 'rebuild takes --data FOLDER'],
  [['snapshot', 'now'], 'snapshot takes --data FOLDER'],
  ...[['all'], ['--delete'], ['--streams', '--archive', 'x']].map((args): [string[], string] => [
    ['prune', ...args],
    'prune takes --archive FOLDER, or --streams and --delete, and --data FOLDER',
  ]),
  [
    ['migrate', 'sideways'],
    'migrate takes up, down [COUNT] or status; up and down take --to VERSION',
  ],
  [['explain'], 'explain takes an ORDER_ID, or --client-order-id ID with --account NUMBER'],
  [['explain', '0'], "ORDER_ID is a whole number from 1, not '0'"],
  [['explain', '--client-order-id', 'x'], '--client-order-id needs --account NUMBER'],
  [['verify', '--data'], "Option '--data <value>' argument missing"],
]
for (const [args, words] of misunderstood)
  test(`refuses '${args.join(' ')}'`, () => {
    const { code, out, errors } = runCli(...args)
    assert.is(code, 2)
    assert.is(out, '')
    assert.is(errors, `openbell: ${words} (see: openbell help)\n`)
  })

test.run()
