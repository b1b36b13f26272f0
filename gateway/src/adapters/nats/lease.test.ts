// The lease: one holder at a time tries to lead, judged by each process's own clock.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LeaseCell, LeaseEntry, LeaseState, LeaseValue } from '../../ports.js'
import { failureOf, silentLog, withServer } from '../../testing/stream-world.js'
import { TestClock, TestTimers } from '../../testing/world.js'
import { LeaseHolder, LeaseWatch } from './lease.js'

const leaseMs = 1_500

/** A cell without a server, which can be away, lose its answers or be slow with them. */
class MemoryCell implements LeaseCell {
  private entry: LeaseEntry | undefined
  isAway = false
  losesAnswers = false
  writes = 0
  /** No write is answered before it resolves. */
  answering: Promise<void> | undefined

  async read(): Promise<LeaseEntry | undefined> {
    if (this.isAway) throw new Error('away')
    return this.entry
  }

  async write(value: LeaseValue, revision: number): Promise<number | undefined> {
    this.writes++
    await this.answering
    if (this.isAway) throw new Error('away')
    if ((this.entry?.revision ?? 0) !== revision) return undefined
    this.entry = { value, revision: revision + 1 }
    if (this.losesAnswers) throw new Error('no answer')
    return revision + 1
  }
}

class Candidate {
  readonly clock = new TestClock()
  readonly timers = new TestTimers()
  readonly states: LeaseState[] = []
  readonly watch: LeaseWatch
  readonly holder: LeaseHolder

  constructor(
    readonly name: string,
    store: LeaseCell,
  ) {
    const { clock, timers } = this
    const options = { store, clock, timers, log: silentLog, leaseMs }
    this.watch = new LeaseWatch(options)
    const onState = (state: LeaseState) => this.states.push(state)
    this.holder = new LeaseHolder({ ...options, self: name, onState })
  }

  get isFree(): boolean {
    return this.watch.isFree(this.name)
  }

  /** Looks after some time of its own clock. */
  async look(seconds = 0): Promise<void> {
    this.clock.pass(seconds)
    await this.watch.look()
  }

  acquire(): Promise<boolean> {
    return this.holder.acquire(this.watch.entry)
  }
}

/** Two candidates, of which the first holds the lease and the second has seen it. */
async function heldLease(cell: LeaseCell): Promise<[Candidate, Candidate]> {
  const [one, two] = [new Candidate('one', cell), new Candidate('two', cell)]
  await Promise.all([one.look(), two.look()])
  assert.ok(one.isFree && two.isFree)
  assert.ok(await one.acquire())
  await two.look()
  return [one, two]
}

async function takesOver(cell: LeaseCell): Promise<void> {
  const [one, two] = await heldLease(cell)
  await one.holder.announce(7, '10.0.0.1:9000')
  await two.look()
  const { renewals, ...said } = (two.watch.entry as LeaseEntry).value
  assert.equal(said, { holder: 'one', epoch: 7, address: '10.0.0.1:9000', successor: '' })
  assert.is(renewals, 1)
  assert.not(two.isFree)
}

test('a lease that is renewed is not free, and one that is not is over after its length', async () => {
  const [one, two] = await heldLease(new MemoryCell())
  for (let count = 0; count < 10; count++) {
    await one.holder.renew()
    await two.look(0.5)
    assert.not(two.isFree)
  }
  await two.look(0.7)
  await two.look(0.7)
  assert.not(two.isFree)
  await two.look(0.2)
  assert.ok(two.isFree)
  assert.ok(await two.acquire())
  await one.holder.renew()
  assert.equal(one.states, ['held', 'lost'])
  assert.is(one.holder.state, 'lost')
})

test('of two candidates for a free lease one has it', async () => {
  const cell = new MemoryCell()
  const [one, two] = [new Candidate('one', cell), new Candidate('two', cell)]
  await Promise.all([one.look(), two.look()])
  assert.equal(await Promise.all([one.acquire(), two.acquire()]), [true, false])
})

test('a lease that was taken by a write whose answer was lost is taken again', async () => {
  const cell = new MemoryCell()
  const [one, two] = [new Candidate('one', cell), new Candidate('two', cell)]
  await one.look()
  cell.losesAnswers = true
  assert.not(await one.acquire())
  cell.losesAnswers = false
  await Promise.all([one.look(), two.look()])
  assert.ok(one.isFree)
  assert.not(two.isFree)
  assert.ok(await one.acquire())
  assert.equal(one.states, ['held'])
})

