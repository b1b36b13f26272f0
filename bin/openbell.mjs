#!/usr/bin/env node
// `npx openbell <command>`: prepares the clone as `npm start` does, then runs the command line.
import '../scripts/prepare/node-version.mjs'
import { endWithNpm } from '../scripts/prepare/parent.mjs'
import { exchange, prepare } from '../scripts/prepare/prepare.mjs'
import { loadSettings } from '../scripts/prepare/settings.mjs'

endWithNpm()
await prepare(exchange)
loadSettings()
const { main } = await import('../gateway/dist/operate/cli.js')
process.exitCode = await main(process.argv.slice(2))
