// The module that every thread of the exchange runs.

export const threadEntry = new URL('../threads/entry.js', import.meta.url)
