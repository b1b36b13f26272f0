// Times of the database as microseconds since 1970.

/** An expression for a column of a time; it comes as a decimal string, or null. */
export const usOf = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`
