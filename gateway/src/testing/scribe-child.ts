// A scribe's thread as the exchange has it.
import { runScribe } from '../roles/scribe.js'

runScribe()
