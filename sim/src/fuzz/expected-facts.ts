// What every campaign of some size must have met at least once.
import {
  closeReasonNames,
  orderTypeNames,
  rejectNames,
  selfTradePreventionNames,
  sideNames,
  timeInForceNames,
} from '@openbell/protocol'

const conditional = ['stopLoss', 'stopLossLimit', 'takeProfit', 'takeProfitLimit']
const lasting = ['goodTillCancelled', 'goodTillDate', 'day']

function timesOf(type: string): readonly string[] {
  if (type === 'market') return ['goodTillCancelled', 'immediateOrCancel']
  if (type === 'limitMaker' || type === 'stopLoss' || type === 'takeProfit') return lasting
  return timeInForceNames
}

const product = (type: string, times: readonly string[], state: string): string[] =>
  times.flatMap((time) => sideNames.map((side) => `accepted ${type} ${time} ${side} ${state}`))

const inModes = (fact: string): string[] =>
  selfTradePreventionNames.map((mode) => `${fact} ${mode}`)

/** Each kind of order where it may be placed; where orders trade at once, in each prevention mode. */
const accepted = [
  ...orderTypeNames.flatMap((type) => product(type, timesOf(type), 'trading').flatMap(inModes)),
  ...['preOpen', 'auction'].flatMap((state) => [
    ...['limit', ...conditional].flatMap((type) => product(type, lasting, state)),
    ...inModes(`accepted in ${state}`),
  ]),
]

const ofConditional = (word: string): string[] =>
  conditional.flatMap((type) => sideNames.map((side) => `${word} ${type} ${side}`))

/** In 200 seeds of 2,000 commands and more. */
export const expectedFacts: readonly string[] = [
  ...rejectNames.filter((name) => name !== 'none').map((name) => `reject ${name}`),
  ...closeReasonNames.map((name) => `closed ${name}`),
  ...accepted,
  ...sideNames.map((side) => `accepted by quote ${side}`),
  ...ofConditional('triggered'),
  ...ofConditional('stop moved'),
  ...['expireMaker', 'expireTaker', 'expireBoth', 'decrement'].flatMap((mode) =>
    ['buys', 'sells'].map((side) => `prevented ${mode}, taker ${side}`),
  ),
  ...['oco', 'oto', 'otoco'].map((list) => `list ${list} ended by cancelledByOwner`),
  ...['oco', 'oto', 'otoco'].map((list) => `list ${list} ended by timeOver`),
  ...['oco', 'otoco'].map((list) => `list ${list} ended by otherLeg`),
  'list oto ended by activation',
  'list otoco ended by activationRefused',
  'activated by the first',
  'cascade of two',
  'cascade of four',
  'sweep of three levels',
  'part of an iceberg shown',
  'account traded with itself',
  'fee rounded up',
  'amended',
  'replaced: cancel done, place done',
  'replaced: cancel done, place refused',
  'replaced: cancel refused, place done',
  'repeated order',
  'repeated movement of money or opening',
  'withdrawal settled',
  'withdrawal settled with a fee',
  'withdrawal released',
  'auction indicated',
  'auction without a cross',
  'auction with a surplus of buyers',
  'auction with a surplus of sellers',
  'auction with a surplus of nobody',
  'market moved by command',
  'market moved by velocity',
  'market moved by auctionEnd',
  'market moved by killSwitch',
  'dead man noticed',
  'session ended',
  'epoch',
  'epoch with an armed dead man’s timer',
  'output drained',
  'frame resumed',
  'source: snapshot',
  'source: snapshot of work in parts',
  'source: export',
  'source: export of work in parts',
]
