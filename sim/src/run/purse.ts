// What a trader does with money: small amounts, so that balances run out, and each once a key.
import type { CommandBody, CommandHead, CommandShape } from '@openbell/gateway/ports.js'
import {
  Deposit,
  limits,
  ReleaseWithdrawal,
  ReserveWithdrawal,
  SettleWithdrawal,
  Transfer,
  Withdraw,
} from '@openbell/protocol'
import type { Chance } from '../world/chance.js'
import { assetCount } from '../world/small-genesis.js'
import { type Intent, intentOf } from './intent.js'
import { moneyKey } from './names.js'

const memory = 20

export class Purse {
  private moved: Intent[] = []
  private reserved: number[] = []

  constructor(
    private readonly chance: Chance,
    private readonly traders: number,
    private readonly drawKey: () => string,
  ) {}

  /** Something that was done, and its result. */
  remember(intent: Intent, result: number): void {
    this.moved = [...this.moved, intent].slice(-memory)
    if (intent.memo?.what === 'money' && intent.memo.isReserved)
      this.reserved = [...this.reserved, result].slice(-memory)
  }

  next(head: CommandHead): Intent {
    const { chance } = this
    const amount = { asset: chance.below(assetCount), amountUnits: BigInt(chance.between(1, 8000)) }
    const body = { ...amount, idempotencyKey: this.drawKey() }
    const toAccount = limits.accountUserMin + chance.below(this.traders)
    const draw = chance.weigh<() => Intent>([
      [() => named(Deposit, head, body), 60],
      [() => named(Withdraw, head, body), 12],
      [() => named(ReserveWithdrawal, head, body), 16],
      [() => named(Transfer, head, { ...body, toAccount }), 10],
      [() => this.decide(head), 12],
    ])
    return draw()
  }

  /** The same once more, though it was answered. */
  again(head: CommandHead): Intent {
    return this.moved.length > 0 ? this.chance.pick(this.moved) : this.next(head)
  }

  /** What was reserved leaves, or stays; now and then it is not there. */
  private decide(head: CommandHead): Intent {
    const { chance, reserved } = this
    const withdrawalId = reserved.length > 0 ? chance.pick(reserved) : chance.between(1, 20)
    return intentOf(chance.pick([SettleWithdrawal, ReleaseWithdrawal]), head, { withdrawalId })
  }
}

function named<Fields>(
  shape: CommandShape<Fields>,
  head: CommandHead,
  body: CommandBody<Fields> & { readonly idempotencyKey: string },
): Intent {
  const key = moneyKey(head.account, body.idempotencyKey)
  const isReserved = shape.kind === ReserveWithdrawal.kind
  return intentOf(shape, head, body, { key, memo: { what: 'money', isReserved } })
}
