// Accounts with their tier, their balances and how far their events were counted.
import { type DeadManSet, FrameType, limits } from '@openbell/protocol'
import type { AccountView, BalanceView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'

interface Account {
  readonly account: number
  tier: number
  frozen: boolean
  tradeGroup: number
  deadManTimeoutUs: number
  deadManDeadlineUs: number
  lastEvent: number
  updatedUs: number
  /** By asset. */
  readonly balances: (BalanceView | undefined)[]
}

export class Accounts {
  readonly #accounts: (Account | undefined)[] = []
  /** Whose dead man's switch is armed. */
  readonly #armed = new Set<Account>()
  #count = 0

  open(account: number, tier: number, nowUs: number): void {
    if (this.#accounts[account]) throw new Unexplained(`account ${account} is opened twice`)
    this.#add({
      account,
      tier,
      frozen: false,
      tradeGroup: 0,
      deadManTimeoutUs: 0,
      deadManDeadlineUs: 0,
      lastEvent: 0,
      updatedUs: nowUs,
      balances: [],
    })
  }

  view(account: number): AccountView | undefined {
    const known = this.#accounts[account]
    if (!known) return undefined
    const { balances, ...view } = known
    return view
  }

  balances(account: number): BalanceView[] {
    return this.#accounts[account]?.balances.filter((balance) => balance !== undefined) ?? []
  }

  /** Counts an event of an account; the house's accounts are open from the start. @throws Unexplained where one was left out or comes again */
  step(account: number, accountEvent: number, nowUs: number): void {
    if (!this.#accounts[account] && account < limits.accountUserMin) this.open(account, 0, nowUs)
    const known = this.#known(account)
    if (accountEvent !== known.lastEvent + 1)
      throw new Unexplained(
        `event ${accountEvent} of account ${account} follows ${known.lastEvent}`,
      )
    known.lastEvent = accountEvent
    known.updatedUs = nowUs
  }

  setTier(account: number, tier: number): void {
    this.#known(account).tier = tier
  }

  setFrozen(account: number, frozen: boolean): void {
    this.#known(account).frozen = frozen
  }

  setTradeGroup(account: number, tradeGroup: number): void {
    this.#known(account).tradeGroup = tradeGroup
  }

  tradeGroup(account: number): number {
    return this.#known(account).tradeGroup
  }

  /** @throws Unexplained where the deadline is not the time and the timeout */
  setDeadMan({ account, timeoutUs, deadlineUs }: DeadManSet, nowUs: number): void {
    const isArmed = timeoutUs > 0
    if (isArmed && deadlineUs !== nowUs + timeoutUs)
      throw new Unexplained(`${timeoutUs} us from ${nowUs} on are not ${deadlineUs}`)
    const known = this.#known(account)
    known.deadManTimeoutUs = timeoutUs
    known.deadManDeadlineUs = isArmed ? deadlineUs : 0
    if (isArmed) this.#armed.add(known)
    else this.#armed.delete(known)
  }

  /** The dead man's switches by the time of a frame: an epoch starts all again, the core tells none. */
  passTime(type: FrameType, nowUs: number): void {
    for (const account of this.#armed) {
      if (type === FrameType.epoch) account.deadManDeadlineUs = nowUs + account.deadManTimeoutUs
      if (account.deadManDeadlineUs > nowUs) continue
      account.deadManTimeoutUs = 0
      account.deadManDeadlineUs = 0
      this.#armed.delete(account)
    }
  }

  /** @throws Unexplained where an amount is negative; only the house may owe */
  setBalance(account: number, balance: BalanceView): void {
    const { asset, availableUnits, lockedUnits } = balance
    if ((availableUnits < 0n && account >= limits.accountUserMin) || lockedUnits < 0n)
      throw new Unexplained(
        `account ${account} has ${availableUnits} available and ${lockedUnits} locked of asset ${asset}`,
      )
    this.#known(account).balances[asset] = balance
  }

  write(out: ByteWriter): void {
    const accounts = this.#accounts.filter((account) => account !== undefined)
    out.list(accounts, this.#count, (account) => writeAccount(out, account))
  }

  static read(from: ByteReader): Accounts {
    const accounts = new Accounts()
    for (const account of from.list(() => readAccount(from))) accounts.#add(account)
    return accounts
  }

  #add(account: Account): void {
    this.#accounts[account.account] = account
    if (account.deadManTimeoutUs > 0) this.#armed.add(account)
    this.#count++
  }

  #known(account: number): Account {
    const known = this.#accounts[account]
    if (!known) throw new Unexplained(`account ${account} is not open`)
    return known
  }
}

function writeAccount(out: ByteWriter, account: Account): void {
  out.u32(account.account)
  out.u32(account.tier)
  out.u8(account.frozen ? 1 : 0)
  out.u32(account.tradeGroup)
  out.u64(account.deadManTimeoutUs)
  out.u64(account.deadManDeadlineUs)
  out.u64(account.lastEvent)
  out.u64(account.updatedUs)
  const balances = account.balances.filter((balance) => balance !== undefined)
  out.list(balances, balances.length, (balance) => {
    out.u32(balance.asset)
    out.i64(balance.availableUnits)
    out.i64(balance.lockedUnits)
  })
}

function readAccount(from: ByteReader): Account {
  const balances: (BalanceView | undefined)[] = []
  const account = {
    account: from.u32(),
    tier: from.u32(),
    frozen: from.u8() === 1,
    tradeGroup: from.u32(),
    deadManTimeoutUs: from.u64(),
    deadManDeadlineUs: from.u64(),
    lastEvent: from.u64(),
    updatedUs: from.u64(),
    balances,
  }
  from.list(() => {
    const asset = from.u32()
    balances[asset] = { asset, availableUnits: from.i64(), lockedUnits: from.i64() }
  })
  return account
}
