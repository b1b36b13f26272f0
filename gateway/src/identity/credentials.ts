// What may be an email address, a username and a password.
import { IdentityError } from '../ports.js'

// Letters of one script only: no two users may look alike, and case folds the same everywhere.
const emailPattern =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/
const usernamePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{2,31}$/

const emailLengthMax = 254
const passwordLengthMin = 8
const passwordLengthMax = 128
/** bcrypt reads no further, so that longer passwords would be equal to their beginnings. */
const passwordBytesMax = 72

/** @throws IdentityError */
export function checkEmail(email: string): string {
  if (email.length > emailLengthMax || !emailPattern.test(email)) {
    throw new IdentityError('malformedEmail')
  }
  return email
}

/** @throws IdentityError */
export function checkUsername(username: string): string {
  if (!usernamePattern.test(username)) throw new IdentityError('malformedUsername')
  return username
}

/**
 * The password as it is hashed: the same characters typed on another machine give the same bytes.
 * @throws IdentityError
 */
export function checkPassword(password: string): string {
  const normal = normalPassword(password)
  if (normal === undefined) throw new IdentityError('malformedPassword')
  return normal
}

/** As checkPassword, but undefined for what nobody can have as a password. */
export function normalPassword(password: string): string | undefined {
  if (password.length > passwordLengthMax * 2) return undefined
  const normal = password.normalize('NFC')
  const length = [...normal].length
  const isUsable =
    length >= passwordLengthMin &&
    length <= passwordLengthMax &&
    Buffer.byteLength(normal) <= passwordBytesMax &&
    // bcrypt may stop at a zero; half a pair of surrogates has no bytes of its own.
    !/[\0\p{Surrogate}]/u.test(normal)
  return isUsable ? normal : undefined
}
