// Reads docker-compose.yml as Compose does: anchors merged, variables put in, profiles chosen.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export const readCompose = (path) => parse(readFileSync(path, 'utf8'), { merge: true })

/** The names of the variables that a text refers to; `$$` is a dollar. */
export const variablesIn = (text) =>
  [...text.replaceAll('$$', '').matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name)

/** The text with its variables in; one that is not set has what follows `:-`. */
export const interpolate = (text, variables) =>
  text
    .replaceAll(/(?<!\$)\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g, (_, name, otherwise = '') =>
      variables[name] ? variables[name] : otherwise,
    )
    .replaceAll('$$', '$')

/** What a container's process has in its environment, over that of its image. */
export function environmentOf({ environment = {} }, image, variables) {
  const own = Object.entries(environment).map(([name, value]) => [
    name,
    value === null ? variables[name] : interpolate(String(value), variables),
  ])
  return { ...image, ...Object.fromEntries(own) }
}

export const inProfile = (services, profile) =>
  Object.entries(services).filter(([, { profiles }]) => profiles.includes(profile))
