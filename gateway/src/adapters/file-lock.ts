// A lock on a file that the operating system gives back when the process ends, however it ends.
import { closeSync, openSync } from 'node:fs'
import { tryLock } from 'fs-native-extensions'

/**
 * Makes the file where needed and locks it.
 * Returns the function that gives the lock back, once, or undefined where another holds it.
 */
export function lockFile(path: string): (() => void) | undefined {
  const fd = openSync(path, 'a', 0o600)
  let locked = false
  try {
    locked = tryLock(fd)
  } finally {
    if (!locked) closeSync(fd)
  }
  let isHeld = locked
  const release = () => {
    if (isHeld) closeSync(fd)
    isHeld = false
  }
  return locked ? release : undefined
}
