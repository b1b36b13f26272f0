// Puts the package @openbell/engine together from what is built: a folder that stands alone.
//
//   package.json  README.md  LICENSE  openbell.wasm
//   dist/         the package's modules, and hash.js: the SHA-256 of openbell.wasm
//   protocol/     the modules of @openbell/protocol that they need
//   docs/         the pages that README.md leads to
//   examples/     as in wasm/examples, with the small flow as a file for other languages
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'

const entries = ['wasm/dist/index', 'wasm/dist/node']
const protocolEntry = 'protocol/dist/index.js'
/** Where a text of the repository lies in the package. */
const pages = new Map([
  ['wasm/README.md', 'README.md'],
  ['docs/reference/engine-abi.md', 'docs/engine-abi.md'],
  ['docs/reference/core-rules.md', 'docs/core-rules.md'],
  ['protocol/layout.txt', 'docs/layout.txt'],
])
const link = /\[([^\]]*)\]\(([^):]+)\)/g
const specifier = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\2/g
const sourceMap = /^\/\/# sourceMappingURL=.*\n?/gm

/** Assembles the package in an empty folder. */
export async function assemble(root, folder) {
  for (const path of modulesOf(root)) write(folder, placeOf(path), standalone(root, path))
  const wasm = readFileSync(join(root, 'wasm/openbell.wasm'))
  write(folder, 'openbell.wasm', wasm)
  writeHash(folder, createHash('sha256').update(wasm).digest('hex'))
  for (const path of pages.keys()) write(folder, pages.get(path), page(root, path))
  write(folder, 'LICENSE', readFileSync(join(root, 'LICENSE')))
  write(folder, 'package.json', manifest(root))
  cpSync(join(root, 'wasm/examples'), join(folder, 'examples'), { recursive: true })
  write(folder, 'examples/flow.bin', await flowOf(folder))
}

/** The compiled modules and their types that the entries reach, and nothing else. */
function modulesOf(root) {
  const found = new Set()
  const visit = (path) => {
    if (found.has(path)) return
    found.add(path)
    for (const [, , , name] of readFileSync(join(root, path), 'utf8').matchAll(specifier))
      if (!name.startsWith('node:')) visit(resolve(path, name))
  }
  for (const entry of entries) for (const ending of ['.js', '.d.ts']) visit(entry + ending)
  return [...found]
}

/** The file that a specifier of a module means; types lead to types. */
function resolve(path, name) {
  if (name !== '@openbell/protocol' && !name.startsWith('.'))
    throw new Error(`${path} imports ${name}, which the package has not`)
  const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : protocolEntry
  return path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target
}

/** `wasm/dist/x.js` → `dist/x.js`, `protocol/dist/x.js` → `protocol/x.js` */
const placeOf = (path) => path.replace(/^wasm\//, '').replace(/^protocol\/dist\//, 'protocol/')

/** The text of a module whose every import is relative. */
function standalone(root, path) {
  const from = posix.dirname(placeOf(path))
  const toProtocol = posix.relative(from, placeOf(protocolEntry))
  return readFileSync(join(root, path), 'utf8')
    .replace(sourceMap, '')
    .replace(specifier, (text, before, quote, name) =>
      name === '@openbell/protocol' ? `${before}${quote}${toProtocol}${quote}` : text,
    )
}

/** A page whose links lead inside the package; where one leads out of it, its words stay. */
function page(root, path) {
  const from = posix.dirname(pages.get(path))
  return readFileSync(join(root, path), 'utf8').replace(link, (_text, words, target) => {
    const meant = posix.join(posix.dirname(path), target)
    const place = pages.get(meant) ?? (meant.startsWith('wasm/') ? meant.slice(5) : undefined)
    return place === undefined ? words : `[${words}](${posix.relative(from, place)})`
  })
}

/** For platforms that hand over a module without its bytes. */
function writeHash(folder, hash) {
  const about = '/** SHA-256 of this package’s openbell.wasm: 64 hex digits. */\n'
  write(folder, 'dist/hash.js', `${about}export const engineHash = '${hash}'\n`)
  write(folder, 'dist/hash.d.ts', `${about}export declare const engineHash: string\n`)
}

/** The package's own example makes it, with the package's own core. */
async function flowOf(folder) {
  const load = (path) => import(pathToFileURL(join(folder, path)).href)
  const { flowFile } = await load('examples/flow.mjs')
  const { compileEngine } = await load('dist/node.js')
  return flowFile(compileEngine())
}

function manifest(root) {
  const { devDependencies, dependencies, ...own } = JSON.parse(
    readFileSync(join(root, 'wasm/package.json'), 'utf8'),
  )
  return `${JSON.stringify(own, null, 2)}\n`
}

function write(folder, path, content) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
