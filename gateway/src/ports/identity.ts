// Who a caller is, as the edge asks it.

export type Permission = 'read' | 'trade'

export interface Caller {
  readonly userId: string
  /** The core's account number. */
  readonly account: number
  readonly permissions: readonly Permission[]
  /** An API key's public id, or undefined for a browser's session. */
  readonly apiKey?: string
}

export type IdentityFault =
  | 'malformedEmail'
  | 'malformedUsername'
  | 'malformedPassword'
  | 'emailTaken'
  | 'usernameTaken'
  | 'credentialsWrong'
  | 'locked'
  | 'busy'
  | 'databaseDown'
  | 'keyUnknown'
  | 'tooManyKeys'

export class IdentityError extends Error {
  override name = 'IdentityError'
  constructor(readonly fault: IdentityFault) {
    super(fault)
  }
}

/** Where a request came from, for the audit log. */
export interface Origin {
  readonly address: string
  readonly agent: string
}

export interface ApiKeyView {
  readonly apiKey: string
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export interface Identity {
  /** Resolves when the account is open in the core. @throws IdentityError */
  register(
    request: { email: string; username: string; password: string },
    origin: Origin,
  ): Promise<{ userId: string; accessToken: string }>
  /** `login` is an email address or a username. @throws IdentityError */
  login(
    request: { login: string; password: string },
    origin: Origin,
  ): Promise<{ accessToken: string }>
  /** Ends the session of an access token, on every edge. @throws IdentityError */
  logout(accessToken: string, origin: Origin): Promise<void>
  /** Called after sessions or keys have ended before their time: who speaks for them must be asked again. */
  onRevoked(listener: () => void): void
  /** The caller of a browser's access token, or undefined where it is not valid (any more). */
  verifyToken(token: string): Promise<Caller | undefined>
  /** A key that is active, with its secret for checking signatures; from memory, synchronous. */
  key(apiKey: string): { readonly caller: Caller; readonly secret: string } | undefined
  createKey(
    userId: string,
    request: { name: string; permissions: readonly Permission[] },
    origin: Origin,
  ): Promise<{ apiKey: string; secret: string }>
  listKeys(userId: string): Promise<readonly ApiKeyView[]>
  deleteKey(userId: string, apiKey: string, origin: Origin): Promise<void>
}
