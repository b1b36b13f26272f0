// A progress bar on standard error, where a person looks; nothing elsewhere.
import type { WriteStream } from 'node:tty'

export interface Progress {
  /** `done` from 0 to 1. Drawn at most ten times a second. */
  show(done: number, commands: number): void
  /** Leaves an empty line behind. */
  end(): void
}

const barWidth = 30
const periodMs = 100

export function progressOn(stream: Pick<WriteStream, 'write' | 'isTTY'>): Progress {
  if (!stream.isTTY) return { show() {}, end() {} }
  const startedMs = performance.now()
  let drawnMs = Number.NEGATIVE_INFINITY
  return {
    show(done, commands) {
      const nowMs = performance.now()
      if (nowMs - drawnMs < periodMs) return
      drawnMs = nowMs
      stream.write(`\r${lineOf(done, commands, (nowMs - startedMs) / 1000)}\x1b[K`)
    },
    end() {
      stream.write('\r\x1b[K')
    },
  }
}

function lineOf(done: number, commands: number, seconds: number): string {
  const filled = Math.round(done * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const percent = String(Math.floor(done * 100)).padStart(3)
  const rate = Math.round(commands / seconds).toLocaleString('en')
  return `${bar} ${percent} %  ${commands.toLocaleString('en')} commands, ${rate} a second`
}
