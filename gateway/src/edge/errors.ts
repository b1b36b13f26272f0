// What an HTTP answer says when a request is refused: the public error codes and their texts.
// Texts of the Binance dialect are verbatim, because clients choose by them.

/** A request that is answered with `{"code","msg"}`, and `more` behind them. */
export class ApiError extends Error {
  override name = 'ApiError'
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly retryAfterSeconds?: number,
    readonly more?: Readonly<Record<string, unknown>>,
  ) {
    super(message)
  }

  /** What the body says, as it stands in answers to several requests at once. */
  body(): { code: number; msg: string } {
    return { code: this.code, msg: this.message, ...this.more }
  }
}

const bad = (code: number, message: string) => new ApiError(400, code, message)

export const internalError = () =>
  new ApiError(500, -1000, 'An unknown error occurred while processing the request.')
/** Nothing was done, and whoever tries again may be served. */
export const unableToProcess = () =>
  new ApiError(503, -1001, 'Internal error; unable to process your request. Please try again.', 1)
export const viewsBehind = () =>
  new ApiError(
    503,
    -1001,
    'This server is behind the exchange, or the exchange has no leader; please try again in a second.',
    1,
  )
export const unauthorized = () =>
  new ApiError(401, -1002, 'You are not authorized to execute this request.')
export const overloaded = () =>
  new ApiError(429, -1003, 'Too many requests queued; please try again in a second.', 1)
export const statusUnknown = () =>
  new ApiError(
    504,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  )
export const marketClosed = () => bad(-1013, 'Market is closed.')
export const notFound = () => new ApiError(404, -1020, 'This operation is not supported.')
export const methodNotAllowed = () => new ApiError(405, -1020, 'This operation is not supported.')

export const outsideWindow = () =>
  bad(-1021, 'Timestamp for this request is outside of the recvWindow.')
export const aheadOfServer = () =>
  bad(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
export const sentBefore = () =>
  bad(-1021, 'This request was sent before; sign it again with a new timestamp.')
export const signatureWrong = () => bad(-1022, 'Signature for this request is not valid.')

export const illegalCharacters = (name: string, range: string) =>
  bad(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`)
export const duplicateParameter = () => bad(-1101, 'Duplicate values for a parameter detected.')
export const tooManyParameters = () => bad(-1101, 'Too many parameters sent for this endpoint.')
export const mandatory = (name: string) =>
  bad(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
export const eitherMandatory = (one: string, other: string) =>
  bad(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`)
export const unreadParameters = (read: number, sent: number) =>
  bad(
    -1104,
    `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`,
  )
export const emptyParameter = (name: string) => bad(-1105, `Parameter '${name}' was empty.`)
export const notRequired = (name: string) =>
  bad(-1106, `Parameter '${name}' sent when not required.`)
export const overflowed = (name: string) => bad(-1108, `Parameter '${name}' overflowed.`)
export const tooPrecise = (name: string) =>
  bad(-1111, `Parameter '${name}' has too much precision.`)
export const timeInForceWrong = () => bad(-1115, 'Invalid timeInForce.')
export const orderTypeWrong = () => bad(-1116, 'Invalid orderType.')
export const sideWrong = () => bad(-1117, 'Invalid side.')
export const newClientIdEmpty = () => bad(-1118, 'New client order ID was empty.')
export const originalClientIdEmpty = () => bad(-1119, 'Original client order ID was empty.')
export const symbolWrong = () => bad(-1121, 'Invalid symbol.')
export const symbolStatusWrong = () => bad(-1122, 'Invalid symbolStatus.')
export const intervalTooLong = (hours: number) =>
  bad(-1127, `More than ${hours} hours between startTime and endTime.`)
export const combinationWrong = () => bad(-1128, 'Combination of optional parameters invalid.')
export const jsonWrong = (name: string, why: string) =>
  bad(-1135, `JSON sent for parameter '${name}' is not valid: ${why}.`)
export const notValid = (name: string) =>
  bad(-1130, `Data sent for parameter '${name}' is not valid.`)
export const windowTooLong = () => bad(-1131, 'recvWindow must be less than 60000.')
export const cancelRestrictionsWrong = () => bad(-1145, 'Invalid cancelRestrictions')
export const listTypeWrong = () => bad(-1158, 'Order type not supported in OCO.')
export const listNeedsContingent = () => bad(-1168, 'At least one OCO order must be contingent.')
export const legMisplaced = (kind: 'limit' | 'stop loss' | 'take profit', side: 'buy' | 'sell') => {
  const [code, place] = misplacedLegs[side][kind]
  return bad(code, `A ${kind} order in a ${side} OCO must be ${place}.`)
}
const misplacedLegs = {
  buy: {
    limit: [-1165, 'below'],
    'stop loss': [-1196, 'above'],
    'take profit': [-1198, 'below'],
  },
  sell: {
    limit: [-1166, 'above'],
    'stop loss': [-1197, 'below'],
    'take profit': [-1199, 'above'],
  },
} as const
export const symbolTwice = () => bad(-1151, 'Symbol is present multiple times in the list.')

/** `kind` as in 'Iceberg'. */
export const orderKindNotSupported = (kind: string) =>
  bad(-2010, `${kind} orders are not supported for this symbol.`)
export const icebergExceedsQuantity = () => bad(-2010, 'IcebergQty exceeds QTY.')
export const noReferencePrice = () => bad(-2043, "This symbol doesn't have a reference price.")
export const unknownOrder = () => bad(-2011, 'Unknown order sent.')
export const preventionNotSupported = () =>
  bad(-2010, 'This symbol does not allow the specified self-trade prevention mode.')
export const amendChangesNothing = () =>
  bad(-2038, 'The requested action would change no state; rejecting.')
export const unknownAmended = () => bad(-2038, 'Unknown order sent.')
export const noSuchList = () => bad(-2013, 'Order list does not exist.')
export const noSuchOrder = () => bad(-2013, 'Order does not exist.')
export const keyMalformed = () => new ApiError(401, -2014, 'API-key format invalid.')
export const keyRejected = () =>
  new ApiError(401, -2015, 'Invalid API-key, IP, or permissions for action.')

export const bodyTooLarge = (bytesMax: number) =>
  new ApiError(413, -1135, `The body exceeds ${bytesMax} bytes.`)
export const mediaTypeWrong = (expected: string) =>
  new ApiError(415, -1135, `The body must be ${expected}, without content encoding.`)
