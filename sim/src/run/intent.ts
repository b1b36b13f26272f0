// What a client wants, once; it may be sent more than once under the same name.
import type {
  CommandAnswer,
  CommandBody,
  CommandHead,
  CommandShape,
  Commands,
} from '@openbell/gateway/ports.js'
import type { PlaceOrder, PlaceOrderList, PlaceSpecialOrder } from '@openbell/protocol'

/** What a client says of an order; the rest of the command is its edge's business. */
export type PlainBody = CommandBody<PlaceOrder>
export type SpecialBody = CommandBody<PlaceSpecialOrder>
export type ListBody = CommandBody<PlaceOrderList>

/** What a client remembers of it, once it is told that it was done. */
export type Memo =
  | { readonly what: 'order'; readonly name: string; readonly quantityLots: number }
  | { readonly what: 'list'; readonly names: readonly string[]; readonly quantityLots: number }
  | { readonly what: 'money'; readonly isReserved: boolean }

export interface Intent {
  /** Under this it is applied at most once; undefined where nothing tells it from another. */
  readonly key: string | undefined
  /** What a retry is answered with, where it is not what was applied under the key. */
  readonly retryKey: string | undefined
  readonly head: CommandHead
  readonly memo: Memo | undefined
  /** Done with the result 0, nothing was applied under the key. */
  readonly mayApplyNothing: boolean
  send(commands: Commands, deadlineMs: number): Promise<CommandAnswer>
}

export interface IntentOptions {
  readonly key?: string | undefined
  readonly retryKey?: string | undefined
  readonly memo?: Memo
  readonly mayApplyNothing?: boolean
}

export const intentOf = <Fields>(
  shape: CommandShape<Fields>,
  head: CommandHead,
  body: CommandBody<Fields>,
  { key, retryKey, memo, mayApplyNothing = false }: IntentOptions = {},
): Intent => ({
  key,
  retryKey,
  head,
  memo,
  mayApplyNothing,
  send: (commands, deadlineMs) => commands.send(shape, { ...head, deadlineMs }, body),
})
