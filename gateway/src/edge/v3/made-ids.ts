// Client order ids that are made of a number, where the client chose none.

const madeIds = (prefix: string) => {
  const pattern = new RegExp(`^${prefix}([1-9][0-9]{0,15})$`)
  return {
    of: (number: number): string => prefix + number,
    /** The number in a made id; undefined where it is not made. */
    numberIn(id: string): number | undefined {
      const digits = pattern.exec(id)?.[1]
      return digits === undefined ? undefined : Number(digits)
    },
  }
}

export const madeOrderIds = madeIds('ob')
export const madeListIds = madeIds('obl')
