// What identity refuses, as public answers.
import { IdentityError, type IdentityFault } from '../../ports.js'
import { ApiError } from '../errors.js'

type Answer = readonly [status: number, code: number, message: string, retryAfterSeconds?: number]

export const identityAnswers: Readonly<Record<IdentityFault, Answer>> = {
  malformedEmail: [
    400,
    -1130,
    "Data sent for parameter 'email' is not valid: not an email address.",
  ],
  malformedUsername: [
    400,
    -1130,
    "Data sent for parameter 'username' is not valid: 3 to 32 letters, digits or any of _ . -, beginning with a letter or digit.",
  ],
  malformedPassword: [
    400,
    -1130,
    "Data sent for parameter 'password' is not valid: 8 characters at least, 72 bytes at most.",
  ],
  emailTaken: [409, -1130, 'This email address is registered already.'],
  usernameTaken: [409, -1130, 'This username is taken.'],
  credentialsWrong: [401, -1002, 'The email address, username or password is wrong.'],
  locked: [429, -1003, 'Too many failed logins; please try again later.', 60],
  busy: [429, -1003, 'Too many logins at the same time; please try again in a second.', 1],
  databaseDown: [503, -1001, 'The database cannot be reached; please try again.', 1],
  keyUnknown: [404, -2015, 'There is no such API key.'],
  tooManyKeys: [409, -1130, 'There are as many API keys as are allowed; delete one first.'],
}

export const noSuchKey = (): ApiError => new ApiError(...identityAnswers.keyUnknown)

/** Passes answers on, and says refusals in public words. @throws ApiError */
export async function withIdentity<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error
    throw new ApiError(...identityAnswers[error.fault])
  }
}
