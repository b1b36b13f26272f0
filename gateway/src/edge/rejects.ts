// Every reject of the core and every fault of the link as public answers: the one table of them.
import { rejectNames } from '@openbell/protocol'
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
/** Of commands that no public route sends. */
const notPublic: Answer = [400, -1020, 'This operation is not supported.']
const priceFilter: Answer = [400, -1013, 'Filter failure: PRICE_FILTER']
const lotSize: Answer = [400, -1013, 'Filter failure: LOT_SIZE']
const unsupportedCombination: Answer = [400, -1014, 'Unsupported order combination.']
const exchangeIsFull: Answer = [400, -1013, 'Filter failure: EXCHANGE_MAX_NUM_ORDERS']
const unknownOrder: Answer = [400, -2011, 'Unknown order sent.']

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
  assetMustBeListed: [400, -1130, "Data sent for parameter 'asset' is not valid."],
  assetsMustDiffer: notPublic,
  tickMustBePositive: notPublic,
  lotMustBePositive: notPublic,
  notionalMustBeWhole: notPublic,
  quantityRangeMustBeValid: notPublic,
  priceRangeMustBeValid: notPublic,
  notionalMustFit: notPublic,
  priceDirectoryExhausted: notPublic,
  marketStateMustBeKnown: notPublic,
  tierMustBeInRange: notPublic,
  feesMustBeInRange: notPublic,
  tierMustBeSet: notPublic,
  accountsExhausted: [400, -1010, 'The exchange takes no more accounts.'],
  accountMustExist: [400, -2010, 'This account may not place or cancel orders.'],
  accountMustNotBeFrozen: [400, -2010, 'This action is disabled on this account.'],
  amountMustBePositive: [400, -1130, "Data sent for parameter 'amount' is not valid."],
  idempotencyKeyMustBeSet: [
    400,
    -1102,
    "Mandatory parameter 'idempotencyKey' was not sent, was empty/null, or malformed.",
  ],
  idempotencyKeyMustBeUnique: [
    409,
    -1130,
    'This idempotencyKey was used before, with another asset or amount.',
  ],
  supplyMustFit: [400, -1108, "Parameter 'amount' overflowed."],
  marketMustBeListed: [400, -1121, 'Invalid symbol.'],
  marketMustBeTrading: [400, -1013, 'Market is closed.'],
  sideMustBeKnown: [400, -1117, 'Invalid side.'],
  orderTypeMustBeKnown: [400, -1116, 'Invalid orderType.'],
  timeInForceMustBeKnown: [400, -1115, 'Invalid timeInForce.'],
  timeInForceMustSuitType: unsupportedCombination,
  priceMustSuitType: unsupportedCombination,
  priceMustBePositive: priceFilter,
  priceMustBeInRange: priceFilter,
  quantityMustBePositive: lotSize,
  quantityMustReachMinimum: lotSize,
  quantityMustNotExceedMaximum: lotSize,
  notionalMustReachMinimum: [400, -1013, 'Filter failure: NOTIONAL'],
  clientOrderIdMustBeUnique: [400, -2010, 'Duplicate order sent.'],
  clientOrderIdsExhausted: exchangeIsFull,
  ordersExhausted: exchangeIsFull,
  pricePagesExhausted: exchangeIsFull,
  makerMustNotMatch: [400, -2010, 'Order would immediately match and take.'],
  bookMustHaveOrders: [400, -1112, 'No orders on book for symbol.'],
  balanceMustSuffice: [400, -2010, 'Account has insufficient balance for requested action.'],
  orderMustBeOpen: unknownOrder,
  orderIdsMustAgree: unknownOrder,
}

/** The answer to a command that the core, or a filter before it, rejected. */
export function rejectError(reject: number): ApiError {
  const [status, code, message] = rejectAnswers[rejectNames[reject] ?? 'internalError']
  return new ApiError(status, code, message)
}

const faultErrors: Readonly<Record<CommandFault, () => ApiError>> = {
  overloaded: errors.overloaded,
  deadlinePassed: errors.outsideWindow,
  cancelOnly: errors.marketClosed,
  unknown: errors.statusUnknown,
}

/** The answer to a command that was not decided, or of which nobody knows. */
export const commandFaultError = (error: CommandError): ApiError => faultErrors[error.fault]()
