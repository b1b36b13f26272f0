// Starts an embedded Postgres in the folder named by the first parameter and waits to be killed.
import { startEmbeddedPostgres } from '../adapters/embedded-postgres.js'
import { quietLog } from './database.js'

const dataFolder = process.argv[2] ?? ''
const { url } = await startEmbeddedPostgres({ dataFolder, log: quietLog })
process.stdout.write(`${url}\n`)
process.stdin.resume()
