// What must never happen, happened; the message is the sentence about it.
export class Violation extends Error {
  override name = 'Violation'
}

/** @throws Violation */
export function must(holds: boolean, sentence: string | (() => string)): asserts holds {
  if (!holds) throw new Violation(typeof sentence === 'string' ? sentence : sentence())
}
