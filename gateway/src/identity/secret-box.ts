// Keeps small secrets encrypted: AES-256-GCM, bound to whom they belong to.
//
//   0         1        13    29
//   ├ version ┼ nonce ─┼ tag ┼ encrypted …      version: of the master key
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../ports.js'

const version = 1
const nonceAt = 1
const tagAt = 13
const encryptedAt = 29

export class SecretBox {
  readonly #masterKey: Uint8Array
  readonly #random: Random

  /** @param masterKey 32 bytes */
  constructor(masterKey: Uint8Array, random: Random) {
    if (masterKey.length !== 32) throw new RangeError('a master key has 32 bytes')
    this.#masterKey = masterKey
    this.#random = random
  }

  /** @param owner what the secret belongs to; it opens for nothing else */
  seal(secret: string, owner: string): Uint8Array {
    const nonce = this.#random.bytes(tagAt - nonceAt)
    const cipher = createCipheriv('aes-256-gcm', this.#masterKey, nonce)
    cipher.setAAD(Buffer.from(`${owner}|${version}`))
    const encrypted = [cipher.update(secret, 'utf8'), cipher.final()]
    return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), ...encrypted])
  }

  /** The secret, or undefined where the key, the owner or the bytes are not those it was made of. */
  open(sealed: Uint8Array, owner: string): string | undefined {
    if (sealed.length < encryptedAt || sealed[0] !== version) return undefined
    const nonce = sealed.subarray(nonceAt, tagAt)
    const decipher = createDecipheriv('aes-256-gcm', this.#masterKey, nonce, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(`${owner}|${version}`))
    decipher.setAuthTag(sealed.subarray(tagAt, encryptedAt))
    try {
      const text = decipher.update(sealed.subarray(encryptedAt))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}
