// The Dockerfile, by a linter and by what an image of the exchange must be.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { validate } from 'dockerfile-utils'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock, systemTimers } from '../../gateway/dist/adapters/system.js'
import { startMonitor } from '../../gateway/dist/edge/monitor.js'
import { readWorkspaces } from '../prepare/typescript.mjs'
import { readDockerfile } from '../testing/dockerfile.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { text, stages, environment } = readDockerfile(`${root}infrastructure/openbell/Dockerfile`)
const last = stages.at(-1)
const stepsOf = (stage, name) => stage.steps.filter((step) => step.name === name)

test('the linter has nothing to say', () => {
  assert.equal(
    validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
    [],
  )
  assert.ok(validate('FRM node').length > 0)
})

test('it is built in stages, and the last one is slim and has no compiler', () => {
  assert.ok(stages.length >= 2)
  for (const { from } of stages) assert.match(from, /^node:20-bookworm-slim( AS [a-z]+)?$/)
  for (const { rest } of stepsOf(last, 'RUN')) assert.not.match(rest, /npm|apt/)
  assert.not.match(
    stepsOf(last, 'COPY')
      .map(({ rest }) => rest)
      .join('\n'),
    /^\. /m,
  )
})

test('who runs it is nobody in particular, and signals reach node', () => {
  assert.equal(
    stepsOf(last, 'USER').map(({ rest }) => rest),
    ['node'],
  )
  assert.equal(JSON.parse(stepsOf(last, 'ENTRYPOINT')[0].rest), ['node', 'openbell.mjs'])
  assert.equal(JSON.parse(stepsOf(last, 'CMD')[0].rest), ['start'])
})

test('packages come from the lock file, and none runs a script of its own', () => {
  const installs = stages
    .flatMap((stage) => stepsOf(stage, 'RUN'))
    .filter(({ rest }) => /npm /.test(rest))
  assert.is(installs.length, 2)
  for (const { rest } of installs) assert.match(rest, /^npm ci --omit=dev --ignore-scripts /)
})

test('the manifests of all workspaces are there before the packages are installed', () => {
  for (const stage of stages.slice(0, -1)) {
    const copied = stepsOf(stage, 'COPY').map(({ rest }) => rest)
    for (const workspace of readWorkspaces(root))
      assert.ok(copied.includes(`${workspace}/package.json ${workspace}/`), workspace)
  }
})

test('what is copied is there, and nothing that was built or is secret is sent along', () => {
  for (const { rest } of stages.flatMap((stage) => stepsOf(stage, 'COPY'))) {
    const sources = rest.split(/\s+/).slice(0, -1)
    if (sources[0].startsWith('--from')) continue
    for (const source of sources) assert.ok(existsSync(`${root}${source}`), source)
  }
  const ignored = readFileSync(`${root}.dockerignore`, 'utf8').split('\n')
  for (const name of ['**/.git', '**/.env', '**/node_modules', '**/dist', 'data'])
    assert.ok(ignored.includes(name), name)
})

/** The files of the last stage, with the packages of this clone. */
function layOut(folder) {
  for (const { rest } of stepsOf(last, 'COPY')) {
    const paths = rest.split(/\s+/).filter((path) => !path.startsWith('--'))
    const target = join(folder, paths.at(-1))
    for (const path of paths.slice(0, -1).map((path) => path.replace(/^\/openbell\//, ''))) {
      if (path === 'node_modules') continue
      const to = paths.at(-1).endsWith('/') ? join(target, basename(path)) : target
      mkdirSync(dirname(to), { recursive: true })
      cpSync(join(root, path), to, { recursive: true })
    }
  }
  mkdirSync(join(folder, 'node_modules/@openbell'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@openbell')
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  for (const [name, workspace] of [
    ['engine', 'wasm'],
    ['gateway', 'gateway'],
    ['protocol', 'protocol'],
  ])
    symlinkSync(join(folder, workspace), join(folder, 'node_modules/@openbell', name))
}

test('what is in the image is enough to start every role', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-image-'))
  try {
    layOut(folder)
    const run = (env, ...args) =>
      spawnSync(process.execPath, ['openbell.mjs', ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH, ...env },
        encoding: 'utf8',
      })
    assert.match(run({}, 'version').stdout, /^\d+\.\d+\.\d+/)
    // It has read all that a start needs when it looks at its settings.
    const { status, stderr } = run({ PORT: 'none' }, 'start')
    assert.is(status, 1)
    assert.match(stderr, 'PORT must be a number')
    assert.ok(existsSync(join(folder, 'wasm/openbell.wasm')))
    assert.ok(readdirSync(join(folder, 'migrations')).length > 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the health check asks for what is there', async () => {
  const [{ rest }] = stepsOf(last, 'HEALTHCHECK')
  const [, port, path] = /http:\/\/127\.0\.0\.1:(\d+)(\/\w+)/.exec(rest)
  assert.is(port, environment.OPENBELL_METRICS_PORT)
  const monitor = await startMonitor(
    {
      readiness: () => ({ isReady: false, parts: {} }),
      figures: { contentType: 'text/plain', text: async () => '' },
      clock: systemClock,
      timers: systemTimers,
      reporter: console,
    },
    { port: 0, host: '127.0.0.1' },
  )
  const { status } = await fetch(`${monitor.address}${path}`)
  await monitor.close()
  assert.is(status, 200)
})

test.run()
