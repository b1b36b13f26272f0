// Keys of a venue that lives as long as a test.
import { randomBytes } from 'node:crypto'

const key = (): string => randomBytes(32).toString('hex')

export const makeKeys = () => ({
  OPENBELL_LINK_KEY: key(),
  OPENBELL_TOKEN_KEY: key(),
  OPENBELL_MASTER_KEY: key(),
})
