// Signed requests: HMAC-SHA256 over the bytes as sent, and the window of time in which they count.
import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  aheadOfServer,
  illegalCharacters,
  mandatory,
  outsideWindow,
  signatureWrong,
  windowTooLong,
} from './errors.js'
import { type SentForm, signedPayload } from './form.js'

const signaturePattern = /^[0-9A-Fa-f]{64}$/
const timestampRange = '^[0-9]{1,20}$'
const timestampPattern = new RegExp(timestampRange)
const windowRange = '^[0-9]{1,8}(\\.[0-9]{1,3})?$'
const windowPattern = new RegExp(windowRange)

export const defaultWindowMs = 5000
const windowMsMax = 60_000
const aheadMsMax = 1000
/** Larger numbers are microseconds. */
const timestampMsMax = 1e14

/** @throws ApiError where the signature is missing or wrong */
export function checkSignature(form: SentForm, secret: string): void {
  const signature = form.values.get('signature')
  if (!signature) throw mandatory('signature')
  if (!signaturePattern.test(signature)) throw signatureWrong()
  const expected = createHmac('sha256', secret).update(signedPayload(form), 'latin1').digest()
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw signatureWrong()
}

/**
 * The last millisecond in which a request may be decided.
 * @throws ApiError where the request is too old, from the future, or does not say when it was made
 */
export function readDeadlineMs({ values }: SentForm, nowMs: number): number {
  const timestampMs = readTimestampMs(values.get('timestamp'))
  const windowMs = readWindowMs(values.get('recvWindow'))
  if (timestampMs >= nowMs + aheadMsMax) throw aheadOfServer()
  if (nowMs - timestampMs > windowMs) throw outsideWindow()
  return Math.floor(timestampMs + windowMs)
}

function readTimestampMs(text: string | undefined): number {
  if (!text) throw mandatory('timestamp')
  if (!timestampPattern.test(text)) throw illegalCharacters('timestamp', timestampRange)
  const timestamp = Number(text)
  return timestamp > timestampMsMax ? timestamp / 1000 : timestamp
}

function readWindowMs(text: string | undefined): number {
  if (text === undefined) return defaultWindowMs
  if (!windowPattern.test(text)) throw illegalCharacters('recvWindow', windowRange)
  const windowMs = Number(text)
  if (windowMs > windowMsMax) throw windowTooLong()
  return windowMs
}
