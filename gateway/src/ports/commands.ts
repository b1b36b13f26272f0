// Commands, as the edge gives them and gets their answers.
import type { Outcome } from '@openbell/protocol'

export interface CommandAnswer {
  readonly outcome: Outcome
  readonly sequence: number
  readonly timestampUs: number
  /** The command's event records other than levels and balances, as (kind, bytes), in order. */
  readonly events: readonly {
    readonly kind: number
    readonly bytes: Uint8Array
  }[]
}

export interface CommandHead {
  readonly account: number
  readonly market: number
  /** Milliseconds since 1970 after which the command must not be decided; 0 = none. */
  readonly deadlineMs: number
}

/** The fields of a command that are its sender's: all but its head. */
export type CommandBody<Fields> = Omit<
  Fields,
  'lane' | 'session' | 'laneSequence' | 'deadlineMs' | 'account' | 'market'
>

/** A generated command record of the protocol. */
export interface CommandShape<Fields> {
  readonly kind: number
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

/** One of several commands of a kind. */
export interface AddressedCommand<Fields> {
  readonly head: CommandHead
  readonly body: CommandBody<Fields>
}

export interface Commands {
  /**
   * Sends a command, as `send(PlaceOrder, { account, market, deadlineMs }, { priceTicks, … })`, and
   * resolves with its one outcome, after its frame is in this edge's views. A reject is an outcome.
   * @throws CommandError
   */
  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
  ): Promise<CommandAnswer>
}

/** What an edge needs besides. */
export interface EdgeCommands extends Commands {
  /**
   * Sends commands of one kind as one bundle: nothing stands between them on their way, and where
   * they fit they are decided in one frame. All are sent, or, where there is no room, none.
   */
  sendAll<Fields>(
    shape: CommandShape<Fields>,
    commands: readonly AddressedCommand<Fields>[],
  ): Promise<CommandAnswer>[]
  /** The number of this edge's session; connections are counted in it. */
  sessionNumber(): number
}

/**
 * `unknown`: no answer in time; the command may still be decided. `unreachable`: no leader was reached
 * in time; it was not decided and never will be.
 */
export type CommandFault =
  | 'overloaded'
  | 'unreachable'
  | 'deadlinePassed'
  | 'cancelOnly'
  | 'unknown'

export class CommandError extends Error {
  override name = 'CommandError'
  constructor(readonly fault: CommandFault) {
    super(`command not answered: ${fault}`)
  }
}
