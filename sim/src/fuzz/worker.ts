// A thread that compares the cores on seeds as they come.
import { parentPort } from 'node:worker_threads'
import { compileEngine } from '@openbell/engine'
import { type FuzzSeed, runFuzzSeed } from './seed.js'

const module = compileEngine()

parentPort?.on('message', (order: FuzzSeed) => parentPort?.postMessage(runFuzzSeed(order, module)))
