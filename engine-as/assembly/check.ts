// The full scan of the invariants, for tests, the simulation and every restore. It changes nothing
// but each asset's scratch sum. The numbers are named in wasm/src/invariants.ts.

import { CheckAccounts } from './check-accounts'
import { CheckBook } from './check-book'
import { CheckMoney } from './check-money'
import { CheckTerms } from './check-terms'
import { Rules } from './generated/protocol'
import { header, reply } from './header'

export const brokenConservation: u32 = 1
export const brokenSign: u32 = 2
export const brokenLocked: u32 = 3
export const brokenLinks: u32 = 4
export const brokenTotal: u32 = 5
export const brokenBit: u32 = 6
export const brokenPage: u32 = 7
export const brokenBest: u32 = 8
export const brokenCross: u32 = 9
export const brokenId: u32 = 10
export const brokenList: u32 = 11
export const brokenClientId: u32 = 12
export const brokenPool: u32 = 13
export const brokenRun: u32 = 14
export const brokenTrigger: u32 = 15
export const brokenTimer: u32 = 16
export const brokenOrderList: u32 = 17
export const brokenTerms: u32 = 18

const reportsMax: u32 = 64

export class Check {
  /** → count, then (invariant, where) pairs, in the reply. */
  static run(): u32 {
    store<u32>(reply, 0)
    if (header.configured == 0) return reply as u32
    CheckBook.run()
    if (header.rules == (Rules.exchange as u32)) {
      CheckAccounts.run()
      CheckTerms.run()
      CheckMoney.run()
    }
    return reply as u32
  }

  static that(holds: bool, invariant: u32, where: u32): void {
    if (holds) return
    const count = load<u32>(reply)
    if (count == reportsMax) return
    store<u32>(reply + 4 + (count << 3), invariant)
    store<u32>(reply + 8 + (count << 3), where)
    store<u32>(reply, count + 1)
  }
}
