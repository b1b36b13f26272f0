// Who asks: a signed API key, or a browser's access token.
import type { Caller, Clock, Identity, Permission, SharedState } from '../ports.js'
import { keyMalformed, keyRejected, unauthorized } from './errors.js'
import type { SentForm } from './form.js'
import { type EdgeContext, headerOf } from './http.js'
import { Nonces } from './nonces.js'
import { checkSignature, defaultWindowMs, readDeadlineMs } from './signing.js'

export interface Authenticated {
  readonly caller: Caller
  readonly deadlineMs: number
  /** Of the parameters sent, how many were for this alone. */
  readonly parametersRead: number
  /** Undefined for a browser's token. */
  readonly signature?: string
}

export const keyPattern = /^[A-Za-z0-9_-]{16,128}$/
const tokenPattern = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i

/** The access token of a browser, where there is one. */
export const bearerToken = (c: EdgeContext): string | undefined =>
  tokenPattern.exec(headerOf(c, 'authorization') ?? '')?.[1]

const signingParameters = ['timestamp', 'recvWindow', 'signature']

export class Authenticator {
  readonly #nonces: Nonces

  constructor(
    private readonly identity: Identity,
    private readonly clock: Clock,
    shared?: SharedState,
  ) {
    this.#nonces = new Nonces(clock, shared)
  }

  /**
   * The caller of a request, who may do what it needs.
   * @throws ApiError
   */
  async check(c: EdgeContext, form: SentForm, needs: Permission): Promise<Authenticated> {
    const apiKey = headerOf(c, 'x-mbx-apikey')
    const hasToken = apiKey === undefined && headerOf(c, 'authorization') !== undefined
    const authenticated = hasToken ? await this.byToken(c, form) : this.byKey(apiKey, form)
    if (!authenticated.caller.permissions.includes(needs)) throw keyRejected()
    return authenticated
  }

  /** Lets a signed request count once. @throws ApiError where it was sent before */
  async once({ signature, deadlineMs }: Authenticated): Promise<void> {
    if (signature !== undefined) await this.#nonces.use(signature, deadlineMs)
  }

  /** The user of a browser's session; an API key is not enough. @throws ApiError */
  async session(c: EdgeContext): Promise<Caller> {
    const token = bearerToken(c)
    const caller = token && (await this.identity.verifyToken(token))
    if (!caller) throw unauthorized()
    return caller
  }

  private byKey(apiKey: string | undefined, form: SentForm): Authenticated {
    if (!apiKey || !keyPattern.test(apiKey)) throw keyMalformed()
    const key = this.identity.key(apiKey)
    if (!key) throw keyRejected()
    checkSignature(form, key.secret)
    const deadlineMs = readDeadlineMs(form, this.nowMs())
    const parametersRead = signingParameters.filter((name) => form.values.has(name)).length
    const signature = form.values.get('signature') as string
    return { caller: key.caller, deadlineMs, parametersRead, signature }
  }

  private async byToken(c: EdgeContext, form: SentForm): Promise<Authenticated> {
    const caller = await this.session(c)
    const nowMs = this.nowMs()
    if (!form.values.has('timestamp'))
      return { caller, deadlineMs: Math.floor(nowMs) + defaultWindowMs, parametersRead: 0 }
    const deadlineMs = readDeadlineMs(form, nowMs)
    return { caller, deadlineMs, parametersRead: form.values.has('recvWindow') ? 2 : 1 }
  }

  private nowMs(): number {
    return this.clock.wallUs() / 1000
  }
}
