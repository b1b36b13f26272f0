// Commands with a stopwatch: how long their outcomes took, and how many came to none.
import {
  type AddressedCommand,
  type AnswerCounts,
  type Clock,
  type CommandAnswer,
  type CommandBody,
  CommandError,
  type CommandHead,
  type CommandShape,
  Distribution,
  type EdgeCommands,
} from '../ports.js'

/** Seconds: an order takes about a millisecond. */
const acknowledgementBounds = [
  0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
]

export class MeteredCommands implements EdgeCommands, AnswerCounts {
  readonly acknowledgement = new Distribution(acknowledgementBounds)
  readonly faults = { overloaded: 0, unreachable: 0, deadlinePassed: 0, cancelOnly: 0, unknown: 0 }

  constructor(
    private readonly commands: EdgeCommands,
    private readonly clock: Clock,
  ) {}

  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
  ): Promise<CommandAnswer> {
    return this.time(this.clock.monotonicUs(), this.commands.send(shape, head, body))
  }

  sendAll<Fields>(
    shape: CommandShape<Fields>,
    commands: readonly AddressedCommand<Fields>[],
  ): Promise<CommandAnswer>[] {
    const sentUs = this.clock.monotonicUs()
    return this.commands.sendAll(shape, commands).map((answer) => this.time(sentUs, answer))
  }

  sessionNumber(): number {
    return this.commands.sessionNumber()
  }

  /** The very promise that it is given, which its caller waits for. */
  private time(sentUs: number, answer: Promise<CommandAnswer>): Promise<CommandAnswer> {
    const note = () => this.acknowledgement.add((this.clock.monotonicUs() - sentUs) / 1_000_000)
    answer.then(note, (error: unknown) => {
      if (error instanceof CommandError) this.faults[error.fault]++
    })
    return answer
  }
}
