// Texts of 36 bytes (client order ids, idempotency keys): five words, copied without a call.

/** Bytes, padded with zeros; all zeros = none. */
export const textBytes: u32 = 36

export class Text {
  @inline
  static isSet(text: usize): bool {
    const all = load<u64>(text) | load<u64>(text, 8) | load<u64>(text, 16) | load<u64>(text, 24)
    return (all | (load<u32>(text, 32) as u64)) != 0
  }

  @inline
  static equals(a: usize, b: usize): bool {
    return (
      load<u64>(a) == load<u64>(b) &&
      load<u64>(a, 8) == load<u64>(b, 8) &&
      load<u64>(a, 16) == load<u64>(b, 16) &&
      load<u64>(a, 24) == load<u64>(b, 24) &&
      load<u32>(a, 32) == load<u32>(b, 32)
    )
  }

  @inline
  static copy(to: usize, from: usize): void {
    store<u64>(to, load<u64>(from))
    store<u64>(to, load<u64>(from, 8), 8)
    store<u64>(to, load<u64>(from, 16), 16)
    store<u64>(to, load<u64>(from, 24), 24)
    store<u32>(to, load<u32>(from, 32), 32)
  }
}
