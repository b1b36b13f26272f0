// What ends the parts of a process that are running: the last that was started ends first.
export class Endings {
  private readonly ends: (() => unknown)[] = []

  add(end: () => unknown): void {
    this.ends.push(end)
  }

  async run(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end()
  }
}
