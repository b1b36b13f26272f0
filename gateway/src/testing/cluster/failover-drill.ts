// `npm run drill:failover`: the leader is killed again and again under a stream of orders; afterwards
// nothing that was acknowledged is missing, nothing was decided twice, and both cores agree.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileEngine } from '@openbell/engine'
import { nodeFiles } from '../../adapters/node-files.js'
import { readSettings } from '../../config.js'
import { UsageError } from '../../operate/errors.js'
import { countOf, parseOptions } from '../../operate/options.js'
import { verifyFolder } from '../../operate/verify-folder.js'
import type { TestNats } from '../nats-server.js'
import { DrillEdge } from './drill-edge.js'
import { decidedIn, quantiles, type Report, wordsOf } from './failover-report.js'
import { makeKeys } from './keys.js'
import { startNats } from './nats.js'
import { RoleProcess } from './processes.js'
import { Relay } from './relay.js'

const usage = `npm run drill:failover -- [--kills 100] [--rate 5000] [--signal SIGKILL|SIGSTOP|SIGTERM]
                          [--lease 1500] [--cancel-only 0] [--target leader|nats|network|link]
                          [--json]
  one order of ten carries a deadline that a takeover outlasts, and for --cancel-only milliseconds a new
  leader takes no orders at all: such orders are refused, which is an answer, and never decided;
  SIGSTOP pauses the leader and lets it wake up when another leads; SIGTERM is a planned handover;
  --target nats kills the server of the log instead, and starts it again a moment later; --target
  network cuts the leader off from that server, but not from its edge, until another leads; --target
  link cuts it off from its edge alone, for as long as the edge needs to find out`

const targets = ['leader', 'nats', 'network', 'link'] as const
type Target = (typeof targets)[number]
const signals = ['SIGKILL', 'SIGSTOP', 'SIGTERM'] as const

