// Small order files for tests, written as rows of numbers.
import { encodeOrderFile } from '@openbell/gateway/operate/testing/order-file.js'

const types = ['new', 'cancel', 'modify'] as const
const headBytes = 16

type Row = readonly number[]

/** A file whose rows are: type, side, immediate-or-cancel, quantity, order id, price. */
export const orderFile = (rows: readonly Row[]): Uint8Array =>
  encodeOrderFile(
    rows.map(([type, side, immediateOrCancel, quantity, orderId, priceTicks]) => ({
      type: types[type],
      side,
      immediateOrCancel,
      quantity,
      orderId,
      priceTicks,
    })),
  )

/** The records of such a file. */
export const orderRecords = (rows: readonly Row[]): Uint8Array =>
  orderFile(rows).subarray(headBytes)
