// docs/operating: every drill is run from top to bottom, and answers in the form that its page shows.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../adapters/free-port.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { natsProgram } from '../testing/nats-server.js'
import { helpTexts } from './help-texts.js'
import { installNextRelease, installRelease } from './testing/releases.js'
import { ofTests } from './testing/run-cli.js'

const test = suite('the pages of operators')
const pages = fileURLToPath(new URL('../../../docs/operating', import.meta.url))

interface Block {
  /** `sh`, with who can run it; or `text`, the answer of what was run before. */
  readonly kind: string
  readonly only: string
  readonly text: string
}

const read = (page: string): string => readFileSync(join(pages, page), 'utf8')

const blocksOf = (page: string): Block[] =>
  [...read(page).matchAll(/^```(sh|text)(?: (\w+))?\n([\s\S]*?)^```/gm)].map(
    ([, kind = '', only = '', text = '']) => ({ kind, only, text }),
  )

const drills = [
  'crash.md',
  'disk-full.md',
  'corrupt-segment.md',
  'lost-postgres.md',
  'upgrade.md',
  'new-machine.md',
  // Only with a NATS server, which is its machine's to have.
  ...(natsProgram ? ['lost-nats.md', 'failover.md'] : []),
]

/** What differs from run to run: hashes, lists of files by hash, times, and all numbers. */
const formOf = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{64}\b/g, 'SHA256')
    .replace(/\b[0-9a-f]{16}\b/g, 'HASH')
    .replace(/[\d,]*\d/g, '0')
    .replace(/(0 )+tables/g, '0 tables')
    .trim()

/** Blocks of a page with their answers, those left out that this machine cannot run. */
function parts(page: string, runs: ReadonlySet<string>): { script: string; answer?: string }[] {
  const found: { script: string; answer?: string }[] = []
  let isLeftOut = false
  for (const { kind, only, text } of blocksOf(page))
    if (kind === 'sh') {
      isLeftOut = !runs.has(only)
      if (!isLeftOut) found.push({ script: text })
    } else if (!isLeftOut) {
      const last = found.at(-1)
      if (last) last.answer = text
    }
  return found
}

const mark = (index: number) => `@@ part ${index}`

/** One shell runs the sandbox of README.md, and then the page. */
async function runPage(page: string, folder: string, env: NodeJS.ProcessEnv) {
  const runs = new Set([
    '',
    env.DATABASE_URL ? 'server' : 'embedded',
    ...(natsProgram ? ['nats'] : []),
  ])
  const all = [...parts('README.md', runs), ...parts(page, runs)]
  const script = all
    .map(({ script }, index) => `echo '${mark(index)}'\n${script}echo "@@ exit $?"\n`)
    .join('')
  // Its processes are a group of their own, of which none is left behind.
  const shell = spawn('bash', ['-c', `exec 2>&1\n${script}end`], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  shell.stdout.on('data', (text: Buffer) => {
    out += text.toString()
  })
  await once(shell, 'close')
  try {
    process.kill(-(shell.pid as number), 'SIGKILL')
  } catch {
    // Nobody is left.
  }
  const log = () => readFileSync(join(folder, 'practice.log'), 'utf8')
  return all.map((part, index) => {
    const start = out.indexOf(mark(index))
    if (start < 0) throw new Error(`${page} stopped before part ${index}:\n${out}\n${log()}`)
    const [, answer = '', code = ''] =
      /^@@ part \d+\n([\s\S]*?)^@@ exit (\d+)$/m.exec(out.slice(start)) ?? []
    return { ...part, found: answer, code: Number(code) }
  })
}

/** What the exit code of a part must be: as its last line says, or else 0. */
const codeOf = (script: string): number =>
  Number(/# exit (\d+)$/.exec(script.trimEnd().split('\n').at(-1) ?? '')?.[1] ?? 0)

const has = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

const canRun = process.platform !== 'win32' && has('bash') && has('curl')
const hasClients = has('pg_dump') && has('psql') && has('pg_restore')

for (const page of canRun ? drills : [])
  test(`${page} does what it says`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbell-pages-'))
    chmodSync(folder, 0o755)
    let database: TestDatabase | undefined
    try {
      if (process.env.DATABASE_URL && hasClients)
        database = await openTestDatabase({ migrated: false })
      installRelease(join(folder, 'bin'))
      installNextRelease(join(folder, 'next-release'))
      if (natsProgram) symlinkSync(natsProgram, join(folder, 'bin/nats-server'))
      const { DATABASE_URL: _, REDIS_URL: __, ...rest } = process.env
      const env = {
        ...rest,
        ...(database ? { DATABASE_URL: database.url } : {}),
        ...ofTests,
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        PORT: String(await freePort()),
        NATS_PORT: String(await freePort()),
        OPENBELL_DATA: 'practice',
      }
      for (const { script, answer, found, code } of await runPage(page, folder, env)) {
        assert.is(code, codeOf(script), `${script}\n${found}`)
        if (answer !== undefined) assert.is(formOf(found), formOf(answer), script)
      }
    } finally {
      await database?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })

test('the index names every page, and the commands are those that there are', () => {
  const index = read('README.md')
  for (const page of readdirSync(pages).filter((name) => name !== 'README.md'))
    assert.match(index, page)
  const known = new Set(Object.keys(helpTexts))
  for (const page of readdirSync(pages))
    for (const [, command = ''] of read(page).matchAll(/(?:^|[`(| ])openbell ([a-z]+)/gm))
      assert.ok(known.has(command), `${page}: openbell ${command}`)
})

test.run()
