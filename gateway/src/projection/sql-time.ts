// Times cross the Sql port as microseconds since 1970, exact; a Date holds only milliseconds.

/** SQL for the timestamptz of an expression in microseconds: exact below 2^53. */
export const timestampOf = (us: string): string =>
  `timestamptz 'epoch' + ${us} * interval '1 microsecond'`

/** SQL for the microseconds of a timestamptz. */
export const microsecondsOf = (timestamp: string): string =>
  `(extract(epoch FROM ${timestamp}) * 1000000)::bigint`
