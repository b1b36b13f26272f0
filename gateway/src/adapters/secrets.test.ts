// The sandbox's secrets: drawn once, kept to the owner, refused where damaged.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSecrets, SecretsError } from './secrets.js'

test('drawn at the first start, the same ever after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'openbell-test-'))
  try {
    const path = join(folder, 'inside/secrets.json')
    const first = await loadSecrets(path)
    assert.is(first.tokenKey.length, 32)
    assert.not.equal(first.tokenKey, first.masterKey)
    assert.equal(await loadSecrets(path), first)
    if (process.platform !== 'win32') assert.is((await stat(path)).mode & 0o777, 0o600)

    for (const damaged of ['', '{', 'null', '{"tokenKey":"00"}', '{"tokenKey":5,"masterKey":6}']) {
      await writeFile(path, damaged)
      try {
        await loadSecrets(path)
        assert.unreachable(damaged)
      } catch (error) {
        assert.instance(error, SecretsError)
      }
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
