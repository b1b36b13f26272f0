// What the edges of one exchange share and may lose at any time: counts, nonces, and what one tells the others.

/** Adds to a count that starts at 0 and is forgotten after `keepSeconds`. */
export interface CountAddition {
  readonly name: string
  readonly amount: number
  readonly keepSeconds: number
}

/** What one edge tells all others. A notice may be lost: who acts on it must also look by itself. */
export type Notice =
  | { readonly kind: 'sessionRevoked'; readonly id: string; readonly expiresSeconds: number }
  | { readonly kind: 'keyChanged'; readonly id: string }
  | { readonly kind: 'banned'; readonly caller: string; readonly untilMs: number }

export interface SharedState {
  /** False from the first command that fails until one succeeds. */
  isUp(): boolean
  /** The totals, in the order of the additions. Rejects where one of them is not known. */
  add(additions: readonly CountAddition[]): Promise<readonly number[]>
  /** True for the first who claims a name in that time. Rejects where that is not known. */
  claim(name: string, keepMs: number): Promise<boolean>
  /** Never fails: what cannot be told is lost. */
  tell(notice: Notice): void
  /** Notices of the others. */
  onNotice(listener: (notice: Notice) => void): void
  /** Called when notices flow again, after some may have been lost. */
  onResumed(listener: () => void): void
}
