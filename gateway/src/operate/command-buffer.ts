// Commands one after another as a frame's payload wants them, with the heads filled in.
import { Lane, limits } from '@openbell/protocol'

/** The fields of a command that say who sends it. */
interface Head {
  readonly lane: number
  readonly session: number
  readonly laneSequence: number
  readonly deadlineMs: number
  readonly account: number
  readonly market: number
}

interface Shape<Fields> {
  readonly sizeBytes: number
  write(view: DataView, at: number, record: Fields): void
}

/** Who is meant; the house and the first market where nothing is said. */
export interface Target {
  readonly lane?: Lane
  readonly account?: number
  readonly market?: number
}

/** Collects the commands of one session, whose lane sequences count up from 1. */
export class CommandBuffer {
  private readonly bytes = new Uint8Array(limits.framePayloadBytesMax)
  private readonly view = new DataView(this.bytes.buffer)
  private readonly laneSequences: [number, number] = [0, 0]
  private usedBytes = 0
  /** Commands that are held. */
  count = 0

  constructor(private readonly session: number) {}

  /** All commands that were ever added. */
  get addedCount(): number {
    return this.laneSequences[0] + this.laneSequences[1]
  }

  /** Fills the head into `fields`. @throws RangeError where the command does not fit */
  add<Fields>(
    shape: Shape<Fields & Head>,
    fields: Omit<Fields, keyof Head>,
    { lane = Lane.orders, account = 0, market = 0 }: Target = {},
  ): void {
    const { session } = this
    const laneSequence = ++this.laneSequences[lane]
    const head: Head = { lane, session, laneSequence, deadlineMs: 0, account, market }
    // Twenty times as fast as spreading both into a new object.
    const record = Object.assign(fields as object, head) as Fields & Head
    shape.write(this.view, this.usedBytes, record)
    this.usedBytes += shape.sizeBytes
    this.count++
  }

  /** What was collected, valid until the next `add`; the buffer is empty then. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.usedBytes)
    this.usedBytes = 0
    this.count = 0
    return taken
  }
}
