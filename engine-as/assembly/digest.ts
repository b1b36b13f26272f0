// The digest of events: XXH64 with seed 0, over bytes that come in parts. It tells by accident or by
// a bug that changed them; against an adversary there is the journal's chain.

const prime1: u64 = 0x9e3779b185ebca87
const prime2: u64 = 0xc2b2ae3d27d4eb4f
const prime3: u64 = 0x165667b19e3779f9
const prime4: u64 = 0x85ebca77c2b2ae63
const prime5: u64 = 0x27d4eb2f165667c5

/** So many bytes are worked in at once, eight a lane. */
const stripeBytes: u32 = 32

/** What was added so far; nothing of it outlives a frame, so no snapshot holds it. */
@unmanaged
class Progress {
  /** All zeros, where it stands between two digests. */
  bytes: u64
  lane1: u64
  lane2: u64
  lane3: u64
  lane4: u64
}

const progress: Progress = changetype<Progress>(memory.data(64, 64))
/** What does not fill a stripe yet. */
const rest: usize = memory.data(32, 64)

export class Digest {
  /** Goes on with the bytes at `from`. */
  static add(from: usize, length: u32): void {
    if (progress.bytes == 0) Digest.begin()
    const held = (progress.bytes as u32) & (stripeBytes - 1)
    progress.bytes += length
    const end = from + length
    if (held != 0) {
      const taken = min(stripeBytes - held, length)
      memory.copy(rest + held, from, taken)
      if (held + taken < stripeBytes) return
      Digest.stripes(rest, rest + stripeBytes)
      from += taken
    }
    const whole = from + ((end - from) & ~((stripeBytes - 1) as usize))
    Digest.stripes(from, whole)
    memory.copy(rest, whole, end - whole)
  }

  /** Of all that was added since the last one. */
  static take(): u64 {
    const bytes = progress.bytes
    let hash = bytes < stripeBytes ? prime5 : Digest.lanes()
    hash += bytes
    const end = rest + ((bytes as u32) & (stripeBytes - 1))
    let at = rest
    for (; at + 8 <= end; at += 8)
      hash = rotl(hash ^ Digest.round(0, load<u64>(at)), 27) * prime1 + prime4
    if (at + 4 <= end) {
      hash = rotl(hash ^ ((load<u32>(at) as u64) * prime1), 23) * prime2 + prime3
      at += 4
    }
    for (; at < end; at++) hash = rotl(hash ^ ((load<u8>(at) as u64) * prime5), 11) * prime1
    progress.bytes = 0
    hash = (hash ^ (hash >> 33)) * prime2
    hash = (hash ^ (hash >> 29)) * prime3
    return hash ^ (hash >> 32)
  }

  static begin(): void {
    progress.lane1 = prime1 + prime2
    progress.lane2 = prime2
    progress.lane3 = 0
    progress.lane4 = 0 - prime1
  }

  /** In locals, for this is where the time goes. */
  static stripes(from: usize, end: usize): void {
    let lane1 = progress.lane1
    let lane2 = progress.lane2
    let lane3 = progress.lane3
    let lane4 = progress.lane4
    for (; from < end; from += stripeBytes) {
      lane1 = Digest.round(lane1, load<u64>(from))
      lane2 = Digest.round(lane2, load<u64>(from, 8))
      lane3 = Digest.round(lane3, load<u64>(from, 16))
      lane4 = Digest.round(lane4, load<u64>(from, 24))
    }
    progress.lane1 = lane1
    progress.lane2 = lane2
    progress.lane3 = lane3
    progress.lane4 = lane4
  }

  /** The four lanes as one. */
  static lanes(): u64 {
    const lane1 = progress.lane1
    const lane2 = progress.lane2
    const lane3 = progress.lane3
    const lane4 = progress.lane4
    let hash = rotl(lane1, 1) + rotl(lane2, 7) + rotl(lane3, 12) + rotl(lane4, 18)
    hash = Digest.merge(hash, lane1)
    hash = Digest.merge(hash, lane2)
    hash = Digest.merge(hash, lane3)
    return Digest.merge(hash, lane4)
  }

  @inline
  static round(lane: u64, word: u64): u64 {
    return rotl(lane + word * prime2, 31) * prime1
  }

  @inline
  static merge(hash: u64, lane: u64): u64 {
    return (hash ^ Digest.round(0, lane)) * prime1 + prime4
  }
}
