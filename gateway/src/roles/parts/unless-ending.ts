// What a start waits for without end: another process, or servers that do not answer.

/** Resolves as `wanted` does. @throws the signal's reason where the process is told to end before that */
export async function unlessEnding<Value>(
  ending: AbortSignal,
  wanted: Promise<Value>,
): Promise<Value> {
  let give = () => {}
  const ended = new Promise<never>((_, reject) => {
    give = () => reject(ending.reason)
  })
  ending.addEventListener('abort', give)
  if (ending.aborted) give()
  try {
    return await Promise.race([wanted, ended])
  } finally {
    ending.removeEventListener('abort', give)
  }
}
