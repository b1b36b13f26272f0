// A seeded stream of random commands: every kind, valid and not, on few prices so that much trades.
import * as protocol from '@openbell/protocol'
import * as write from './commands.js'

/** Uniform numbers from a seed (mulberry32): the same on every machine. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** One random command for the venue of `openVenue`. */
export function randomCommand(random: (below: number) => number): Uint8Array {
  const account = 16 + random(4) // one of them is not open
  const market = random(40) === 0 ? 1 : 0
  const clientOrderId = random(3) === 0 ? `id ${random(30)}` : ''
  const dice = random(100)
  if (dice < 62)
    return write.placeOrder({
      account,
      market,
      clientOrderId,
      side: random(2),
      orderType: random(10) < 7 ? 0 : random(3),
      timeInForce: random(4) === 0 ? 1 : 0,
      priceTicks: random(20) === 0 ? 0 : random(30) === 0 ? random(10_002) : 480 + random(60),
      quantityLots: random(30) === 0 ? random(1_000_002) : 1 + random(40),
    })
  if (dice < 84) {
    const orderId = random(3) > 0 ? 1 + random(3000) : 0
    return write.cancelOrder({ account, market, orderId, clientOrderId })
  }
  if (dice < 86) return write.cancelAllOrders({ account, market })
  if (dice < 94) {
    const money = {
      account,
      asset: random(3),
      amountUnits: BigInt(random(5000)),
      idempotencyKey: `key ${random(50)}`,
    }
    return random(2) === 0 ? write.deposit(money) : write.withdraw(money)
  }
  if (dice < 96) return write.setFeeTier(random(3), random(5000), random(9000))
  if (dice < 97) return write.command(protocol.SetAccountTier, { account, tier: random(4) })
  if (dice < 98)
    return write.command(protocol.FreezeAccount, { account, frozen: random(4) === 0 ? 1 : 0 })
  if (dice < 99) return write.setMarketState(random(4) === 0 ? random(6) : 2, { market })
  return write.openAccount(random(5))
}

/** Frames of a few random commands each, with their times. */
export function randomFrames(
  seed: number,
  count: number,
): { timestampUs: number; commands: Uint8Array[] }[] {
  const random = randomNumbers(seed)
  let timestampUs = 1_000_000
  return Array.from({ length: count }, () => {
    timestampUs += random(20_000)
    const commands = Array.from({ length: 1 + random(12) }, () => randomCommand(random))
    return { timestampUs, commands }
  })
}
