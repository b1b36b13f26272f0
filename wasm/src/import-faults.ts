// Why the core refuses a record of an export, by the numbers of engine-as/assembly/import-faults.ts.
export const importFaults = [
  'none',
  'it is no whole record of a known kind',
  'its kind’s turn is over, or the venue’s one record is not the first',
  'a limit is zero, or more than a capacity of this core',
  'it names an account, an asset, a market or an order that there is not',
  'what it tells is known already',
  'it has a value that no core has',
  'it is more than a limit allows',
  'it contradicts what it belongs to',
  'what must follow the last record is missing',
] as const
