// Before anything is done for a request: whose budget it uses, and whether there is any left.
import { bearerToken } from './authentication.js'
import type { EdgeDependencies } from './dependencies.js'
import { type EdgeContext, headerOf } from './http.js'
import type { Budget, RouteKind } from './limits/usage.js'
import { isOperator } from './v1/operator-route.js'

export class Admission {
  constructor(private readonly dependencies: EdgeDependencies) {}

  /** Counts a request, and notes in its context what it used. @throws ApiError 429, 418 or 503 */
  async admit(c: EdgeContext, kind: RouteKind, weight: number): Promise<void> {
    const { rateLimits, settings } = this.dependencies
    c.set('address', rateLimits.addressOf(c.env.incoming))
    if (kind === 'free' || (kind === 'operator' && isOperator(settings, c))) return
    const budget = this.#keyBudget(c) ?? (await this.#sessionBudget(c)) ?? this.#addressBudget(c)
    const usage = rateLimits.usageOf(budget, kind)
    c.set('usage', usage)
    usage.admit(weight)
  }

  /** Its id is enough: who asks with a key that is not his uses up what the key has at his address. */
  #keyBudget(c: EdgeContext): Budget | undefined {
    const apiKey = headerOf(c, 'x-mbx-apikey')
    if (apiKey === undefined || !this.dependencies.identity.key(apiKey)) return undefined
    return this.dependencies.rateLimits.keyBudget(apiKey, c.get('address'))
  }

  async #sessionBudget(c: EdgeContext): Promise<Budget | undefined> {
    const token = bearerToken(c)
    const caller = token && (await this.dependencies.identity.verifyToken(token))
    return caller ? { scope: 'session', name: caller.userId } : undefined
  }

  #addressBudget(c: EdgeContext): Budget {
    return this.dependencies.rateLimits.addressBudget(c.get('address'))
  }
}
