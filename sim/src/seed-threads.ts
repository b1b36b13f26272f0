// Seeds on a few threads: each thread gets the next one when it has answered.
import { Worker } from 'node:worker_threads'

export interface SeedRange {
  readonly from: number
  readonly count: number
  /** That each seed sends at least. */
  readonly commands: number
}

export interface SeedThreads<Order, Answer> {
  /** The file that the threads run: it answers every message with one. */
  readonly file: URL
  readonly threads: number
  readonly count: number
  /** What is asked, by its number from 0. */
  order(index: number): Order
  /** False = nothing more is to be asked. */
  take(answer: Answer, index: number): boolean
}

/** @throws whatever a thread or `take` throws; no thread is left then either */
export async function askThreads<Order, Answer>(parts: SeedThreads<Order, Answer>): Promise<void> {
  const { file, threads, count } = parts
  let next = 0
  let isOver = false
  const workers = Array.from({ length: Math.min(threads, count) }, () => new Worker(file))
  const work = async (worker: Worker): Promise<void> => {
    while (next < count && !isOver) {
      const index = next++
      if (!parts.take(await ask<Order, Answer>(worker, parts.order(index)), index)) isOver = true
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function ask<Order, Answer>(worker: Worker, order: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: Answer) => {
      worker.off('error', reject)
      resolve(answer)
    })
    worker.postMessage(order)
  })
}
