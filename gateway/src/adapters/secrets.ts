// The sandbox's own secrets: drawn at the first start, kept in the data folder for its owner alone.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Secrets {
  /** 32 bytes: signs access tokens. */
  readonly tokenKey: Uint8Array
  /** 32 bytes: encrypts the secrets of API keys. */
  readonly masterKey: Uint8Array
}

export class SecretsError extends Error {
  override name = 'SecretsError'
}

/**
 * Reads the file, or makes it where there is none. A damaged one is refused: new secrets would make
 * every API key useless.
 * @throws SecretsError with one line for the operator
 */
export async function loadSecrets(path: string): Promise<Secrets> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new SecretsError(`cannot read the secrets: ${error.message}`)
  })
  return text === undefined ? makeSecrets(path) : parse(text, path)
}

async function makeSecrets(path: string): Promise<Secrets> {
  const secrets = { tokenKey: randomBytes(32), masterKey: randomBytes(32) }
  const text = JSON.stringify({
    tokenKey: secrets.tokenKey.toString('hex'),
    masterKey: secrets.masterKey.toString('hex'),
  })
  try {
    await mkdir(dirname(path), { recursive: true })
    // Whole or not at all, and before anything is encrypted with them.
    const file = await open(`${path}.new`, 'w', 0o600)
    try {
      await file.writeFile(`${text}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  } catch (error) {
    throw new SecretsError(`cannot write the secrets: ${(error as Error).message}`)
  }
  return secrets
}

function parse(text: string, path: string): Secrets {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    content = undefined
  }
  const read = (name: keyof Secrets): Uint8Array => {
    const value: unknown = (content as Partial<Record<string, unknown>> | null | undefined)?.[name]
    if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
      throw new SecretsError(`${path}: ${name} must be 64 hexadecimal digits`)
    }
    return Buffer.from(value, 'hex')
  }
  return { tokenKey: read('tokenKey'), masterKey: read('masterKey') }
}
