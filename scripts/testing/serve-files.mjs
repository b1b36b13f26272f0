// A web server of a folder's files, for tests of pages.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { text } from 'node:stream/consumers'

const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

/**
 * On a free port of this machine. `posted` is the body of the first POST.
 * @returns {Promise<{ url: string, posted: Promise<string>, close: () => Promise<void> }>}
 */
export async function serveFiles(folder) {
  let tell
  const posted = new Promise((resolve) => (tell = resolve))
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      text(request).then(tell)
      response.writeHead(204).end()
      return
    }
    const path = normalize(new URL(request.url, 'http://localhost').pathname)
    try {
      const body = readFileSync(join(folder, path))
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${server.address().port}`, posted, close }
}
