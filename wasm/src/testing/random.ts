// A seeded stream of random commands: every kind, valid and not, with the timers' times between them.
import * as protocol from '@openbell/protocol'
import * as write from './commands.js'
import { type Random, randomId, randomOrder } from './random-orders.js'

/** Uniform numbers from a seed (mulberry32): the same on every machine. */
export function randomNumbers(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** One random command for the venue of `openVenue`, at a time in microseconds. */
export function randomCommand(random: Random, nowUs: number): Uint8Array {
  const account = 16 + random(random(20) === 0 ? 4 : 3) // the last of them is not open
  const head = { account, market: random(40) === 0 ? 1 : 0 }
  const dice = random(100)
  if (dice < 74) return randomOrder(random, head, nowUs)
  if (dice < 87) return randomEnding(random, head)
  if (dice < 95) return randomMoney(random, account)
  return randomMeasure(random, head)
}

type Head = { account: number; market: number }

/** Cancels, amendments, switches. */
function randomEnding(random: Random, head: Head): Uint8Array {
  const named =
    random(3) === 0
      ? { orderId: 1 + random(600), clientOrderId: randomId(random) }
      : { orderId: 0, clientOrderId: `id ${random(30)}` }
  const dice = random(30)
  if (dice < 16)
    return write.cancelOrder({ ...head, ...named, restriction: random(10) === 0 ? random(4) : 0 })
  if (dice < 28) return write.amendOrder({ ...head, ...named, quantityLots: random(30) })
  if (dice < 29)
    return write.command(protocol.SetDeadMan, { ...head, timeoutUs: random(3) * 50_000 })
  if (random(3) > 0) return write.cancelAllOrders({ ...head, sides: 1 + random(2) })
  return write.cancelAllOrders({
    ...head,
    allMarkets: random(2),
    sides: random(3),
    connection: random(3) === 0 ? 1 + random(3) : 0,
    listId: random(4) === 0 ? 1 + random(100) : 0,
  })
}

function randomMoney(random: Random, account: number): Uint8Array {
  const amountUnits = BigInt(random(5000))
  const idempotencyKey = `key ${random(50)}`
  const money = { account, asset: random(3), amountUnits, idempotencyKey }
  switch (random(8)) {
    case 0:
      return write.withdraw(money)
    case 1:
      return write.reserveWithdrawal(money)
    case 2:
      return write.command(protocol.SettleWithdrawal, { account, withdrawalId: 1 + random(8) })
    case 3:
      return write.command(protocol.ReleaseWithdrawal, { account, withdrawalId: 1 + random(8) })
    case 4:
      return write.transfer({ ...money, toAccount: 16 + random(4) })
    case 5:
      return write.adjust({ ...money, amountUnits: amountUnits - 2000n, reason: 'a reason' })
    default:
      return write.deposit(money)
  }
}

/** What the house does. Markets trade most of the time, and nobody stays frozen for long. */
function randomMeasure(random: Random, head: Head): Uint8Array {
  const { account, market } = head
  switch (random(20)) {
    case 0:
      return write.setFeeTier(random(3), random(5000), random(9000))
    case 1:
      return write.command(protocol.SetAccountTier, { account, tier: random(4) })
    case 2:
      return write.openAccount(random(5))
    case 3:
      return random(2) === 0
        ? write.endSession(1 + random(2))
        : write.openSession(1 + random(2), random(2))
    case 4:
      return write.command(protocol.SetTradeGroup, { account, tradeGroup: random(3) })
    case 5:
      return write.command(protocol.SetReferencePrice, { market, priceTicks: random(2) * 510 })
    case 6:
      return write.setMarketRules({ market, ...randomRules(random) })
    case 7: {
      const scope = random(random(4) === 0 ? 4 : 1)
      return write.command(protocol.KillSwitch, { account, market, scope })
    }
    case 8:
      return write.command(protocol.SetAssetSwitches, { asset: random(2), switches: random(4) })
    case 9:
      return write.setMarketState(random(6), { market, auctionUs: random(2) * 30_000 })
    case 10:
    case 11:
    case 12:
    case 13:
    case 14:
      return write.command(protocol.FreezeAccount, { account, frozen: random(10) === 0 ? 1 : 0 })
    default:
      return write.setMarketState(random(3) === 0 ? 1 : 2, { market, auctionUs: 20_000 })
  }
}

function randomRules(random: Random): Partial<protocol.SetMarketRules> {
  const one = (value: number) => (random(3) === 0 ? value : 0)
  return {
    velocityPpm: one(20_000),
    velocityWindowUs: 100_000,
    reopenUs: 10_000,
    priceBandPpm: one(60_000),
    slippagePpm: one(10_000),
    percentUpPpm: one(90_000),
    percentDownPpm: one(90_000),
    positionMaxLots: one(150_000),
    stopsPerAccountMax: one(30),
    quantityMinLots: 1 + random(2),
    notionalMinUnits: BigInt(one(700)),
  }
}

/** What one frame holds, and when. */
export interface RandomFrame {
  readonly timestampUs: number
  readonly isEpoch: boolean
  readonly commands: Uint8Array[]
}

/**
 * Frames of a few random commands each; now and then a command is said again, time jumps, or the
 * exchange begins anew.
 */
export function randomFrames(seed: number, count: number): RandomFrame[] {
  const random = randomNumbers(seed)
  let timestampUs = 1_000_000
  const said: Uint8Array[] = []
  const say = (): Uint8Array => {
    const again = random(15) === 0 ? said[said.length - 1 - random(20)] : undefined
    const command = again ?? randomCommand(random, timestampUs)
    said.push(command)
    return command
  }
  return Array.from({ length: count }, () => {
    timestampUs += random(random(10) === 0 ? 200_000 : 10_000)
    const commands = Array.from({ length: 1 + random(12) }, say)
    return { timestampUs, isEpoch: random(20) === 0, commands }
  })
}
