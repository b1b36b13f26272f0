// Tells a database that is away, and worth waiting for, from one that refuses.
import postgres from 'postgres'

const connectionCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTDOWN', 'ENOENT'], // ENOENT: of a unix socket
  ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'],
])

/** Connection exceptions (08), out of resources (53), operator intervention and timeouts (57). */
const serverClasses = ['08', '53', '57']

/** Whether the error says that the server is away or overwhelmed, rather than that it refuses. */
export function isDown(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDown)
  const code = codeOf(error)
  if (error instanceof postgres.PostgresError) return serverClasses.includes(code.slice(0, 2))
  return connectionCodes.has(code)
}

/** Whether the server has cancelled the one statement and otherwise goes on. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && error.code === '57014'

/** One line for people: what happened, without a stack. */
export function oneLine(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return oneLine(error.errors[0])
  const message = error instanceof Error && error.message !== '' ? error.message : codeOf(error)
  return message.replace(/\s+/g, ' ').trim()
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
