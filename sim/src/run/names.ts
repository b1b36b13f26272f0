// What clients name: under such a key something is applied at most once.

export const orderKey = (account: number, clientOrderId: string): string =>
  `order ${clientOrderId} of account ${account}`
/** A list goes by the name of its first order. */
export const listKey = (account: number, firstClientOrderId: string): string =>
  `list ${firstClientOrderId} of account ${account}`
export const accountKey = (uuid: Uint8Array): string =>
  `account ${Buffer.from(uuid).toString('hex')}`
export const moneyKey = (account: number, idempotencyKey: string): string =>
  `money ${idempotencyKey} of account ${account}`

/** The name of a delivery: of an outcome, and of the command that it answers. */
export const deliveryOf = (outcome: {
  readonly session: number
  readonly lane: number
  readonly laneSequence: number
}): string => `${outcome.session}/${outcome.lane}/${outcome.laneSequence}`
