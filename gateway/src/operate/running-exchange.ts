// An exchange that runs, as its operator reaches it: over HTTP, with the token of the settings.
import { OperateError } from './errors.js'

/** Where the exchange is, and who asks. */
export const exchangeOptions = {
  url: { type: 'string' },
  'timeout-ms': { type: 'string' },
} as const

export const timeoutMsDefault = 10_000

export interface ExchangeAnswer {
  readonly status: number
  readonly body: unknown
}

export class RunningExchange {
  readonly url: string

  /** The address of `--url`, or the one that the settings give this machine's exchange. */
  constructor(
    given: string | undefined,
    private readonly timeoutMs: number,
  ) {
    this.url = (given ?? addressOf(process.env)).replace(/\/+$/, '')
  }

  get(path: string): Promise<ExchangeAnswer> {
    return this.ask(path, {})
  }

  async text(path: string): Promise<string> {
    return (await this.fetch(path, {})).text()
  }

  /**
   * Does something as the operator.
   * @throws OperateError where there is no token, or the exchange refuses or does not answer
   */
  async operate(path: string, body: object): Promise<unknown> {
    const token = process.env.OPENBELL_OPERATOR_TOKEN
    if (!token)
      throw new OperateError(
        'OPENBELL_OPERATOR_TOKEN is not set here; it must be the one that the exchange was started with',
      )
    const answer = await this.ask(`/api/v1/operator/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status === 200) return answer.body
    const { msg } = (answer.body ?? {}) as { msg?: string }
    throw new OperateError(`the exchange at ${this.url} refuses ${path}: ${msg ?? answer.status}`)
  }

  private async ask(path: string, request: RequestInit): Promise<ExchangeAnswer> {
    const response = await this.fetch(path, request)
    const text = await response.text()
    try {
      return { status: response.status, body: JSON.parse(text) }
    } catch {
      throw new OperateError(`${this.url}${path} answers no JSON: it is no exchange of ours`)
    }
  }

  private async fetch(path: string, request: RequestInit): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(this.timeoutMs)
      return await fetch(`${this.url}${path}`, { ...request, signal })
    } catch (error) {
      const isLate = (error as Error).name === 'TimeoutError'
      const why = isLate ? `does not answer within ${this.timeoutMs} ms` : 'cannot be reached'
      const unknown = request.method === 'POST' && isLate ? '; whether it was done is unknown' : ''
      throw new OperateError(
        `the exchange at ${this.url} ${why}${unknown}: is it running? Name another by --url`,
      )
    }
  }
}

function addressOf({ HOST, PORT }: Readonly<Record<string, string | undefined>>): string {
  const host = !HOST || HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT || 8080}`
}
