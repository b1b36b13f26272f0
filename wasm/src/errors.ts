// What can go wrong at the door. A refused command is no error: it is an event.

/** A WebAssembly module that is not this package's core, or one of another format. */
export class EngineModuleError extends Error {
  override readonly name = 'EngineModuleError'
}

/** The core met a state that must not exist; its memory is worth nothing from here on. */
export class EngineTrapError extends Error {
  override readonly name = 'EngineTrapError'
}

/** A snapshot that this engine must not be restored from. */
export class EngineSnapshotError extends Error {
  override readonly name: string = 'EngineSnapshotError'
}

/** A copy of a core whose state breaks an invariant: a bug, or memory that has changed by itself. */
export class EngineInvariantError extends EngineSnapshotError {
  override readonly name = 'EngineInvariantError'
}

/** An export that no core must be made of. */
export class EngineExportError extends Error {
  override readonly name = 'EngineExportError'
}
