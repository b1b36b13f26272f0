// Writes commands with the fields that a sender fills in; the rest has defaults.
import * as protocol from '@openbell/protocol'

const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

type Given<Fields> = Omit<Fields, keyof typeof head> & Partial<Pick<Fields, keyof Fields>>

const plainOrder = {
  priceTicks: 100,
  quantityLots: 10,
  side: protocol.Side.buy,
  orderType: protocol.OrderType.limit,
  timeInForce: protocol.TimeInForce.goodTillCancelled,
  selfTradePrevention: protocol.SelfTradePrevention.none,
  clientOrderId: '',
}

/** The terms of an order that has none. */
export const noTerms = {
  quoteUnits: 0n,
  stopPriceTicks: 0,
  icebergLots: 0,
  expiresUs: 0,
  trailingBips: 0,
  connection: 0,
}

/** The bytes of one command. */
export function encodeCommand<Fields extends typeof head>(
  shape: Shape<Fields>,
  fields: Given<Fields>,
): Uint8Array {
  const bytes = new Uint8Array(shape.sizeBytes)
  shape.write(new DataView(bytes.buffer), 0, { ...head, ...fields } as unknown as Fields)
  return bytes
}

export const openAccount = (number: number): Uint8Array =>
  encodeCommand(protocol.OpenAccount, { uuid: new Uint8Array(16).fill(number) })

export const deposit = (account: number, asset: number, amountUnits: bigint, key: string) =>
  encodeCommand(protocol.Deposit, { account, asset, amountUnits, idempotencyKey: key })

/** The same of an order with terms of its own. */
export const placeSpecialOrder = (fields: Partial<protocol.PlaceSpecialOrder>): Uint8Array =>
  encodeCommand(protocol.PlaceSpecialOrder, { ...plainOrder, ...noTerms, ...fields })

/** A limit order that stands until it is cancelled and trades with anybody, unless it says otherwise. */
export const placeOrder = (fields: Partial<protocol.PlaceOrder>): Uint8Array =>
  encodeCommand(protocol.PlaceOrder, { ...plainOrder, ...fields })
