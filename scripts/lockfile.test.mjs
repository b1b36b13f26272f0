// The lock file must serve every platform and every registry, not only the machine that wrote it.
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url)))

test('lists the packages of the other platforms too', () => {
  const listed = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !listed.has(name))
  assert.equal(missing, [], 'npm ci refuses a lock file without them')
})

test('names no address but those of the workspaces', () => {
  const addresses = Object.entries(packages).filter(([, { link, resolved }]) => !link && resolved)
  assert.equal(addresses, [])
})

test.run()
