// Looks after open connections: pings them, and ends those that are dead, stuck, old or signed out.
import type { Connection } from './connection.js'
import type { SocketLimits } from './limits.js'

export const inspectEveryMs = 1_000

export function inspect(connection: Connection, limits: SocketLimits, nowUs: number): void {
  if (!connection.isOpen) return
  const isOver = (sinceUs: number, ms: number) => nowUs - sinceUs >= ms * 1_000
  connection.slowSinceUs = connection.isSlow ? (connection.slowSinceUs ?? nowUs) : undefined
  if (isOver(connection.heardUs, limits.pongTimeoutMs)) connection.webSocket.terminate()
  else if (isOver(connection.openedUs, limits.lifetimeMs))
    connection.end('goingAway', 'its time is over')
  else if (isOver(connection.slowSinceUs ?? nowUs, limits.slowMsMax))
    connection.end('tryAgainLater', 'slow reader')
  else {
    if (isOver(connection.pingedUs, limits.pingEveryMs)) ping(connection, nowUs)
    if (isOver(connection.checkedUs, limits.recheckEveryMs)) recheck(connection, nowUs)
  }
}

function ping(connection: Connection, nowUs: number): void {
  connection.pingedUs = nowUs
  connection.webSocket.ping()
}

/** Asks whether a connection's caller may still speak. A database that is down signs nobody out. */
export function recheck(connection: Connection, nowUs: number): void {
  const { signedIn } = connection
  connection.checkedUs = nowUs
  signedIn?.isStillValid().then(
    (isValid) => {
      if (!isValid && connection.signedIn === signedIn) connection.end('policy', 'signed out')
    },
    () => undefined,
  )
}
