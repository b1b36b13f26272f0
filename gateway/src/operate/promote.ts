// `openbell promote`: the leader hands over in good order, to a process that is named or to any other.
import { isUnanswered } from '../adapters/nats/errors.js'
import { LeaseStore } from '../adapters/nats/lease-store.js'
import type { LeaseValue } from '../ports.js'
import { withBus } from './bus.js'
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, countOf, jsonOption, parseOptions } from './options.js'

const timeoutMsDefault = 30_000
const lookMs = 100

/** Where the streams are is said by the settings: NATS_URL and OPENBELL_STREAM_PREFIX. */
export async function promote(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      ...jsonOption,
      show: { type: 'boolean', default: false },
      'timeout-ms': { type: 'string' },
    },
  })
  if (positionals.length > 1) throw new UsageError('promote takes one NAME, or none')
  const timeoutMs = countOf(values['timeout-ms'] ?? String(timeoutMsDefault), '--timeout-ms', 1)
  const lead = await withBus(timeoutMs, async (client, { streams }) => {
    const store = new LeaseStore(client, streams, 'leader')
    const leader = values.show
      ? await leaderOf(store)
      : await handOver(store, positionals[0] ?? '', timeoutMs)
    return { ...leader, followers: await store.followers() }
  })
  answer(values.json, lead, () => textOf(lead))
  return exitGood
}

const textOf = ({ name, epoch, address, followers }: Lead): string =>
  [
    `${name} leads, in epoch ${epoch}, at ${address}`,
    followers.length === 0 ? 'nobody follows' : `${followers.join(', ')} could be promoted`,
  ].join('\n')

interface Leader {
  readonly name: string
  readonly epoch: number
  /** Of its link. */
  readonly address: string
}

interface Lead extends Leader {
  /** Who could be promoted. */
  readonly followers: readonly string[]
}

async function handOver(store: LeaseStore, successor: string, timeoutMs: number): Promise<Leader> {
  const before = await leaderOf(store)
  if (before.name === successor) return before
  await expectFollower(store, before, successor)
  await store.wish({ epoch: before.epoch, successor })
  const deadline = Date.now() + timeoutMs
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs))
    const value = await seen(store)
    if (value && value.epoch > before.epoch && value.address !== '') return shown(value)
    if (Date.now() > deadline)
      throw new OperateError(
        `${before.name} still leads after ${timeoutMs} ms, or nobody does yet: look at their logs`,
      )
  }
}

/** A leader that gives way to nobody leaves the venue without one. */
async function expectFollower(store: LeaseStore, leader: Leader, name: string): Promise<void> {
  const followers = await store.followers()
  if (followers.length === 0)
    throw new OperateError(`no other core follows: nobody would lead after ${leader.name}`)
  if (name !== '' && !followers.includes(name))
    throw new OperateError(
      `no core named ${name} follows; there could lead: ${followers.join(', ')}`,
    )
}

/** Undefined also where the servers are late with an answer: the next look has it. */
async function seen(store: LeaseStore): Promise<LeaseValue | undefined> {
  try {
    return (await store.read())?.value
  } catch (error) {
    if (isUnanswered(error)) return undefined
    throw error
  }
}

async function leaderOf(store: LeaseStore): Promise<Leader> {
  const value = (await store.read())?.value
  if (!value || value.holder === '' || value.epoch === 0) throw new OperateError('nobody leads')
  return shown(value)
}

const shown = ({ holder, epoch, address }: LeaseValue): Leader => ({
  name: holder.split('/')[0] ?? '',
  epoch,
  address,
})