test('what a watcher could not read was no silence', async () => {
  const cell = new MemoryCell()
  const [, two] = await heldLease(cell)
  await two.look(0.7)
  cell.isAway = true
  await two.look(5)
  assert.not(two.isFree)
  cell.isAway = false
  await two.look(0.1)
  assert.not(two.isFree)
  await two.look(0.7)
  await two.look(0.7)
  assert.not(two.isFree)
  await two.look(0.2)
  assert.ok(two.isFree)
})

test('a watcher that was stopped for long has seen nothing meanwhile', async () => {
  const [, two] = await heldLease(new MemoryCell())
  await two.look(60)
  assert.not(two.isFree)
})

test('a renewal whose answer is lost is no loss of the lease', async () => {
  const cell = new MemoryCell()
  const [one] = await heldLease(cell)
  cell.losesAnswers = true
  await one.holder.renew()
  cell.losesAnswers = false
  await one.holder.renew()
  await one.holder.renew()
  assert.equal(one.states, ['held'])
})

test('a holder that cannot renew for the length of the lease is unsure, and may be held again', async () => {
  const cell = new MemoryCell()
  const [one] = await heldLease(cell)
  cell.isAway = true
  one.clock.pass(1)
  await one.holder.renew()
  assert.is(one.holder.state, 'held')
  one.clock.pass(1)
  await one.holder.renew()
  assert.is(one.holder.state, 'unsure')
  cell.isAway = false
  await one.holder.renew()
  assert.equal(one.states, ['held', 'unsure', 'held'])
})

test('a lease that is given back is free at once, for the successor first', async () => {
  const cell = new MemoryCell()
  const [one, two] = await heldLease(cell)
  const three = new Candidate('three/its start', cell)
  await one.holder.release('three')
  await Promise.all([two.look(), three.look()])
  assert.not(two.isFree)
  assert.ok(three.isFree)
  // A successor that does not come is not waited for any longer than a holder that died.
  for (let count = 0; count < 3; count++) await two.look(0.6)
  assert.ok(two.isFree)
  assert.ok(await three.acquire())
  await three.holder.release()
  await two.look()
  assert.ok(two.isFree)
  assert.equal(one.states, ['held', 'none'])
})

test('a lease is given back behind one renewal without an answer, however long that takes', async () => {
  const cell = new MemoryCell()
  const [one, two] = await heldLease(cell)
  let answer = () => {}
  cell.answering = new Promise((resolve) => {
    answer = resolve
  })
  const writes = cell.writes
  for (let count = 0; count < 10; count++) for (const run of one.timers.periodic) run()
  const released = one.holder.release()
  answer()
  await released
  assert.is(cell.writes - writes, 2)
  await two.look()
  assert.ok(two.isFree)
})

test('a lease is given back although the answer to its last renewal was lost', async () => {
  const cell = new MemoryCell()
  const [one, two] = await heldLease(cell)
  cell.losesAnswers = true
  await one.holder.renew()
  cell.losesAnswers = false
  await one.holder.release()
  await two.look()
  assert.ok(two.isFree)
  assert.is(two.watch.entry?.value.holder, '')
  assert.equal(one.states, ['held', 'none'])
})

test('who watches is told of changes until it ends', async () => {
  const [one, two] = await heldLease(new MemoryCell())
  let calls = 0
  const stop = two.watch.onChange(() => calls++)
  await one.holder.renew()
  await two.look()
  await two.look()
  assert.is(calls, 1)
  stop()
  await one.holder.renew()
  await two.look()
  assert.is(calls, 1)
  two.watch.close()
})

withServer('the cell of a real server holds the same promises', async (world) => {
  await takesOver(await world.openLease())
  const store = await world.openLease()
  const seen = (await store.read()) as LeaseEntry
  assert.is(await store.write(seen.value, seen.revision - 1), undefined)
  const writes = [1, 2, 3].map((epoch) => store.write({ ...seen.value, epoch }, seen.revision))
  const taken = (await Promise.all(writes)).filter((revision) => revision !== undefined)
  assert.is(taken.length, 1)
  await world.server.kill()
  await world.server.run()
  assert.is((await (await world.openLease()).read())?.revision, taken[0])
})

withServer('what somebody else writes into the cell is refused', async (world) => {
  const store = await world.openLease()
  const { connection } = await world.connect()
  await (await connection.jetstream().views.kv('test-0-lease')).put('leader', '{"holder":7}')
  assert.is((await failureOf(store.read()))?.name, 'ZodError')
})

test.run()
