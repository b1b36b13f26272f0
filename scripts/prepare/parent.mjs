// Ends with the npm that started this process: one that is killed, or whose shell is, cannot pass that
// on, and would leave behind an exchange that holds its port and its data, or tests that run on.
const lookMs = 250

/** From now on, the end of the parent process counts as SIGTERM, if that parent belongs to npm. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, lookMs)
  timer.unref()
}
