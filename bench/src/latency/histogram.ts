// Counts of durations in buckets whose width grows with the duration: any percentile of millions of
// them within one part in 128, in a fixed memory.
//
//   0 … 255 ns, each its own bucket │ 256 … 511, two a bucket │ 512 … 1,023, four a bucket │ …

/** Buckets of each doubling; below twice as many, a whole number each. */
const perDoubling = 128
const doublings = 35

/** Whole nanoseconds, from 0 to two hours; longer ones count as that. */
export class Histogram {
  count = 0
  maxNs = 0
  private readonly counts = new Float64Array((doublings + 2) * perDoubling)

  record(ns: number): void {
    const bucket = Math.min(bucketOf(ns), this.counts.length - 1)
    this.counts[bucket]++
    this.count++
    if (ns > this.maxNs) this.maxNs = ns
  }

  add(other: Histogram): void {
    for (const [bucket, count] of other.counts.entries()) this.counts[bucket] += count
    this.count += other.count
    this.maxNs = Math.max(this.maxNs, other.maxNs)
  }

  /**
   * The duration that `share` of all do not exceed, at most one part in 128 above the exact one.
   * @param share from 0 to 1
   */
  percentileNs(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count))
    let seen = 0
    for (const [bucket, count] of this.counts.entries()) {
      seen += count
      if (seen >= rank) return Math.min(lastOf(bucket), this.maxNs)
    }
    return this.maxNs
  }
}

function bucketOf(ns: number): number {
  const doubling = Math.max(0, Math.floor(Math.log2(ns + 0.5)) - Math.log2(perDoubling))
  return doubling * perDoubling + Math.floor(ns / 2 ** doubling)
}

/** The longest duration of a bucket. */
function lastOf(bucket: number): number {
  if (bucket < 2 * perDoubling) return bucket
  const doubling = Math.floor(bucket / perDoubling) - 1
  return (bucket - doubling * perDoubling + 1) * 2 ** doubling - 1
}
