// One event of one stream as text: made once, sent to everybody who subscribed.
export class Message {
  readonly #stream: string
  readonly #json: string
  #plain: Buffer | undefined
  #combined: Buffer | undefined

  constructor(stream: string, json: string) {
    this.#stream = stream
    this.#json = json
  }

  bytes(isCombined: boolean): Buffer {
    return isCombined ? this.#wrapped() : this.#bare()
  }

  #bare(): Buffer {
    this.#plain ??= Buffer.from(this.#json)
    return this.#plain
  }

  /** As a socket wants it that tells its streams apart by name. */
  #wrapped(): Buffer {
    this.#combined ??= Buffer.from(`{"stream":"${this.#stream}","data":${this.#json}}`)
    return this.#combined
  }
}
