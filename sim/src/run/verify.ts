// What must hold after every start, found out by other ways than the exchange's own.
import { type Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { type FrameRead, isZero, readFrame } from '@openbell/gateway/journal/frame.js'
import { scanJournal } from '@openbell/gateway/journal/scan.js'
import { segmentHeadBytes, segmentNames } from '@openbell/gateway/journal/segment.js'
import { commandsOf } from '@openbell/gateway/recovery.js'
import { FrameType, limits, Side } from '@openbell/protocol'
import { must } from '../violation.js'
import { dataFolder } from '../world/exchange.js'
import type { SimFiles } from '../world/files.js'
import { assetCount, smallCapacities } from '../world/small-genesis.js'
import type { Witness } from './witness.js'

const journalFolder = `${dataFolder}/journal`
const accountsEnd = 64
const levelsMax = 4000

/** The whole frames at the start of a segment. */
function* framesIn(bytes: Uint8Array): Generator<FrameRead> {
  let offset = segmentHeadBytes
  for (let frame = readFrame(bytes, offset); typeof frame !== 'string'; ) {
    yield frame
    offset += frame.bytes.length
    frame = readFrame(bytes, offset)
  }
}

/** Whether there is anything behind the last whole frame of the journal. */
export function isTorn(files: SimFiles): boolean {
  const name = segmentNames(files, journalFolder).at(-1)
  if (!name) return false
  const bytes = files.contentOf(`${journalFolder}/${name}`)
  let end = segmentHeadBytes
  for (const frame of framesIn(bytes)) end += frame.bytes.length
  return !isZero(bytes.subarray(end))
}

/** A core that applied the whole journal, and nothing else. */
function replayJournal(files: SimFiles, engine: EngineModule): Engine {
  const core = loadEngine(engine, smallCapacities)
  scanJournal(files, journalFolder, (frame) => applyTo(core, frame))
  return core
}

function applyTo(core: Engine, frame: FrameRead): void {
  const { sequence, timestampUs, type } = frame.head
  core.apply(sequence, timestampUs, commandsOf(frame), () => {}, type === FrameType.epoch)
}

/** A second core that never crashes: it reads what the journal gains, and nothing else. */
export class Standby {
  private readonly core: Engine

  constructor(engine: EngineModule) {
    this.core = loadEngine(engine, smallCapacities)
  }

  /** Applies the frames that it does not have yet; returns the hash of its state. */
  follow(files: SimFiles): string {
    const { core } = this
    const names = segmentNames(files, journalFolder)
    const first = names.findLastIndex((name) => Number.parseInt(name, 10) <= core.sequence + 1)
    for (const name of names.slice(Math.max(0, first)))
      for (const frame of framesIn(files.contentOf(`${journalFolder}/${name}`)))
        if (frame.head.sequence > core.sequence) applyTo(core, frame)
    return core.stateHash()
  }
}

/** @throws Violation where the core's state is broken, or not what the journal says. */
export function verifyCore(core: Engine, files: SimFiles, standby: Standby): void {
  const [broken] = core.checkInvariants()
  must(broken === undefined, `an invariant is ${broken}`)
  const [hash, other] = [core.stateHash(), standby.follow(files)]
  must(hash === other, `the state is ${hash}, a standby's is ${other}`)
}

/** The same once more by a replay from the first frame. */
export function verifyFromZero(core: Engine, files: SimFiles, engine: EngineModule): void {
  const [hash, other] = [core.stateHash(), replayJournal(files, engine).stateHash()]
  must(hash === other, `the state is ${hash}, a replay from zero gives ${other}`)
}

/** @throws Violation where what the world has read is not what the core has. */
export function verifyViews(core: Engine, witness: Witness): void {
  const { views, sequence } = witness
  must(
    views.sequence() === core.sequence,
    `the core is at ${core.sequence}, readers at ${sequence}`,
  )
  for (let asset = 0; asset < assetCount; asset++) {
    let sum = 0n
    for (let account = 0; account < accountsEnd; account++) sum += has(core, account, asset)
    must(sum === 0n, `asset ${asset} adds up to ${sum}`)
  }
  verifyOrders(witness)
  // Balances and levels are published when their command has done its work.
  if (core.hasUnfinishedWork()) return
  for (let account = 0; account < accountsEnd; account++) verifyBalances(core, views, account)
  for (const { market } of views.markets()) verifyBook(core, views, market)
}

/** What was acknowledged is found under both its ids, and with what it executed. */
function verifyOrders({ views, promises }: Witness): void {
  for (const order of promises.orders.open.values()) {
    const { orderId, account, market, clientOrderId, executedLots, quantityLots } = order
    const found = views.orderById(account, orderId)
    const isSame = found?.executedLots === executedLots && found.quantityLots === quantityLots
    must(
      isSame,
      `order ${orderId} executed ${executedLots}, and is found as ${found?.executedLots}`,
    )
    if (clientOrderId === '') continue
    const named = views.orderByClientId(account, market, clientOrderId)
    must(named?.orderId === orderId, `order ${orderId} is not found as ${clientOrderId}`)
  }
  const count = promises.orders.open.size
  let open = 0
  for (let account = 0; account < accountsEnd; account++) open += views.openOrders(account).length
  must(open === count, `${count} orders are open, and ${open} are found`)
}

/** All that an account has of an asset, which is no debt unless it is the house's. */
function has(core: Engine, account: number, asset: number): bigint {
  const { availableUnits, lockedUnits } = core.balance(account, asset)
  const isDebt = lockedUnits < 0n || availableUnits < 0n
  must(!isDebt || account < limits.accountUserMin, `account ${account} owes asset ${asset}`)
  return availableUnits + lockedUnits
}

function verifyBalances(core: Engine, views: Witness['views'], account: number): void {
  const seen = views.balances(account)
  for (let asset = 0; asset < assetCount; asset++) {
    const { availableUnits, lockedUnits } = core.balance(account, asset)
    const published = seen.find((balance) => balance.asset === asset)
    const isSame =
      (published?.availableUnits ?? 0n) === availableUnits &&
      (published?.lockedUnits ?? 0n) === lockedUnits
    must(isSame, `account ${account} does not have of asset ${asset} what was published`)
  }
}

function verifyBook(core: Engine, views: Witness['views'], market: number): void {
  const { bids, asks } = views.depth(market, levelsMax)
  const isBest = core.bestBid(market) === bids[0]?.priceTicks
  must(
    isBest && core.bestAsk(market) === asks[0]?.priceTicks,
    `market ${market}: other best prices`,
  )
  for (const [side, levels] of [
    [Side.buy, bids],
    [Side.sell, asks],
  ] as const)
    for (const { priceTicks, totalLots } of levels) {
      const lots = core.depthAt(market, side, priceTicks)
      must(lots === totalLots, `market ${market} at ${priceTicks}: ${lots} lots, not ${totalLots}`)
    }
}
