// Asks the core for its last published sequence: whoever asks in one turn shares one ping.
interface Question {
  readonly answer: Promise<number>
  resolve(sequence: number): void
  reject(error: Error): void
}

/** Pings without an answer; more turns share the next one. */
const openMax = 64

export class Questions {
  private readonly asked: Question[] = []
  private next: Question | undefined
  private isClosed = false

  /** Rejects where the link is closed; waits while it is down. */
  ask(): Promise<number> {
    if (this.isClosed) return Promise.reject(closedError())
    this.next ??= question()
    return this.next.answer
  }

  /** True where a ping must be sent now: for those who ask, or to hear whether the core lives. */
  send(isWanted: boolean): boolean {
    if ((!isWanted && !this.next) || this.asked.length >= openMax) return false
    this.asked.push(this.next ?? question())
    this.next = undefined
    return true
  }

  /** False where nobody asked. */
  onAnswer(sequence: number): boolean {
    const asked = this.asked.shift()
    asked?.resolve(sequence)
    return asked !== undefined
  }

  /** The link is cut: whoever waits asks again when it is up. */
  onCut(): void {
    const asked = this.asked.splice(0)
    if (asked.length === 0) return
    const again = this.ask()
    for (const { resolve, reject } of asked) again.then(resolve, reject)
  }

  close(): void {
    this.onCut()
    this.isClosed = true
    this.next?.reject(closedError())
  }
}

const closedError = () => new Error('the link is closed')

function question(): Question {
  let settle: Omit<Question, 'answer'> | undefined
  const answer = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject }
  })
  answer.catch(() => {}) // nobody may be asking any more
  return { answer, ...(settle as Omit<Question, 'answer'>) }
}
