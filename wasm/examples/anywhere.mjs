// The small flow on Node, Deno and Bun: `node anywhere.mjs`, `deno run --allow-read anywhere.mjs`,
// `bun anywhere.mjs`.
import { fetchEngine } from '@openbell/engine'
import { runFlow } from './flow.mjs'

console.log(await runFlow(await fetchEngine()))
