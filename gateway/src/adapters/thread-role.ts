// Which thread of the exchange this one is: each is started with it in its data.
import { workerData } from 'node:worker_threads'

export type ThreadRole = 'core' | 'keeper' | 'scribe' | 'stream'

export const threadRole = (): ThreadRole => (workerData as { readonly role: ThreadRole }).role
