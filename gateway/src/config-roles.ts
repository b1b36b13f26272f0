// Which settings each role needs to work: what is missing is said at once, and not when it is used.
export const roleNames = ['all', 'core', 'edge', 'projector'] as const
export type RoleName = (typeof roleNames)[number]

/** Without these a role cannot do its work, anywhere. */
const needed: Readonly<Record<RoleName, readonly string[]>> = {
  all: [],
  core: ['NATS_URL', 'OPENBELL_LINK_KEY'],
  edge: [
    'NATS_URL',
    'DATABASE_URL',
    'OPENBELL_LINK_KEY',
    'OPENBELL_TOKEN_KEY',
    'OPENBELL_MASTER_KEY',
  ],
  projector: ['NATS_URL', 'DATABASE_URL'],
}

/** In production nothing may stand for what nobody has decided. */
const decided: Readonly<Record<RoleName, readonly string[]>> = {
  all: ['HOST', 'OPENBELL_DATA', 'DATABASE_URL', 'OPENBELL_TOKEN_KEY', 'OPENBELL_MASTER_KEY'],
  core: ['OPENBELL_DATA', 'OPENBELL_LINK_ADDRESS'],
  edge: ['HOST', 'OPENBELL_DATA', 'REDIS_URL'],
  projector: ['OPENBELL_DATA'],
}

/** Names of the settings that a role lacks, each with the reason. */
export function missingSettings(
  role: RoleName,
  isProduction: boolean,
  isSet: (name: string) => boolean,
): { readonly name: string; readonly why: string }[] {
  const forRole = needed[role].map((name) => ({ name, why: `by ROLE=${role}` }))
  const forProduction = isProduction
    ? [...decided[role], ...(isSet('NATS_URL') ? ['NATS_MONITOR_URL'] : [])].map((name) => ({
        name,
        why: 'in production',
      }))
    : []
  return [...forRole, ...forProduction].filter(({ name }) => !isSet(name))
}
