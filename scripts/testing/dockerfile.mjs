// Reads a Dockerfile: its stages with their instructions, and what the last one leaves to its process.
import { readFileSync } from 'node:fs'

/** @returns {{ text: string, stages: { from: string, steps: Step[] }[], environment: object }} */
export function readDockerfile(path) {
  const text = readFileSync(path, 'utf8')
  const stages = []
  for (const line of text.replaceAll(/\\\n/g, ' ').split('\n')) {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (name === undefined) continue
    if (name === 'FROM') stages.push({ from: rest, steps: [] })
    else stages.at(-1).steps.push({ name, rest: rest.trim() })
  }
  const environment = stages
    .at(-1)
    .steps.filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => rest.split(/\s+/).map((pair) => pair.split('=')))
  return { text, stages, environment: Object.fromEntries(environment) }
}
