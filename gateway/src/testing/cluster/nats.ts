// The NATS servers of a venue on this machine: OPENBELL_NATS_SERVER, or the one that is installed.
import { isBelow, safeVersion } from '../../adapters/nats/server-probe.js'
import { OperateError } from '../../operate/errors.js'
import { natsVersion, TestNats, type TestNatsOptions } from '../nats-server.js'

/** @throws OperateError that says what to do, where there is none or it may lose what it acknowledged */
export const startNats = async (options: TestNatsOptions = {}): Promise<TestNats> =>
  TestNats.start({ ...options, program: durableProgram(1) })

/** One, or several that keep streams together. @throws OperateError as `startNats` */
export const startNatsServers = async (
  count: number,
  options: TestNatsOptions,
): Promise<readonly TestNats[]> =>
  count === 1
    ? [await startNats(options)]
    : TestNats.startCluster(count, { ...options, program: durableProgram(count) })

function durableProgram(count: number): string {
  const program = process.env.OPENBELL_NATS_SERVER || 'nats-server'
  const version = natsVersion(program)
  const wanted = safeVersion(count)
  if (version && !isBelow(version, wanted)) return program
  const fault = version
    ? `nats-server ${version} ${count === 1 ? 'alone' : 'in a cluster'} may lose what it acknowledged`
    : `${program} cannot be run`
  throw new OperateError(
    `${fault}: install nats-server ${wanted} or newer, or name its file by OPENBELL_NATS_SERVER (on ` +
      `Debian, .ci/nats-server.sh FOLDER ${count === 1 ? 'trixie' : 'forky'} fetches one and prints its path)`,
  )
}
