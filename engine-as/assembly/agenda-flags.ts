// What of the core's own work is under way: bits of `header.agenda`.
export const agendaScan: u32 = 1
export const agendaQueue: u32 = 2
export const agendaSweep: u32 = 4
export const agendaTimers: u32 = 8
