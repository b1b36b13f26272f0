// Users and keys in memory, for tests of the edge: no hashing, no database, the port and no more.
import {
  type ApiKeyView,
  type Caller,
  type Identity,
  IdentityError,
  type Permission,
} from '../ports.js'

interface User {
  readonly userId: string
  readonly account: number
  readonly password: string
}

export class MemoryIdentity implements Identity {
  readonly #usersByLogin = new Map<string, User>()
  readonly #tokens = new Map<string, Caller>()
  readonly #keys = new Map<string, { caller: Caller; secret: string; view: ApiKeyView }>()
  readonly #listeners = new Set<() => void>()
  #made = 0

  constructor(private readonly openAccount: (uuid: Uint8Array) => Promise<number>) {}

  register: Identity['register'] = async ({ email, username, password }) => {
    if (!email.includes('@')) throw new IdentityError('malformedEmail')
    if (password.length < 8) throw new IdentityError('malformedPassword')
    if (this.#usersByLogin.has(email)) throw new IdentityError('emailTaken')
    if (this.#usersByLogin.has(username)) throw new IdentityError('usernameTaken')
    const userId = this.#name('user')
    const uuid = new Uint8Array(16)
    new DataView(uuid.buffer).setUint32(12, this.#made)
    const user = { userId, account: await this.openAccount(uuid), password }
    this.#usersByLogin.set(email, user).set(username, user)
    return { userId, accessToken: this.#tokenFor(user) }
  }

  login: Identity['login'] = async ({ login, password }) => {
    const user = this.#usersByLogin.get(login)
    if (user?.password !== password) throw new IdentityError('credentialsWrong')
    return { accessToken: this.#tokenFor(user) }
  }

  logout: Identity['logout'] = async (token) => {
    this.#tokens.delete(token)
    for (const listener of this.#listeners) listener()
  }

  onRevoked = (listener: () => void): void => {
    this.#listeners.add(listener)
  }

  verifyToken = async (token: string): Promise<Caller | undefined> => this.#tokens.get(token)

  key = (apiKey: string) => this.#keys.get(apiKey)

  createKey: Identity['createKey'] = async (userId, { name, permissions }) => {
    const apiKey = this.#name('key')
    const secret = this.#name('secret')
    const account = [...this.#usersByLogin.values()].find((user) => user.userId === userId)?.account
    if (account === undefined) throw new IdentityError('locked')
    const caller = { userId, account, permissions, apiKey }
    const view = { apiKey, name, permissions, createdAt: new Date(0), lastUsedAt: null }
    this.#keys.set(apiKey, { caller, secret, view })
    return { apiKey, secret }
  }

  listKeys: Identity['listKeys'] = async (userId) =>
    [...this.#keys.values()].filter(({ caller }) => caller.userId === userId).map((key) => key.view)

  deleteKey: Identity['deleteKey'] = async (userId, apiKey) => {
    if (this.#keys.get(apiKey)?.caller.userId !== userId) throw new IdentityError('keyUnknown')
    this.#keys.delete(apiKey)
    for (const listener of this.#listeners) listener()
  }

  #tokenFor({ userId, account }: User): string {
    const permissions: readonly Permission[] = ['read', 'trade']
    const token = this.#name('token')
    this.#tokens.set(token, { userId, account, permissions })
    return token
  }

  #name(kind: string): string {
    return `${kind}${String(++this.#made).padStart(61 - kind.length, '0')}xyz`
  }
}
