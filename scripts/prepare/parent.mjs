// Ends with the npm that started this process: one that is killed cannot pass that on by itself, and
// would leave an exchange behind that holds its port and its data.
const lookMs = 250

/** From now on, the end of the parent process counts as SIGTERM, if that parent is npm or npx. */
export function endWithNpm() {
  const startedByNpm = ['start', 'npx'].includes(process.env.npm_lifecycle_event)
  if (!startedByNpm || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, lookMs)
  timer.unref()
}
