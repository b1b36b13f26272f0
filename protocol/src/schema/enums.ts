// Every enumeration of the protocol. Values are only ever added at the end.
import type { EnumShape } from './shape.js'

export const enums: readonly EnumShape[] = [
  {
    name: 'Rules',
    about: 'What the core decides by.',
    values: ['exchange', 'benchmark'],
  },
  {
    name: 'Lane',
    about: 'Cancels always get through.',
    values: ['orders', 'cancels'],
  },
  { name: 'Side', about: 'Of an order or a level.', values: ['buy', 'sell'] },
  {
    name: 'OrderType',
    about: 'What an order does.',
    values: [
      'limit',
      'limitMaker',
      'market',
      'stopLoss',
      'stopLossLimit',
      'takeProfit',
      'takeProfitLimit',
    ],
  },
  {
    name: 'TimeInForce',
    about: 'How long an order stands.',
    values: ['goodTillCancelled', 'immediateOrCancel', 'fillOrKill', 'goodTillDate', 'day'],
  },
  {
    name: 'OrderStatus',
    about: 'The life of an order; pending = waits for the order of its list that comes first.',
    values: [
      'new',
      'partiallyFilled',
      'filled',
      'cancelled',
      'expired',
      'expiredInMatch',
      'pending',
    ],
  },
  {
    name: 'CloseReason',
    about: 'Why an order ended without being filled.',
    values: [
      'cancelledByOwner',
      'immediateRemainder',
      'marketRemainder',
      'fillOrKill',
      'timeOver',
      'otherLeg',
      'selfTradePrevented',
      'priceBand',
      'slippage',
      'velocity',
      'activationRefused',
      'connectionEnded',
      'deadMan',
      'replaced',
      'killSwitch',
      'marketDelisted',
    ],
  },
  {
    name: 'MarketState',
    about: 'What a market admits.',
    values: ['preOpen', 'auction', 'trading', 'cancelOnly', 'halted', 'delisted'],
  },
  {
    name: 'MarketStateReason',
    about: 'Why a market moved to a state.',
    values: ['command', 'velocity', 'auctionEnd', 'killSwitch'],
  },
  {
    name: 'SelfTradePrevention',
    about: 'What happens where an order would meet one of the same owner; the taker’s counts.',
    values: ['expireMaker', 'expireTaker', 'expireBoth', 'decrement', 'none'],
  },
  {
    name: 'CancelRestriction',
    about: 'What an order must be, or it is not cancelled.',
    values: ['none', 'onlyNew', 'onlyPartiallyFilled'],
  },
  {
    name: 'ReplaceMode',
    about: 'Whether the new order is placed where the old one could not be cancelled.',
    values: ['stopOnFailure', 'allowFailure'],
  },
  {
    name: 'Contingency',
    about: 'oco: one cancels the other. oto: one triggers the other. otoco: one triggers an oco.',
    values: ['oco', 'oto', 'otoco'],
  },
  {
    name: 'KillScope',
    about: 'How much a kill switch ends.',
    values: ['account', 'market', 'everything'],
  },
  {
    name: 'ActivationReason',
    about: 'Why a waiting order went to work.',
    values: ['triggered', 'firstFilled'],
  },
  {
    name: 'AssetKind',
    about: 'Of a currency.',
    values: ['crypto', 'fiat', 'stable'],
  },
  {
    name: 'OutcomeStatus',
    about: 'How a command ended; `repeated` is a retry, which changed nothing.',
    values: ['done', 'rejected', 'repeated'],
  },
  {
    name: 'TradeFlag',
    about: 'Bits of a Trade’s flags; the first is also of a TradePrevented’s.',
    values: ['takerSells', 'makerFilled', 'takerFilled', 'auction'],
    isFlags: true,
  },
  {
    name: 'LevelFlag',
    about: 'Bits of a BookLevel’s flags.',
    values: ['sells'],
    isFlags: true,
  },
  {
    name: 'AuctionFlag',
    about: 'Bits of the flags of an AuctionIndicated and an AuctionUncrossed.',
    values: ['surplusOfSellers'],
    isFlags: true,
  },
  {
    name: 'FrameType',
    about: 'What a journal frame holds; roll = nothing, and a stream’s generation ends with it.',
    values: ['none', 'commands', 'epoch', 'seal', 'closed', 'skip', 'roll'],
  },
]
