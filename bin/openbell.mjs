#!/usr/bin/env node
// `npx openbell <command>`: prepares the clone as `npm start` does, then runs the command line.
import '../scripts/prepare/node-version.mjs'
import { endWithNpm } from '../scripts/prepare/parent.mjs'
import { exchange, prepare } from '../scripts/prepare/prepare.mjs'

endWithNpm()
await prepare(exchange)
const { main } = await import('../gateway/dist/operate/cli.js')
process.exitCode = await main(process.argv.slice(2))
