// Time-ordered uuids (version 7): new rows lie beside each other in an index.
//
//   unix time in milliseconds (48 bits) | 7 | 12 random bits | variant 2 | 62 random bits
import type { Clock, Random } from '../ports.js'

export function newUuid(clock: Clock, random: Random): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes.writeUIntBE(Math.floor(clock.wallUs() / 1000), 0, 6)
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
