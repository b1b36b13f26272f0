// Does what clients ask over their sockets, one request at a time, and answers each.
import { type Clock, type Identity, IdentityError, type Reporter } from '../../ports.js'
import type { Connections } from '../connections.js'
import { internalError, keyRejected, unableToProcess, unauthorized } from '../errors.js'
import { type AccountFeeds, type AccountStream, accountStreams } from './account-feeds.js'
import type { Connection } from './connection.js'
import type { MarketFeeds } from './market-feeds.js'
import type { Outbox } from './outbox.js'
import {
  invalidRequest,
  printable,
  RequestFault,
  readNames,
  readRequest,
  type SocketRequest,
} from './request.js'
import { signIn } from './sign-in.js'

export interface RequestParts {
  readonly markets: MarketFeeds
  readonly accounts: AccountFeeds
  readonly outbox: Outbox
  readonly connections: Connections
  readonly identity: Identity
  readonly clock: Clock
  readonly reporter: Reporter
  readonly subscriptionsMax: number
}

const isAccountStream = (name: string): name is AccountStream =>
  accountStreams.some((stream) => stream === name)

export class Requests {
  constructor(private readonly parts: RequestParts) {}

  /** Answers one request; a promise where the answer takes time. */
  handle(connection: Connection, data: Buffer): Promise<void> | undefined {
    try {
      const request = readRequest(data)
      if (request.method === 'AUTHENTICATE') return this.#authenticate(connection, request)
      this.#answer(connection, this.#resultOf(connection, request), request.id)
    } catch (error) {
      this.#refuse(connection, error)
    }
    return undefined
  }

  /** Subscribes to the streams that a path names. */
  subscribe(connection: Connection, names: readonly string[]): void {
    try {
      this.#subscribe(connection, names, 'null')
    } catch (error) {
      this.#refuse(connection, error)
    }
  }

  /** JSON. */
  #resultOf(connection: Connection, request: SocketRequest): string {
    switch (request.method) {
      case 'SUBSCRIBE':
        this.#subscribe(connection, readNames(request), request.id)
        return 'null'
      case 'UNSUBSCRIBE':
        this.#unsubscribe(connection, readNames(request))
        return 'null'
      case 'LIST_SUBSCRIPTIONS':
        return JSON.stringify([...connection.subscriptions.keys()])
      case 'SET_PROPERTY':
        return this.#setProperty(connection, request)
      case 'CANCEL_ON_DISCONNECT':
        return this.#cancelOnDisconnect(connection, request)
      default:
        return this.#property(connection, request)
    }
  }

  /** All of them or none. */
  #subscribe(connection: Connection, names: readonly string[], id: string): void {
    const { markets, subscriptionsMax } = this.parts
    const fresh = [...new Set(names)].filter((name) => !connection.subscriptions.has(name))
    if (connection.subscriptions.size + fresh.length > subscriptionsMax)
      throw invalidRequest(`too many parameters: at most ${subscriptionsMax} streams`, id)
    for (const name of fresh)
      if (isAccountStream(name)) {
        if (!connection.signedIn) throw refusal(unauthorized(), id)
      } else if (!markets.isKnown(name))
        throw invalidRequest(`unknown stream \`${printable(name)}\``, id)
    for (const name of fresh) {
      const end = this.#open(connection, name)
      if (end) connection.subscriptions.set(name, end)
    }
  }

  #open(connection: Connection, name: string): (() => void) | undefined {
    const { markets, accounts } = this.parts
    if (!isAccountStream(name)) return markets.add(name, connection)
    const account = connection.signedIn?.caller.account
    return account === undefined ? undefined : accounts.add(name, account, connection)
  }

  #unsubscribe(connection: Connection, names: readonly string[]): void {
    for (const name of names) {
      connection.subscriptions.get(name)?.()
      connection.subscriptions.delete(name)
    }
  }

  /** From now on orders may name this connection; when it ends, they are cancelled. */
  #cancelOnDisconnect(connection: Connection, { id }: SocketRequest): string {
    const caller = connection.signedIn?.caller
    if (!caller) throw refusal(unauthorized(), id)
    if (!caller.permissions.includes('trade')) throw refusal(keyRejected(), id)
    if (!connection.numbered) {
      const { connections } = this.parts
      const number = connections.open(caller.account)
      connection.numbered = { number, end: () => connections.end(number) }
    }
    return JSON.stringify({ connectionId: connection.numbered.number })
  }

  #setProperty(connection: Connection, { params, id }: SocketRequest): string {
    const [name, value] = Array.isArray(params) ? params : []
    if (typeof name !== 'string') throw invalidRequest('property name must be a string', id)
    if (name !== 'combined') throw new RequestFault(0, 'Unknown property', id)
    if (typeof value !== 'boolean')
      throw new RequestFault(1, 'Invalid value type: expected Boolean', id)
    connection.isCombined = value
    return 'null'
  }

  #property(connection: Connection, { params, id }: SocketRequest): string {
    const [name] = Array.isArray(params) ? params : []
    if (typeof name !== 'string') throw invalidRequest('property name must be a string', id)
    if (name !== 'combined') throw new RequestFault(0, 'Unknown property', id)
    return String(connection.isCombined)
  }

  /** Speaks for the new caller from now on; streams and orders of another one end. */
  async #authenticate(connection: Connection, request: SocketRequest): Promise<void> {
    const { identity, clock } = this.parts
    try {
      const signedIn = await signIn(request, identity, clock)
      if (connection.signedIn?.caller.account !== signedIn.caller.account) {
        this.#unsubscribe(connection, accountStreams)
        connection.numbered?.end()
        connection.numbered = undefined
      }
      connection.signedIn = signedIn
      this.#answer(connection, 'null', request.id)
    } catch (error) {
      this.#refuse(connection, error, request.id)
    }
  }

  #answer(connection: Connection, result: string, id: string): void {
    this.parts.outbox.answer(connection, `{"result":${result},"id":${id}}`)
  }

  #refuse(connection: Connection, error: unknown, id = 'null'): void {
    const fault = error instanceof RequestFault ? error : this.#unexpected(error, id)
    const { code, message: msg } = fault
    const text = `{"error":${JSON.stringify({ code, msg })},"id":${fault.id}}`
    this.parts.outbox.answer(connection, text)
  }

  #unexpected(error: unknown, id: string): RequestFault {
    if (error instanceof IdentityError) return refusal(unableToProcess(), id)
    this.parts.reporter.error(`a request over a web socket failed: ${String(error)}`)
    return refusal(internalError(), id)
  }
}

const refusal = ({ code, message }: { code: number; message: string }, id: string): RequestFault =>
  new RequestFault(code, message, id)
