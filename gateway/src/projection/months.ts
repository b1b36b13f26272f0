// Months of UTC, by which the tables that grow without end are parted.

const usPerDay = 86_400_000_000
/** Of the Gregorian calendar, which repeats itself after 400 years. */
const daysPerEra = 146_097
/** From 1 March of the year 0 to 1970. */
const epochDays = 719_468

/** The month of a time (microseconds since 1970), counted from January of the year 0. */
export function monthOf(timestampUs: number): number {
  // Years that begin in March end with their leap day, so that every month has its length.
  const days = Math.floor(timestampUs / usPerDay) + epochDays
  const era = Math.floor(days / daysPerEra)
  const day = days - era * daysPerEra
  const year = Math.floor(
    (day - Math.floor(day / 1_460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  )
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  return (era * 400 + year) * 12 + monthFromMarch + 2
}

/** The first moment of a month, as Postgres reads it. */
export function startOf(month: number): string {
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  const ofYear = String((month % 12) + 1).padStart(2, '0')
  return `${year}-${ofYear}-01 00:00:00+00`
}
