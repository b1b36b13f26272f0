// GET account: balances and fees.
import { formatUnits } from '@openbell/protocol'
import type { BalanceView, Caller, FeeTierView, Views } from '../../ports.js'
import { formatAmount } from '../decimals.js'
import { internalError } from '../errors.js'
import { flag, optional, required, symbolName, type Values } from '../parameters.js'
import type { Asked } from './dialect-route.js'
import { marketOf } from './markets.js'
import { toMs } from './order-json.js'

export const accountParameters = { omitZeroBalances: optional(flag) }
export const commissionParameters = { symbol: required(symbolName) }

const ppmDecimals = 6

/** `1000` parts in a million as `0.00100000`. */
export const formatRate = (ppm: number): string => `${formatUnits(BigInt(ppm), ppmDecimals)}00`

/** The fees of an account, and how it stands. */
export function standingOf(views: Views, { account: number }: Caller) {
  const account = views.account(number)
  const tiers = views.feeTiers()
  const fees = tiers.find(({ tier }) => tier === (account?.tier ?? 0))
  if (!fees) throw internalError()
  return { account, fees }
}

/** What the account has of every asset, zero included. */
export function balancesOf(views: Views, { account }: Caller) {
  const held = new Map<number, BalanceView>()
  for (const balance of views.balances(account)) held.set(balance.asset, balance)
  return views.assets().map((asset) => {
    const { availableUnits = 0n, lockedUnits = 0n } = held.get(asset.asset) ?? {}
    return { asset, availableUnits, lockedUnits }
  })
}

/** @throws ApiError */
export function readAccount(
  views: Views,
  { omitZeroBalances = false }: Values<typeof accountParameters>,
  { caller }: Asked,
) {
  const { account, fees } = standingOf(views, caller)
  const isActive = account?.frozen !== true
  return {
    ...commissionsOf(fees),
    canTrade: isActive,
    canWithdraw: isActive,
    // What comes in is credited to a frozen account, too.
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: toMs(account?.updatedUs ?? 0),
    accountType: 'SPOT',
    balances: balancesOf(views, caller)
      .filter(({ availableUnits, lockedUnits }) =>
        omitZeroBalances ? availableUnits !== 0n || lockedUnits !== 0n : true,
      )
      .map(({ asset, availableUnits, lockedUnits }) => ({
        asset: asset.code,
        free: formatAmount(asset, availableUnits),
        locked: formatAmount(asset, lockedUnits),
      })),
    permissions: ['SPOT'],
    uid: caller.account,
  }
}

const noRates = { maker: formatRate(0), taker: formatRate(0) }
const noSideRates = { buyer: formatRate(0), seller: formatRate(0) }
/** Fees are by tier alone: nothing is paid in another currency for less. */
const noDiscount = {
  enabledForAccount: false,
  enabledForSymbol: false,
  discountAsset: '',
  discount: formatRate(0),
}

const ratesOf = ({ makerPpm, takerPpm }: FeeTierView) => ({
  maker: formatRate(makerPpm),
  taker: formatRate(takerPpm),
})

/** The fees that trades of the account cost in a market. @throws ApiError */
export function readCommission(
  views: Views,
  { symbol }: Values<typeof commissionParameters>,
  { caller }: Asked,
) {
  const { fees } = standingOf(views, caller)
  return {
    symbol: marketOf(views, symbol).symbol,
    standardCommission: { ...ratesOf(fees), ...noSideRates },
    specialCommission: { ...noRates, ...noSideRates },
    taxCommission: { ...noRates, ...noSideRates },
    discount: noDiscount,
  }
}

/** The same of one order. */
export function commissionOfOrder(views: Views, caller: Caller) {
  const { fees } = standingOf(views, caller)
  return {
    standardCommissionForOrder: ratesOf(fees),
    specialCommissionForOrder: noRates,
    taxCommissionForOrder: noRates,
    discount: noDiscount,
  }
}

const ppmPerBip = 100

const commissionsOf = ({ makerPpm, takerPpm }: FeeTierView) => ({
  makerCommission: makerPpm / ppmPerBip,
  takerCommission: takerPpm / ppmPerBip,
  buyerCommission: 0,
  sellerCommission: 0,
  commissionRates: {
    maker: formatRate(makerPpm),
    taker: formatRate(takerPpm),
    buyer: formatRate(0),
    seller: formatRate(0),
  },
})
