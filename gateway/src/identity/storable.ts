// Text from strangers on its way into the database.

/** Postgres takes neither a zero nor half a pair of surrogates, and nobody reads novels there. */
export const storable = (text: string): string =>
  text.slice(0, 200).replace(/[\0\p{Surrogate}]/gu, '\ufffd')
