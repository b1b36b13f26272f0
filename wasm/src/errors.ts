// What can go wrong at the door. A refused command is no error: it is an event.

/** The core met a state that must not exist; its memory is worth nothing from here on. */
export class EngineTrapError extends Error {
  override readonly name = 'EngineTrapError'
}

/** A snapshot that this engine must not be restored from. */
export class EngineSnapshotError extends Error {
  override readonly name = 'EngineSnapshotError'
}
