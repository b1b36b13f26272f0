// A route for who operates the exchange: a token of the settings, a strict body, one command of the journal.
import { createHash, timingSafeEqual } from 'node:crypto'
import { OutcomeStatus, outcomeStatusNames } from '@openbell/protocol'
import type { z } from 'zod'
import type { CommandAnswer } from '../../ports.js'
import type { EdgeDependencies, EdgeSettings } from '../dependencies.js'
import { ApiError, unauthorized } from '../errors.js'
import { type EdgeContext, headerOf } from '../http.js'
import { refuseRejected } from '../rejects.js'
import type { Route } from '../route.js'
import { bareRoute, bodyRoute } from './json-route.js'

export const operatorPath = '/api/v1/operator'

const tokenPattern = /^Bearer (\S{1,512})$/i
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Whether it is an operator who asks. */
export function isOperator({ operatorToken }: EdgeSettings, c: EdgeContext): boolean {
  if (operatorToken === undefined) return false
  const token = tokenPattern.exec(headerOf(c, 'authorization') ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(token), digest(operatorToken))
}

/** @throws ApiError where nobody operates over the network, or somebody else asks */
export function checkOperator({ settings }: EdgeDependencies, c: EdgeContext): void {
  if (settings.operatorToken === undefined)
    throw new ApiError(403, -1002, 'OPENBELL_OPERATOR_TOKEN is not set: nobody operates by API.')
  if (!isOperator(settings, c)) throw unauthorized()
}

interface OperatorRoute<Body> {
  readonly path: string
  readonly about: string
  readonly body: z.ZodType<Body>
  /** What the number in the command's answer is, where it says something. */
  readonly result?: 'ordersClosed' | 'withdrawalId'
  /** @throws ApiError, CommandError */
  send(body: Body): Promise<CommandAnswer>
}

/** Answers with how the command ended. */
export const operatorRoute = <Body>(
  dependencies: EdgeDependencies,
  { path, about, body, result, send }: OperatorRoute<Body>,
): Route =>
  bodyRoute({
    method: 'POST',
    path: `${operatorPath}/${path}`,
    weight: 1,
    kind: 'operator',
    needs: 'operator',
    about,
    answers: { 200: 'Done, or `repeated`: the same was done before and nothing changed' },
    body,
    who: (c) => checkOperator(dependencies, c),
    async answer(body, _, c) {
      const { outcome } = await send(body)
      const what = `${path} ${JSON.stringify(body)} from ${c.get('address')}`
      dependencies.reporter.info(`operator: ${what}: ${outcomeStatusNames[outcome.status]}`)
      refuseRejected(outcome)
      const status = outcome.status === OutcomeStatus.repeated ? 'repeated' : 'done'
      return { status: 200, value: { status, ...(result && { [result]: outcome.result }) } }
    },
  })

/** What operators read. */
export const operatorList = (
  dependencies: EdgeDependencies,
  path: string,
  about: string,
  read: () => unknown,
): Route =>
  bareRoute({
    method: 'GET',
    path: `${operatorPath}/${path}`,
    weight: 1,
    kind: 'operator',
    needs: 'operator',
    about,
    answers: { 200: 'A list' },
    async answer(c) {
      checkOperator(dependencies, c)
      return { status: 200, value: read() }
    },
  })