interface Options {
  readonly kills: number
  readonly rate: number
  readonly signal: NodeJS.Signals
  readonly leaseMs: number
  readonly cancelOnlyMs: number
  readonly target: Target
  readonly isJson: boolean
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: {
      kills: { type: 'string', default: '100' },
      rate: { type: 'string', default: '5000' },
      signal: { type: 'string', default: 'SIGKILL' },
      lease: { type: 'string', default: '1500' },
      'cancel-only': { type: 'string', default: '0' },
      target: { type: 'string', default: 'leader' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const target = targets.find((name) => name === values.target)
  if (!target) throw new UsageError(`--target is one of ${targets.join(', ')}`)
  const signal = signals.find((name) => name === values.signal)
  if (!signal) throw new UsageError(`--signal is one of ${signals.join(', ')}`)
  const report = await drill({
    kills: countOf(values.kills, '--kills', 1),
    rate: countOf(values.rate, '--rate', 1),
    signal,
    leaseMs: countOf(values.lease, '--lease', 1),
    cancelOnlyMs: countOf(values['cancel-only'], '--cancel-only'),
    target,
    isJson: values.json,
  })
  process.stdout.write(`${values.json ? JSON.stringify(report) : wordsOf(report)}\n`)
  const { lost, doubled, unanswered, faults } = report
  return lost + doubled + unanswered + faults.length > 0 ? 1 : 0
}

async function drill(options: Options): Promise<Report> {
  const nats = await startNats({ gigabytes: 12 })
  const folder = mkdtempSync(join(tmpdir(), 'openbell-failover-'))
  const relays: Relay[] = []
  try {
    if (options.target === 'network' || options.target === 'link')
      for (const _ of coreNames) relays.push(await Relay.open(nats.url))
    return await new FailoverDrill(folder, nats, relays, options).run()
  } finally {
    for (const relay of relays) await relay.close()
    await nats.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const coreNames = ['core-1', 'core-2']
const untilMsMax = 60_000
const quietMs = 100
/** Longer than an edge waits for a core that says nothing, and less than its session lives without it. */
const linkCutMs = 6_000

class FailoverDrill {
  private readonly env: Readonly<Record<string, string>>
  private readonly cores: RoleProcess[]
  private leader: RoleProcess | undefined
  private ledMs = 0
  private readonly takeovers: number[] = []

  constructor(
    private readonly folder: string,
    private readonly nats: TestNats,
    /** Each core's way to the server, or its edge's way to it, where that is to be cut. */
    private readonly relays: readonly Relay[],
    private readonly options: Options,
  ) {
    this.env = {
      ...makeKeys(),
      ROLE: 'core',
      NATS_URL: nats.url,
      NATS_MONITOR_URL: nats.monitorUrl,
      OPENBELL_LINK_PORT: '0',
      OPENBELL_LEASE_MS: String(options.leaseMs),
      OPENBELL_CANCEL_ONLY_MS: String(options.cancelOnlyMs),
      OPENBELL_JOURNAL_GIB: '2',
      OPENBELL_EVENTS_GIB: '2',
    }
    this.cores = coreNames.map((name, index) => this.core(name, relays[index]))
  }

  async run(): Promise<Report> {
    const { cores, options, folder, env } = this
    try {
      for (const core of cores) await core.start()
      await this.untilLed()
      const { cluster } = readSettings(env)
      if (!cluster) throw new Error('the drill has no cluster')
      const edge = await DrillEdge.open(`${folder}/edge`, cluster)
      const startedMs = performance.now()
      const stopTrading = edge.trade(options.rate)
      for (let kill = 1; kill <= options.kills; kill++)
        await (endsLeader(options.target)
          ? this.killLeader(edge, kill)
          : this.interrupt(edge, kill))
      await stopTrading()
      const seconds = (performance.now() - startedMs) / 1000
      const outcomes = new Set(edge.outcomes())
      const { session, sent, answered, unanswered, refused, unserved } = edge
      await edge.close()
      for (const core of cores) await core.end()
      const decided = cores.map(({ name }) => decidedIn(`${folder}/${name}`, session))
      const lost = decided.map((has) => [...outcomes].filter((told) => !has.has(told)).length)
      const contradicted = decided.map(({ size }) => edge.contradicted(size))
      return {
        kills: options.kills,
        by: options.target === 'leader' ? options.signal : options.target,
        ordersPerSecond: Math.round(sent / seconds),
        sent,
        answered,
        unanswered,
        refused,
        unserved,
        lost: Math.min(...lost),
        doubled: edge.doubled + Math.max(...contradicted),
        takeoverMs: quantiles(this.takeovers),
        faults: this.verify(),
      }
    } finally {
      for (const core of cores) {
        core.signal('SIGCONT')
        await core.end('SIGKILL')
      }
    }
  }

  private core(name: string, relay: Relay | undefined): RoleProcess {
    const { folder } = this
    const isLinkRelayed = this.options.target === 'link'
    const env = { ...this.env }
    if (relay && isLinkRelayed) env.OPENBELL_LINK_ADDRESS = relay.address
    else if (relay) env.NATS_URL = relay.url
    const core: RoleProcess = new RoleProcess({
      name,
      folder,
      env,
      onLine: (line) => {
        const [, address] = /edges find it at (\S+)/.exec(line) ?? []
        if (address && isLinkRelayed) relay?.aim(`tcp://${address}`)
        if (!/leads, in epoch/.test(line)) return
        this.leader = core
        this.ledMs = performance.now()
      },
    })
    return core
  }

  private async killLeader(edge: DrillEdge, kill: number): Promise<void> {
    const { options } = this
    await sleep(500 + ((kill * 137) % 500))
    const fallen = await this.untilLed()
    this.leader = undefined
    const hurtMs = performance.now()
    const mend = this.hurt(fallen)
    await this.untilLed()
    // Before, what the last leader had decided is still told.
    await until(() => edge.lastAnswerMs > this.ledMs)
    this.takeovers.push(edge.lastAnswerMs - hurtMs)
    await mend()
    await fallen.start()
    if (!options.isJson)
      process.stderr.write(
        `${kill}: ${Math.round(this.takeovers.at(-1) ?? 0)} ms, ${edge.answered} of ${edge.sent} answered, ${edge.refused} refused\n`,
      )
  }

  /** Takes a core out of the venue; what it returns lets it find out, and ends when it has ended. */
  private hurt(core: RoleProcess): () => Promise<unknown> {
    const { signal } = this.options
    const relay = this.relays[this.cores.indexOf(core)]
    const isOver = () => until(() => !core.isRunning)
    if (relay) {
      relay.cut()
      return () => {
        relay.mend()
        return isOver()
      }
    }
    if (signal === 'SIGSTOP') {
      core.signal('SIGSTOP')
      return () => {
        core.signal('SIGCONT')
        return isOver()
      }
    }
    const ended = core.end(signal)
    return () => ended
  }

  /** Whether the leader stays or another one takes over, nobody is answered meanwhile. */
  private async interrupt(edge: DrillEdge, kill: number): Promise<void> {
    await sleep(500 + ((kill * 137) % 500))
    const leader = await this.untilLed()
    const hurtMs = performance.now()
    const mend = await this.takeAway(leader)
    // What was committed before is still told.
    const { lastAnswerMs } = edge
    await mend()
    await until(() => edge.lastAnswerMs > lastAnswerMs)
    this.takeovers.push(edge.lastAnswerMs - hurtMs)
    for (const core of this.cores) if (!core.isRunning) await core.start()
  }

  /** The server of the log, or the leader's link, for as long as it takes to be missed. */
  private async takeAway(leader: RoleProcess): Promise<() => unknown> {
    if (this.options.target === 'nats') {
      await this.nats.kill()
      await sleep(quietMs)
      return () => this.nats.run()
    }
    const relay = this.relays[this.cores.indexOf(leader)]
    relay?.cut()
    await sleep(linkCutMs)
    return () => relay?.mend()
  }

  private async untilLed(): Promise<RoleProcess> {
    await until(() => this.leader !== undefined)
    if (!this.leader) throw new Error('nobody leads')
    return this.leader
  }

  private verify(): string[] {
    const engine = compileEngine()
    return this.cores.flatMap(({ name }) =>
      verifyFolder(nodeFiles, `${this.folder}/${name}`, engine).faults.map(
        (fault) => `${name}: ${fault}`,
      ),
    )
  }
}

const endsLeader = (target: Target): boolean => target === 'leader' || target === 'network'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + untilMsMax
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('nothing happened for a minute')
    await sleep(5)
  }
}
