// The part of fs-native-extensions that is used here; the package brings no types.
declare module 'fs-native-extensions' {
  /** Locks an open file for this process; false where another holds it. */
  export function tryLock(fd: number): boolean
}
