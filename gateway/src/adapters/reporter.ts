// What the exchange tells its operator: one line each on standard error, so that output stays data.
import type { Reporter } from '../ports.js'

const line = (level: string) => (message: string) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`)
}

export const consoleReporter: Reporter = {
  info: line('info '),
  warn: line('warn '),
  error: line('ERROR'),
}

/** One whose words go elsewhere, as from a thread to the main one. */
export const reporterTo = (tell: (level: keyof Reporter, message: string) => void): Reporter => ({
  info: (message) => tell('info', message),
  warn: (message) => tell('warn', message),
  error: (message) => tell('error', message),
})
