// The part of the WebAssembly interface that Openbell uses. The library `DOM` has it too, but would
// let `document` or `name` slip into server code; the Node types of version 20 have none of it.
declare namespace WebAssembly {
  interface ModuleExportDescriptor {
    name: string
    kind: 'function' | 'global' | 'memory' | 'table'
  }
  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    module: string
  }

  class Module {
    constructor(bytes: ArrayBuffer | ArrayBufferView)
    static exports(module: Module): ModuleExportDescriptor[]
    static imports(module: Module): ModuleImportDescriptor[]
  }

  class Memory {
    constructor(size: { initial: number; maximum?: number; shared?: boolean })
    readonly buffer: ArrayBuffer
    /** Grows by 64-KiB pages; returns the pages there were before. */
    grow(pages: number): number
  }

  class Global {
    constructor(type: { value: 'i32' | 'i64' | 'f32' | 'f64'; mutable?: boolean }, value?: unknown)
    value: unknown
  }

  type ImportValue = Memory | Global | number | ((...values: never[]) => unknown)
  type Imports = Record<string, Record<string, ImportValue>>
  type Exports = Record<string, Memory | Global | ((...values: never[]) => unknown)>

  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Exports
  }

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function validate(bytes: ArrayBuffer | ArrayBufferView): boolean
  function compile(bytes: ArrayBuffer | ArrayBufferView): Promise<Module>
  function instantiate(module: Module, imports?: Imports): Promise<Instance>
}
