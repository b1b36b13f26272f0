// What of the core's own work is under way: bits of `header.agenda`.
export const agendaScan: u32 = 1
export const agendaQueue: u32 = 2
/** Of all sessions but one, the connections have ended. */
export const agendaSweepOthers: u32 = 4
export const agendaTimers: u32 = 8
/** Of one session. */
export const agendaSweepOne: u32 = 16

export const agendaSweeps: u32 = agendaSweepOthers | agendaSweepOne
export const agendaAll: u32 = agendaScan | agendaQueue | agendaTimers | agendaSweeps
