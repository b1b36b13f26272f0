// The one description of every byte: enums, limits, commands, events and frame heads.
import { commands } from './commands.js'
import { enums } from './enums.js'
import { events } from './events.js'
import { frames } from './frames.js'
import { layOut } from './layout.js'
import { rejects } from './rejects.js'
import { states } from './state.js'

export { limits } from './limits.js'
export const allEnums = [...enums, rejects]
export const commandLayouts = commands.map(layOut)
export const eventLayouts = events.map(layOut)
export const frameLayouts = frames.map(layOut)
export const stateLayouts = states.map(layOut)
