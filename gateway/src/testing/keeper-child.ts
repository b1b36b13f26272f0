// A keeper's thread that keeps nothing: it tells what it was given, and marks the end of the room.
import { serveKeeper } from '../adapters/keeper-thread.js'

serveKeeper({
  find: () => [],
  keep: (path, { sequence, timestampUs, body }) => {
    const room = new Uint8Array(body.buffer)
    room[room.length - 1] = sequence
    if (body[0] === 0) return { sequence, isInvariantBroken: true }
    const [sizeBytes, orderCount] = [body.length, body[0]]
    return { sequence, timestampUs, path, sizeBytes, orderCount, accountCount: 0, stateHash: '' }
  },
})
