// Withdrawals that are reserved: as many as the core has places for. What is over is in the database.
import type {
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import type { WithdrawalView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Unexplained } from './errors.js'

export class Withdrawals {
  readonly #reserved = new Map<number, WithdrawalView>()
  #lastId = 0

  /** @throws Unexplained where its id does not follow or its fee is no part of it */
  reserve(event: WithdrawalReserved, nowUs: number): void {
    this.count(event)
    this.#reserved.set(event.withdrawalId, {
      withdrawalId: event.withdrawalId,
      account: event.account,
      asset: event.asset,
      amountUnits: event.amountUnits,
      feeUnits: event.feeUnits,
      idempotencyKey: event.idempotencyKey,
      status: 'reserved',
      createdUs: nowUs,
      updatedUs: nowUs,
    })
  }

  /** Takes the id of a withdrawal. @throws Unexplained where it does not follow */
  count({ withdrawalId, amountUnits, feeUnits }: Withdrawn | WithdrawalReserved): void {
    if (this.#lastId > 0 && withdrawalId !== this.#lastId + 1)
      throw new Unexplained(`withdrawal ${withdrawalId} follows ${this.#lastId}`)
    if (feeUnits < 0n || feeUnits >= amountUnits)
      throw new Unexplained(`withdrawal ${withdrawalId} of ${amountUnits} costs ${feeUnits}`)
    this.#lastId = withdrawalId
  }

  /** Ends one. @throws Unexplained where it was not reserved, or otherwise */
  end(event: WithdrawalSettled | WithdrawalReleased): void {
    const { withdrawalId, account, asset, amountUnits, feeUnits } = event
    const known = this.#reserved.get(withdrawalId)
    const isSame =
      known?.account === account &&
      known.asset === asset &&
      known.amountUnits === amountUnits &&
      known.feeUnits === feeUnits
    if (!isSame) throw new Unexplained(`withdrawal ${withdrawalId} was not reserved like this`)
    this.#reserved.delete(withdrawalId)
  }

  reserved(account?: number): WithdrawalView[] {
    const all = [...this.#reserved.values()]
    return account === undefined ? all : all.filter((one) => one.account === account)
  }

  write(out: ByteWriter): void {
    out.u64(this.#lastId)
    out.list(this.#reserved.values(), this.#reserved.size, (one) => {
      out.u64(one.withdrawalId)
      out.u32(one.account)
      out.u32(one.asset)
      out.i64(one.amountUnits)
      out.i64(one.feeUnits)
      out.text(one.idempotencyKey)
      out.u64(one.createdUs)
    })
  }

  read(from: ByteReader): void {
    this.#lastId = from.u64()
    for (const one of from.list(() => readReserved(from))) this.#reserved.set(one.withdrawalId, one)
  }
}

function readReserved(from: ByteReader): WithdrawalView {
  const one = {
    withdrawalId: from.u64(),
    account: from.u32(),
    asset: from.u32(),
    amountUnits: from.i64(),
    feeUnits: from.i64(),
    idempotencyKey: from.text(),
    status: 'reserved' as const,
    createdUs: from.u64(),
  }
  return { ...one, updatedUs: one.createdUs }
}
