// What the scribe's thread of a path runs that is measured.
import { runScribe } from '@openbell/gateway/roles/scribe.js'

runScribe()
