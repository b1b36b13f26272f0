// The small flow in a Cloudflare Worker. A worker must not compile code, so the module is imported;
// its hash, by which snapshots name it, comes with the package.
import { engineHash } from '@openbell/engine/hash'
import module from '@openbell/engine/openbell.wasm'
import { runFlow } from '../flow.mjs'

export default {
  async fetch() {
    return new Response(`${await runFlow({ module, hash: engineHash })}\n`)
  },
}
