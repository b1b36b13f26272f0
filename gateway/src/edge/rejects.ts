// Every reject of the core and every fault of the link as public answers: the one table of them.
import { type Outcome, OutcomeStatus, rejectNames } from '@openbell/protocol'
import type { CommandError, CommandFault } from '../ports.js'
import * as errors from './errors.js'
import { ApiError } from './errors.js'

type RejectName = (typeof rejectNames)[number]
type Answer = readonly [status: number, code: number, message: string]

const failed: Answer = [
  400,
  -1010,
  'The command was not carried out because of an internal error; nothing was changed.',
]
/** Of commands that no route sends. */
const notPublic: Answer = [400, -1020, 'This operation is not supported.']
const filter = (name: string): Answer => [400, -1013, `Filter failure: ${name}`]
const notRequired = (name: string): Answer => [
  400,
  -1106,
  `Parameter '${name}' sent when not required.`,
]
const notValid = (name: string): Answer => [
  400,
  -1130,
  `Data sent for parameter '${name}' is not valid.`,
]
const because = (name: string, why: string): Answer => [
  400,
  -1130,
  `Data sent for parameter '${name}' is not valid: ${why}.`,
]
const missing = (name: string): Answer => [
  400,
  -1102,
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
]
const rules = (why: string): Answer => [400, -1130, `The rules of a market must fit: ${why}.`]
const priceFilter = filter('PRICE_FILTER')
const lotSize = filter('LOT_SIZE')
const unsupportedCombination: Answer = [400, -1014, 'Unsupported order combination.']
const exchangeIsFull = filter('EXCHANGE_MAX_NUM_ORDERS')
const unknownOrder: Answer = [400, -2011, 'Unknown order sent.']
const marketClosed: Answer = [400, -1013, 'Market is closed.']

