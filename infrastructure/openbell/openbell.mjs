// `openbell <command>` in the image, where everything is installed and built.
import { main } from './gateway/dist/operate/cli.js'

process.exitCode = await main(process.argv.slice(2))
