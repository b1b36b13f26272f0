// The workflow for a public forge: it calls .ci/run and knows nothing of its own.
import { accessSync, constants, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../../', import.meta.url))
const workflow = parse(readFileSync(`${root}.github/workflows/ci.yml`, 'utf8'))

test('it runs .ci/run on a clean checkout, and may only read', () => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  assert.equal(
    steps.flatMap(({ run }) => run ?? []),
    ['.ci/run'],
  )
  accessSync(`${root}.ci/run`, constants.X_OK)
  assert.match(steps[0].uses, /^actions\/checkout@/)
  assert.equal(workflow.permissions, { contents: 'read' })
})

test.run()
