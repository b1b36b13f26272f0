// Why a record of an export is refused. The numbers are named in wasm/src/import-faults.ts.
export const faultNone: u32 = 0
/** No whole record of a known kind. */
export const faultRecord: u32 = 1
/** A record of a later kind was there before, or the first record is missing, or there twice. */
export const faultTurn: u32 = 2
/** A limit is zero, or more than a capacity of this core. */
export const faultLimit: u32 = 3
/** An account, an asset, a market or an order that there is not. */
export const faultUnknown: u32 = 4
/** What it tells is known already. */
export const faultTwice: u32 = 5
/** A value that no core has. */
export const faultValue: u32 = 6
/** More than a limit allows. */
export const faultFull: u32 = 7
/** It contradicts what it belongs to. */
export const faultPlace: u32 = 8
/** Behind the last record: something that must follow is missing. */
export const faultEnd: u32 = 9
