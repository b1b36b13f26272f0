// A file as the bytes that it stands for: plain, or decompressed as its name says, piece by piece.
import { createReadStream, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pipeline, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import type Xz from 'xz-decompress'
import { fileFault, OperateError } from './errors.js'

type Pieces = AsyncIterable<Uint8Array>

const require = createRequire(import.meta.url)

const pieceBytes = 256 * 1024

export class InputFile {
  /** As it lies on disk. */
  readonly sizeBytes: number
  /** Of those, how many the present reading has taken. */
  readBytes = 0

  /** @throws OperateError where there is no such file */
  constructor(readonly path: string) {
    try {
      const stat = statSync(path)
      if (!stat.isFile()) throw new OperateError(`${path} is no file`)
      this.sizeBytes = stat.size
    } catch (error) {
      throw this.explain(error, 'read')
    }
  }

  /**
   * The content from its start; can be read again and again.
   * @throws OperateError where the file cannot be read or decompressed
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    this.readBytes = 0
    const decompress = decompressors.find(([ending]) => this.path.endsWith(ending))?.[1]
    try {
      yield* decompress ? decompress(this.stored()) : this.stored()
    } catch (error) {
      throw this.explain(error, decompress ? 'decompressed' : 'read')
    }
  }

  private async *stored(): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(this.path, { highWaterMark: pieceBytes })) {
      this.readBytes += piece.length
      yield piece
    }
  }

  private explain(error: unknown, verb: string): unknown {
    if (error instanceof OperateError || !(error instanceof Error)) return error
    const fault = fileFault(error)
    return fault
      ? new OperateError(`${this.path}: ${fault}`)
      : new OperateError(`${this.path} cannot be ${verb}: ${error.message}`)
  }
}

const decompressors: readonly [string, (stored: Pieces) => Pieces][] = [
  ['.gz', gunzip],
  ['.zst', unzstd],
  ['.xz', unxz],
]

function gunzip(stored: Pieces): Pieces {
  // What goes wrong on either side ends the reading of the last stream.
  return pipeline(Readable.from(stored), createGunzip(), () => {})
}

async function* unzstd(stored: Pieces): Pieces {
  const ready: Uint8Array[] = []
  const stream = new Decompress((piece) => ready.push(piece))
  for await (const piece of stored) {
    stream.push(piece)
    yield* ready.splice(0)
  }
  stream.push(new Uint8Array(0), true)
  yield* ready.splice(0)
}

async function* unxz(stored: Pieces): Pieces {
  try {
    const { XzReadableStream } = unsharedXz()
    yield* new XzReadableStream(ReadableStream.from(stored))
  } catch (error) {
    if (fileFault(error)) throw error
    throw new Error('it is damaged, cut off or no xz file', { cause: error })
  }
}

/** The decoder with a state of its own: a shared one lets a second file wait for the end of the first. */
function unsharedXz(): typeof Xz {
  delete require.cache[require.resolve('xz-decompress')]
  return require('xz-decompress')
}
