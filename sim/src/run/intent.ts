// What a client wants, once; it may be sent more than once under the same name.
import type { CommandAnswer, CommandHead, CommandShape, Commands } from '@openbell/gateway/ports.js'
import type { PlaceOrder } from '@openbell/protocol'

type HeadField = 'lane' | 'session' | 'laneSequence' | 'deadlineMs' | 'account' | 'market'

/** What a client says of an order; the rest of the command is its edge's business. */
export type OrderBody = Omit<PlaceOrder, HeadField>

export interface Intent {
  /** Under this it is applied at most once; undefined where nothing tells it from another. */
  readonly key: string | undefined
  readonly head: CommandHead
  /** An order's, for cancels and retries. */
  readonly order: OrderBody | undefined
  send(commands: Commands, deadlineMs: number): Promise<CommandAnswer>
}

export function intentOf<Fields>(
  shape: CommandShape<Fields>,
  head: CommandHead,
  body: Omit<Fields, HeadField>,
  options: { readonly key?: string | undefined; readonly order?: OrderBody } = {},
): Intent {
  return {
    key: options.key,
    head,
    order: options.order,
    send: (commands, deadlineMs) => commands.send(shape, { ...head, deadlineMs }, body),
  }
}
