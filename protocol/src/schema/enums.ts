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
    values: ['limit', 'limitMaker', 'market'],
  },
  {
    name: 'TimeInForce',
    about: 'How long an order stands.',
    values: ['goodTillCancelled', 'immediateOrCancel'],
  },
  {
    name: 'OrderStatus',
    about: 'The life of an order; the last three are final.',
    values: ['new', 'partiallyFilled', 'filled', 'cancelled', 'expired'],
  },
  {
    name: 'CloseReason',
    about: 'Why an order ended without being filled.',
    values: ['cancelledByOwner', 'immediateRemainder', 'marketRemainder'],
  },
  {
    name: 'MarketState',
    about: 'What a market admits.',
    values: ['preOpen', 'auction', 'trading', 'cancelOnly', 'halted'],
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
    name: 'FrameType',
    about: 'What a journal frame holds.',
    values: ['none', 'commands', 'epoch', 'seal', 'closed', 'skip'],
  },
]
