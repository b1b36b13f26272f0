// What ends the parts of a process that are running: the last that was started ends first.
export class Endings {
  private readonly ends: (() => unknown)[] = []

  add(end: () => unknown): void {
    this.ends.push(end)
  }

  /** Ends every part, whatever becomes of the others. @throws what some of them threw, when all is over */
  async run(): Promise<void> {
    const faults: Error[] = []
    for (const end of this.ends.splice(0).reverse())
      try {
        await end()
      } catch (error) {
        faults.push(error as Error)
      }
    if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('; '))
  }
}
