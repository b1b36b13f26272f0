// Which lane of the link a command takes.
import {
  CancelAllOrders,
  CancelOrder,
  EndSession,
  KillSwitch,
  OpenSession,
  SetDeadMan,
} from './generated/commands.js'
import { Lane } from './generated/enums.js'

/** What makes the exchange safer, and so gets through where orders do not; and who would send it. */
const urgentKinds: ReadonlySet<number> = new Set([
  OpenSession.kind,
  EndSession.kind,
  CancelOrder.kind,
  CancelAllOrders.kind,
  SetDeadMan.kind,
  KillSwitch.kind,
])

export const laneOf = (kind: number): Lane => (urgentKinds.has(kind) ? Lane.cancels : Lane.orders)
