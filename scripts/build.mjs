// `npm run build`: the exchange, its tools and all tests, as far as they are not current.
import './prepare/node-version.mjs'
import { everything, prepare } from './prepare/prepare.mjs'

await prepare(everything)
