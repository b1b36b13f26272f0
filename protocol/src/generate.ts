// Writes every generated file of the protocol: `node protocol/dist/generate.js [--check]`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assemblyScript } from './generate-assemblyscript.js'
import { cHeader } from './generate-c.js'
import {
  commandsTypescript,
  enumsTypescript,
  eventsTypescript,
  framesTypescript,
  statesTypescript,
} from './generate-typescript.js'
import {
  allEnums,
  commandLayouts,
  eventLayouts,
  frameLayouts,
  limits,
  stateLayouts,
} from './schema/index.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Path from the root → text, of every generated file. */
export function generatedFiles(): Map<string, string> {
  const typescript = 'protocol/src/generated'
  const layouts = [...commandLayouts, ...eventLayouts]
  return new Map([
    [`${typescript}/enums.ts`, enumsTypescript(allEnums, limits)],
    [`${typescript}/commands.ts`, commandsTypescript(commandLayouts)],
    [`${typescript}/events.ts`, eventsTypescript(eventLayouts)],
    [`${typescript}/frames.ts`, framesTypescript(frameLayouts)],
    [`${typescript}/states.ts`, statesTypescript(stateLayouts)],
    [
      'engine-as/assembly/generated/protocol.ts',
      assemblyScript(allEnums, limits, commandLayouts, eventLayouts, stateLayouts),
    ],
    ['native/include/openbell-records.h', cHeader(allEnums, limits, layouts)],
    ['protocol/layout.txt', layoutText()],
  ])
}

/** The layout as text, kept in the repository so that a moved offset shows in a review. */
function layoutText(): string {
  const lines: string[] = []
  for (const { shape, sizeBytes, fields } of [
    ...commandLayouts,
    ...eventLayouts,
    ...frameLayouts,
    ...stateLayouts,
  ]) {
    lines.push(`${shape.name} kind ${shape.kind} ${sizeBytes} bytes`)
    for (const field of fields)
      lines.push(
        `  ${String(field.offset).padStart(3)} ${field.name} ${JSON.stringify(field.type)}`,
      )
  }
  for (const { name, values, isFlags } of allEnums)
    lines.push(`${name}${isFlags ? ' bits' : ''} ${values.join(' ')}`)
  return `${lines.join('\n')}\n`
}

/** Names of the generated files that differ from their description. */
export function staleFiles(): string[] {
  return [...generatedFiles()].flatMap(([path, text]) => (readOrEmpty(path) === text ? [] : [path]))
}

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(root + path, 'utf8')
  } catch {
    return ''
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = generatedFiles()
  for (const path of staleFiles()) {
    mkdirSync(dirname(root + path), { recursive: true })
    writeFileSync(root + path, files.get(path) as string)
  }
}
