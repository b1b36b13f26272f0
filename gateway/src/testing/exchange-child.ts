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
  const ended = once(child, 'exit') as Promise<[number | null]>
  const address = await addressOf(child)
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
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (text: Buffer) => {
      said += text.toString()
      const address = /open at (http:\S+)/.exec(said)?.[1]
      if (address) resolve(address)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', (code) => reject(new Error(`the exchange ended with ${code}: ${said}`)))
  })
}
