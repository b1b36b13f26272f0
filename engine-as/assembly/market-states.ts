// The states of a market: what may follow what, and what each change brings about.
import { Auction } from './auction'
import { answerUnderWay, Emit } from './emit'
import {
  MarketState,
  MarketStateChanged,
  MarketStateReason,
  Reject,
  SetMarketState,
} from './generated/protocol'
import { header } from './header'
import { Markets, updateNever } from './markets'
import { Timers, timerMarket } from './timers'
import { accountNobody, Work } from './work'

/** States that may follow each state, a byte a state, a bit a follower. */
const followers: u64 = 0x0b171a1c1e

export class MarketStates {
  static set(command: SetMarketState): u32 {
    if (command.state > (MarketState.halted as u8)) return Reject.marketStateMustBeKnown
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const market = command.market
    const state = command.state as u32
    if (!MarketStates.mayFollow(Markets.at(market).state, state))
      return Reject.marketStateMustFollow
    header.outcomeResult = market as u64
    if (state == (MarketState.trading as u32)) {
      Work.start(accountNobody, market)
      Auction.begin(market, MarketStateReason.command)
      return answerUnderWay
    }
    const isTimed = state == (MarketState.auction as u32) && command.auctionUs != 0
    const untilUs = isTimed ? Timers.after(command.auctionUs) : 0
    MarketStates.enter(market, state, MarketStateReason.command, untilUs)
    return 0
  }

  static mayFollow(from: u32, to: u32): bool {
    return ((followers >> ((from << 3) as u64)) & ((1 as u64) << (to as u64))) != 0
  }

  /** The velocity breaker: an auction finds the next price. */
  static trip(number: u32): void {
    const market = Markets.at(number)
    const untilUs = market.reopenUs == 0 ? 0 : Timers.after(market.reopenUs)
    MarketStates.enter(number, MarketState.auction, MarketStateReason.velocity, untilUs)
  }

  /** The time of an auction is over. */
  static endAuction(market: u32): void {
    Work.startOwn(accountNobody, market)
    Auction.begin(market, MarketStateReason.auctionEnd)
  }

  /** Not told where the market was in this state. */
  static enter(number: u32, state: u32, reason: u32, untilUs: u64): void {
    const market = Markets.at(number)
    if (market.state == state) return
    const auction = MarketState.auction as u32
    if (market.auctionTimer != 0) Timers.stop(market.auctionTimer)
    if (market.state == auction) {
      header.auctions--
      market.indicatedUpdateId = 0
    }
    if (state == auction) {
      header.auctions++
      market.indicatedUpdateId = updateNever
    }
    market.state = state
    market.auctionEndsUs = untilUs
    if (untilUs != 0) Timers.start(timerMarket, number, number, untilUs)
    const at = Emit.event(MarketStateChanged.KIND, MarketStateChanged.SIZE)
    const event = changetype<MarketStateChanged>(at)
    event.market = number
    event.state = state as u8
    event.reason = reason as u8
    event.reserved2 = 0
    event.untilUs = untilUs
  }
}
