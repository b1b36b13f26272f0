// Fee tiers: what makers and takers pay, in millionths of what they receive.
import { Emit } from './emit'
import { FeeTierSet, Reject, SetFeeTier } from './generated/protocol'
import { header } from './header'

/** From `tier` on as in the record; its bytes are hashed as they are. */
@unmanaged
export class Tier {
  isSet: u64
  tier: u32
  makerPpm: u32
  takerPpm: u32
  reserved: u32
  volumeMinUnits: i64
  name0: u64
  name1: u64
}

export const tierBodyBytes: u32 = SetFeeTier.SIZE - 32
export const ppmMax: u32 = 1000000
/** Below this a product with a rate fits 64 bits. */
const smallUnits: u64 = 1 << 43

export class Tiers {
  @inline
  static at(tier: u32): Tier {
    return changetype<Tier>(header.tiers + tier * (offsetof<Tier>() as u32))
  }

  @inline
  static isSet(tier: u32): bool {
    return tier < header.tiersMax && Tiers.at(tier).isSet != 0
  }

  /** Those that are set. */
  static count(): u32 {
    let count: u32 = 0
    for (let tier: u32 = 0; tier < header.tiersMax; tier++) if (Tiers.isSet(tier)) count++
    return count
  }

  static set(command: SetFeeTier): u32 {
    if (command.tier >= header.tiersMax) return Reject.tierMustBeInRange
    if (command.makerPpm > ppmMax || command.takerPpm > ppmMax) return Reject.feesMustBeInRange
    const body = changetype<usize>(command) + offsetof<SetFeeTier>('tier')
    const tier = Tiers.at(command.tier)
    tier.isSet = 1
    memory.copy(changetype<usize>(tier) + offsetof<Tier>('tier'), body, tierBodyBytes)
    memory.copy(Emit.event(FeeTierSet.KIND, FeeTierSet.SIZE) + 8, body, tierBodyBytes)
    header.outcomeResult = command.tier as u64
    return 0
  }

  /** The share of an amount, rounded up; never more than the amount, and no product overflows. */
  @inline
  static fee(receivedUnits: i64, ppm: u32): i64 {
    if (ppm == 0) return 0
    const rate = ppm as u64
    const received = receivedUnits as u64
    if (received < smallUnits) return ((received * rate + 999999) / 1000000) as i64
    const whole = received / 1000000
    const rest = received % 1000000
    return (whole * rate + (rest * rate + 999999) / 1000000) as i64
  }
}
