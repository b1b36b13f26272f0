// What is special about the turn under way: bits of `header.workFlags`.

/** The core's own: there is no outcome. */
export const workOwn: u32 = 1
/** Self-trade prevention has ended the taker. */
export const workPrevented: u32 = 2
/** A fill-or-kill order that cannot be filled; it has locked no more than it had while it waited. */
export const workKilled: u32 = 4
/** The velocity breaker trips when the turn has ended. */
export const workTrips: u32 = 8
/** A ReplaceOrder: its OrderReplaced is still to be told. */
export const workReplaces: u32 = 16
/** A mass cancel or a kill switch: another market's turn may follow. */
export const workMass: u32 = 32
