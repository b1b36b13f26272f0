// The exchange as a process of its own, as `npm start` runs it, for tests that kill it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface ExchangeChild {
  /** Such as `http://127.0.0.1:34567`. */
  readonly address: string
  /** Ends it at once, as the operating system would. */
  kill(): Promise<void>
  /** Ends it in good order; resolves with its exit code. */
  stop(): Promise<number>
  /** All that it has written. */
  said(): string
}

const main = new URL('../main.js', import.meta.url).href

/** Starts it on a free port; rejects with what it said where it ends instead. */
export async function startExchangeChild(env: Record<string, string>): Promise<ExchangeChild> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `(await import(${JSON.stringify(main)})).main()`],
    {
      env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'close') as Promise<[number | null]>
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said += text.toString()
    })
  const address = await addressOf(child, () => said)
  return {
    address,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await ended
      return code ?? -1
    },
    said: () => said,
  }
}

function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const address = /open at (http:\S+)/.exec(said())?.[1]
      if (address) resolve(address)
    }
    child.stdout?.on('data', look)
    child.once('close', (code) => reject(new Error(`the exchange ended with ${code}: ${said()}`)))
  })
}
