// The NATS servers of a venue on this machine: OPENBELL_NATS_SERVER, or the one that is installed.
import { spawnSync } from 'node:child_process'
import { OperateError } from '../../operate/errors.js'
import { TestNats, type TestNatsOptions } from '../nats-server.js'

const how =
  'install nats-server 2.10.23 or newer, or name its file by OPENBELL_NATS_SERVER ' +
  '(on Debian, .ci/nats-server.sh FOLDER fetches one and prints its path)'

/** @throws OperateError that says what to do, where there is none or it is too old to be made durable */
export const startNats = async (options: TestNatsOptions = {}): Promise<TestNats> =>
  TestNats.start({ ...options, program: durableProgram() })

/** One, or several that keep streams together. @throws OperateError as `startNats` */
export const startNatsServers = async (
  count: number,
  options: TestNatsOptions,
): Promise<readonly TestNats[]> =>
  count === 1
    ? [await startNats(options)]
    : TestNats.startCluster(count, { ...options, program: durableProgram() })

function durableProgram(): string {
  const program = process.env.OPENBELL_NATS_SERVER || 'nats-server'
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  if (error) throw new OperateError(`${program} cannot be run: ${how}`)
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? []
  if (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 10))
    throw new OperateError(`${stdout.trim()} acknowledges before its disk has the bytes: ${how}`)
  return program
}
