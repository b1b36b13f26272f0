// Ends at once, with one line, on a Node that is too old. Imported before anything else, and itself
// written for old ones.
const oldest = [20, 15]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `openbell: needs Node ${oldest.join('.')} or newer, and this is ${process.versions.node}`,
  )
  process.exit(1)
}
