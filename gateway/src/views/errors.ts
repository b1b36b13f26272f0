// Why views refuse: what a fold cannot explain, and bytes that are no snapshot of views.

/** Thrown inside the fold; leaves it as a ViewError that names the place. */
export class Unexplained extends Error {
  override name = 'Unexplained'
}

/** Events that contradict what was folded before: the views are wrong from here on, for good. */
export class ViewError extends Error {
  override name = 'ViewError'
  constructor(
    readonly sequence: number,
    /** The record's place in its frame, from 0; undefined where the frame itself does not fit. */
    readonly record: number | undefined,
    reason: string,
    options?: ErrorOptions,
  ) {
    const place = record === undefined ? '' : `, record ${record}`
    super(`event frame ${sequence}${place}: ${reason}`, options)
  }
}

/** Bytes that views cannot be restored from. */
export class ViewSnapshotError extends Error {
  override name = 'ViewSnapshotError'
}
