// What the bits of an event's flags say of sides.
import { LevelFlag, Side, TradeFlag } from './generated/enums.js'

/** Of a Trade or a TradePrevented. */
export const takerSideOf = ({ flags }: { readonly flags: number }): Side =>
  flags & TradeFlag.takerSells ? Side.sell : Side.buy

/** Of a BookLevel. */
export const levelSideOf = ({ flags }: { readonly flags: number }): Side =>
  flags & LevelFlag.sells ? Side.sell : Side.buy
