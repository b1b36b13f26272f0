// Writes commands with the fields that a sender fills in; the rest has defaults.
import * as protocol from '@openbell/protocol'

const head = { lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0 }

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

type Given<Fields> = Omit<Fields, keyof typeof head> & Partial<Pick<Fields, keyof Fields>>

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

/** A limit order that stands until it is cancelled, unless it says otherwise. */
export const placeOrder = (fields: Partial<protocol.PlaceOrder>): Uint8Array =>
  encodeCommand(protocol.PlaceOrder, {
    priceTicks: 100,
    quantityLots: 10,
    side: protocol.Side.buy,
    orderType: protocol.OrderType.limit,
    timeInForce: protocol.TimeInForce.goodTillCancelled,
    clientOrderId: '',
    ...fields,
  })
