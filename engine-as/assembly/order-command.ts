// What a command says of the order that it asks for. A PlaceSpecialOrder begins like a PlaceOrder, so
// that one code reads both; `special` says that the rest is there.
import { ClientId } from './client-ids'
import { PlaceOrder, PlaceSpecialOrder, TimeInForce } from './generated/protocol'
import { Hash } from './hash'
import { header } from './header'
import { Kind } from './orders'

const dayUs: u64 = 86400000000
/** A body with terms is never one without. */
const bodyOfTermsMark: u32 = 0x80000000

export class OrderCommand {
  @inline
  static text(command: PlaceOrder): usize {
    return changetype<usize>(command) + offsetof<PlaceOrder>('clientOrderId0')
  }

  @inline
  static kind(command: PlaceOrder): u32 {
    return Kind.of(command.orderType, command.timeInForce)
  }

  /** A hash of what an order was asked for besides the fields of a plain one; 0 = nothing. */
  @inline
  static body(command: PlaceOrder, special: bool): u32 {
    return special
      ? OrderCommand.bodyOfTerms(changetype<PlaceSpecialOrder>(command))
      : OrderCommand.bodyOfPrevention(command.selfTradePrevention)
  }

  static bodyOfTerms(command: PlaceSpecialOrder): u32 {
    const terms =
      command.quoteUnits |
      command.stopPriceTicks |
      command.icebergLots |
      command.expiresUs |
      (command.trailingBips as u64)
    if (terms == 0) return OrderCommand.bodyOfPrevention(command.selfTradePrevention)
    let mixed = Hash.mix(command.selfTradePrevention, command.quoteUnits)
    mixed = Hash.mix(mixed, command.stopPriceTicks)
    mixed = Hash.mix(mixed, command.icebergLots)
    mixed = Hash.mix(mixed, command.expiresUs)
    mixed = Hash.mix(mixed, command.trailingBips)
    return ((mixed ^ (mixed >> 32)) as u32) | bodyOfTermsMark
  }

  /** Without terms. */
  @inline
  static bodyOfPrevention(prevention: u8): u32 {
    return prevention
  }

  @inline
  static isSameBody(command: PlaceOrder, entry: ClientId, special: bool): bool {
    return (
      OrderCommand.isSamePlain(command, entry, special) &&
      entry.body == OrderCommand.body(command, special)
    )
  }

  /** By quote quantity the lots are an answer of the book, and no part of the question. */
  @inline
  static isSamePlain(command: PlaceOrder, entry: ClientId, special: bool): bool {
    const isByQuote = special && changetype<PlaceSpecialOrder>(command).quoteUnits != 0
    return (
      entry.market == command.market &&
      (entry.side & 15) == command.side &&
      (entry.type as u32) == OrderCommand.kind(command) &&
      (entry.priceTicks as u64) == command.priceTicks &&
      (isByQuote || entry.quantityLots == command.quantityLots)
    )
  }

  /** Whether an order may stand anywhere after its turn, in a book or behind a trigger. */
  @inline
  static mayStand(command: PlaceOrder, special: bool): bool {
    return (
      (special && Kind.isConditional(command.orderType)) || Kind.mayRest(OrderCommand.kind(command))
    )
  }

  /** Whether a record's order has terms that a plain one has not. */
  @inline
  static isSpecial(command: PlaceOrder, special: bool): bool {
    if (!special) return false
    const record = changetype<PlaceSpecialOrder>(command)
    return (
      Kind.isConditional(command.orderType) ||
      command.timeInForce > (TimeInForce.fillOrKill as u8) ||
      record.quoteUnits != 0 ||
      record.icebergLots != 0 ||
      record.connection != 0
    )
  }

  @inline
  static isTrailing(command: PlaceOrder, special: bool): bool {
    return special && changetype<PlaceSpecialOrder>(command).trailingBips != 0
  }

  /** When an order's time is over; 0 = never. */
  static expiry(command: PlaceSpecialOrder): u64 {
    if ((command.timeInForce as u32) != (TimeInForce.day as u32)) return command.expiresUs
    return (header.timestampUs / dayUs + 1) * dayUs
  }
}