export const rejectAnswers: Readonly<Record<RejectName, Answer>> = {
  none: failed,
  internalError: failed,
  commandMustBeKnown: failed,
  rulesMustAllowCommand: notPublic,
  sessionMustBeOpen: failed,
  laneMustBeKnown: failed,
  laneSequenceMustIncrease: failed,
  configurationMustComeFirst: failed,
  configurationMustBeNew: notPublic,
  limitsMustBePositive: notPublic,
  limitsMustFitCapacity: notPublic,
  assetMustBeInRange: notPublic,
  assetMustBeNew: notPublic,
  codeMustBeSet: notPublic,
  decimalsMustBeInRange: notPublic,
  marketMustBeInRange: notPublic,
  marketMustBeNew: notPublic,
  assetMustBeListed: notValid('asset'),
  assetsMustDiffer: notPublic,
  tickMustBePositive: notPublic,
  lotMustBePositive: notPublic,
  notionalMustBeWhole: notPublic,
  quantityRangeMustBeValid: rules('0 < least quantity <= most'),
  priceRangeMustBeValid: rules('least price <= most'),
  notionalMustFit: rules('an amount holds price times quantity'),
  priceDirectoryExhausted: notPublic,
  percentRangeMustBeValid: rules('what is a part is below the whole, trailing from least to most'),
  marketStateMustBeKnown: notValid('state'),
  marketStateMustFollow: [409, -1130, 'The market cannot go from its state to this one.'],
  killScopeMustBeKnown: notValid('scope'),
  tierMustBeInRange: notPublic,
  feesMustBeInRange: notPublic,
  tierMustBeSet: notValid('tier'),
  accountsExhausted: [400, -1010, 'The exchange takes no more accounts.'],
  accountMustExist: [400, -2010, 'This account may not place or cancel orders.'],
  accountMustNotBeFrozen: [400, -2010, 'This action is disabled on this account.'],
  amountMustBePositive: notValid('amount'),
  idempotencyKeyMustBeSet: missing('idempotencyKey'),
  idempotencyKeyMustBeUnique: [
    409,
    -1130,
    'This idempotencyKey was used before, for something else.',
  ],
  reasonMustBeSet: missing('reason'),
  accountsMustDiffer: [400, -1130, 'A transfer must be between two accounts.'],
  assetMustTakeDeposits: [400, -1130, 'Deposits of this asset are closed.'],
  assetMustAllowWithdrawals: [400, -1130, 'Withdrawals of this asset are closed.'],
  withdrawalMustReachMinimum: because('amount', 'below the least withdrawal, or not above its fee'),
  withdrawalMustNotExceedMaximum: because('amount', 'above the most that one withdrawal may be'),
  supplyMustFit: [400, -1108, "Parameter 'amount' overflowed."],
  withdrawalsExhausted: [400, -1010, 'The exchange takes no more withdrawals now.'],
  withdrawalMustBeReserved: [404, -1130, 'There is no such reserved withdrawal.'],
  marketMustBeListed: [400, -1121, 'Invalid symbol.'],
  marketMustAcceptOrders: marketClosed,
  sideMustBeKnown: [400, -1117, 'Invalid side.'],
  orderTypeMustBeKnown: [400, -1116, 'Invalid orderType.'],
  timeInForceMustBeKnown: [400, -1115, 'Invalid timeInForce.'],
  selfTradePreventionMustBeKnown: [
    400,
    -2010,
    'This symbol does not allow the specified self-trade prevention mode.',
  ],
  timeInForceMustSuitType: unsupportedCombination,
  orderMustSuitMarketState: marketClosed,
  priceMustSuitType: notRequired('price'),
  priceMustBePositive: priceFilter,
  priceMustBeInRange: priceFilter,
  stopPriceMustSuitType: unsupportedCombination,
  stopPriceMustBeInRange: priceFilter,
  trailingMustSuitType: notRequired('trailingDelta'),
  trailingMustBeInRange: filter('TRAILING_DELTA'),
  icebergMustSuitType: notRequired('icebergQty'),
  icebergMustBeInRange: filter('ICEBERG_PARTS'),
  expiryMustSuitTimeInForce: notRequired('goodTillDate'),
  expiryMustBeInFuture: because('goodTillDate', 'a time ahead in milliseconds is wanted'),
  quoteMustSuitType: notRequired('quoteOrderQty'),
  quantityMustBePositive: lotSize,
  quantityMustReachMinimum: lotSize,
  quantityMustNotExceedMaximum: lotSize,
  marketQuantityMustNotExceedMaximum: filter('MARKET_LOT_SIZE'),
  notionalMustReachMinimum: filter('NOTIONAL'),
  priceMustBeInPercentRange: filter('PERCENT_PRICE'),
  priceMustBeInBand: [400, -1013, 'Filter failure: PRICE_RANGE'],
  contingencyMustBeKnown: failed,
  legsMustSuitList: [400, -1158, 'Order type not supported in OCO.'],
  clientOrderIdMustBeUnique: [400, -2010, 'Duplicate order sent.'],
  clientOrderIdsExhausted: exchangeIsFull,
  ordersExhausted: exchangeIsFull,
  ordersOfAccountExhausted: filter('MAX_NUM_ORDERS'),
  stopsOfAccountExhausted: filter('MAX_NUM_ALGO_ORDERS'),
  specialOrdersExhausted: exchangeIsFull,
  orderListsExhausted: filter('EXCHANGE_MAX_NUM_ORDER_LISTS'),
  makerMustNotMatch: [400, -2010, 'Order would immediately match and take.'],
  lastPriceMustExist: [400, -2010, 'There is no last price for this symbol to trail.'],
  stopMustNotTriggerAtOnce: [400, -2010, 'Order would trigger immediately.'],
  bookMustHaveOrders: [400, -1112, 'No orders on book for symbol.'],
  quoteMustBuyALot: [
    400,
    -2010,
    'Order book liquidity is less than `LOT_SIZE` filter minimum quantity.',
  ],
  positionMustNotExceedMaximum: filter('MAX_POSITION'),
  balanceMustSuffice: [400, -2010, 'Account has insufficient balance for requested action.'],
  orderMustBeOpen: unknownOrder,
  orderIdsMustAgree: unknownOrder,
  restrictionMustBeKnown: [400, -1145, 'Invalid cancelRestrictions'],
  restrictionMustBeMet: [400, -2011, 'Order was not canceled due to cancel restrictions.'],
  replaceModeMustBeKnown: notValid('cancelReplaceMode'),
  orderMustNotBeInList: [400, -2038, 'Order amend (order list) is not supported.'],
  amendmentMustReduce: [400, -2038, 'Order amend (quantity increase) is not supported.'],
  amendmentMustExceedExecuted: [
    400,
    -2038,
    'Order amend (quantity not above what is executed) is not supported.',
  ],
  sessionsExhausted: notPublic,
}

/** The answer to a command that the core, or a filter before it, rejected. */
export function rejectError(reject: number): ApiError {
  const [status, code, message] = rejectAnswers[rejectNames[reject] ?? 'internalError']
  return new ApiError(status, code, message)
}

/** @throws ApiError where the outcome is a reject */
export function refuseRejected({ status, reject }: Outcome): void {
  if (status === OutcomeStatus.rejected) throw rejectError(reject)
}

const faultErrors: Readonly<Record<CommandFault, () => ApiError>> = {
  overloaded: errors.overloaded,
  unreachable: errors.unableToProcess,
  deadlinePassed: errors.outsideWindow,
  cancelOnly: errors.marketClosed,
  unknown: errors.statusUnknown,
}

/** The answer to a command that was not decided, or of which nobody knows. */
export const commandFaultError = (error: CommandError): ApiError => faultErrors[error.fault]()
