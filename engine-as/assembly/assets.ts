// Assets: what may be owned. Their rules are kept as ListAsset gave them.

import { Emit } from './emit'
import {
  AssetListed,
  AssetSwitchesSet,
  ListAsset,
  Reject,
  SetAssetSwitches,
} from './generated/protocol'
import { header } from './header'

/** From `asset` on as in the record; its bytes are hashed as they are. */
@unmanaged
export class Asset {
  /** What open orders need of it; only while the invariants are being checked. */
  needed: i64
  /** What postings have added up to since the frame began; zero whenever a command ends. */
  drift: i64
  asset: u32
  assetKind: u8
  decimals: u8
  displayDecimals: u8
  switches: u8
  withdrawalMinUnits: i64
  withdrawalMaxUnits: i64
  withdrawalFeeUnits: i64
  code: u64
  codeAndName: u64
  name0: u64
  name1: u64
  name2: u64
}

export const assetBodyBytes: u32 = ListAsset.SIZE - 32
export const decimalsMax: u32 = 10

export class Assets {
  @inline
  static at(asset: u32): Asset {
    return changetype<Asset>(header.assets + asset * (offsetof<Asset>() as u32))
  }

  @inline
  static isListed(asset: u32): bool {
    return asset < header.assetsListed
  }

  @inline
  static check(command: ListAsset): Reject {
    const asset = command.asset
    if (asset >= header.assetsMax || asset > header.assetsListed) return Reject.assetMustBeInRange
    if (Assets.isListed(asset)) return Reject.assetMustBeNew
    if ((command.code0 & 0xff) == 0) return Reject.codeMustBeSet
    if (command.decimals > (decimalsMax as u8)) return Reject.decimalsMustBeInRange
    if (command.displayDecimals > command.decimals) return Reject.decimalsMustBeInRange
    return Reject.none
  }

  static list(command: ListAsset): u32 {
    const reject = Assets.check(command)
    if (reject != Reject.none) return reject
    const body = changetype<usize>(command) + offsetof<ListAsset>('asset')
    const asset = Assets.at(command.asset)
    asset.drift = 0
    const kept = changetype<usize>(asset) + offsetof<Asset>('asset')
    memory.copy(kept, body, assetBodyBytes)
    memory.copy(Emit.event(AssetListed.KIND, AssetListed.SIZE) + 8, body, assetBodyBytes)
    header.outcomeResult = command.asset as u64
    header.assetsListed++
    return 0
  }

  static setSwitches(command: SetAssetSwitches): u32 {
    if (!Assets.isListed(command.asset)) return Reject.assetMustBeListed
    Assets.at(command.asset).switches = command.switches as u8
    const at = Emit.event(AssetSwitchesSet.KIND, AssetSwitchesSet.SIZE)
    const event = changetype<AssetSwitchesSet>(at)
    event.asset = command.asset
    event.switches = command.switches as u8 as u32
    header.outcomeResult = command.asset as u64
    return 0
  }

  /** Money neither came from nowhere nor went there. */
  static assertConserved(): void {
    for (let asset: u32 = 0; asset < header.assetsListed; asset++)
      assert(Assets.at(asset).drift == 0) // every posting has its other leg
  }
}
