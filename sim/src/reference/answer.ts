// How a command ends.

/** A refusal, or what the outcome's `result` names. */
export type Answer =
  | { readonly status: 'done' | 'repeated'; readonly result: number }
  | { readonly status: 'rejected'; readonly reject: number }

export const done = (result: number): Answer => ({ status: 'done', result })
export const repeated = (result: number): Answer => ({ status: 'repeated', result })
export const refused = (reject: number): Answer => ({ status: 'rejected', reject })
