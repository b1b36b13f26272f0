// The processes of a venue on this machine, each started by its role, watched, and easy to hurt.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A process that a test forgets must not be left running. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const program = new URL('../../main.js', import.meta.url).href
const startMsMax = 120_000
const restartMs = 1_000

export interface RoleOptions {
  readonly name: string
  /** Holds a data folder and a log for each name. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Every line that it says. */
  readonly onLine?: (line: string) => void
  /** Started again whenever it ends by itself or is killed, as a service manager would. */
  readonly isKept?: boolean
}

export class RoleProcess {
  private child: ChildProcess | undefined
  private said: string[] = []
  private isEnding = false
  private readonly waiting = new Set<() => void>()

  constructor(private readonly options: RoleOptions) {}

  get name(): string {
    return this.options.name
  }

  get isRunning(): boolean {
    return this.child !== undefined
  }

  /** Resolves, with the words that match, when it has said so. @throws Error where it ends instead */
  async start(words = /Openbell is (.*)/): Promise<string> {
    const { name, folder, env } = this.options
    const data = `${folder}/${name}`
    mkdirSync(data, { recursive: true })
    this.said = []
    this.isEnding = false
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', `(await import(${JSON.stringify(program)})).main()`],
      {
        env: { PATH: process.env.PATH ?? '', ...env, OPENBELL_DATA: data },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.child = child
    running.add(child)
    const log = createWriteStream(`${folder}/${name}.log`, { flags: 'a' })
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        this.said.push(line)
        this.options.onLine?.(line)
        this.tell()
      })
    child.once('exit', () => {
      running.delete(child)
      if (this.child === child) this.child = undefined
      log.end()
      this.tell()
      if (this.options.isKept && !this.isEnding) this.startAgain()
    })
    return this.until(words)
  }

  /** What it said first that matches; the first group, where there is one. */
  async until(words: RegExp): Promise<string> {
    const deadline = Date.now() + startMsMax
    for (;;) {
      for (const line of this.said) {
        const match = words.exec(line)
        if (match) return match[1] ?? match[0]
      }
      if (!this.child) throw new Error(`${this.name} ended: ${this.said.slice(-3).join(' | ')}`)
      if (Date.now() > deadline) throw new Error(`${this.name} did not say ${words} in time`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000)
        this.waiting.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal)
  }

  /** Resolves, with its exit code, when it has ended. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    this.isEnding = true
    const { child } = this
    if (!child) return 0
    const ended = once(child, 'exit') as Promise<[number | null]>
    child.kill(signal)
    const [code] = await ended
    return code ?? -1
  }

  private startAgain(): void {
    setTimeout(() => {
      if (!this.isEnding) this.start().catch(() => {})
    }, restartMs)
  }

  private tell(): void {
    for (const resolve of this.waiting) resolve()
    this.waiting.clear()
  }
}
