// What the value of a setting may be, and what is made of its text.
import { z } from 'zod'

export const port = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535)
export const host = z.string().regex(/^[0-9A-Za-z.:_-]{1,253}$/)
export const databaseUrl = z
  .string()
  .refine((text) => isAddress(text, ['postgres:', 'postgresql:']))
export const redisUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:'
  return isRedis && url.hostname !== '' && /^(\/[0-9]{0,3})?$/.test(url.pathname)
})
export const environment = z.enum(['sandbox', 'development', 'test', 'production'])
export const key = z
  .string()
  .regex(/^[0-9A-Fa-f]{64}$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')))
export const token = z.string().regex(/^[0-9A-Za-z_-]{32,256}$/)
export const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((list) => list.every(isOrigin))

export const networks = z
  .string()
  .transform((text) => text.split(',').map((network) => network.trim()))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
export const limit = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/)
  .transform(Number)

/** Exactly what a browser sends: scheme, host and a port where it is not the scheme's own. */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.origin === text
}

const isAddress = (text: string, protocols: readonly string[]): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && protocols.includes(url.protocol) && url.hostname !== ''
}
const areAddresses = (text: string, protocols: readonly string[]): boolean =>
  text.split(',').every((part) => isAddress(part.trim(), protocols))

export const natsUrls = z.string().refine((text) => areAddresses(text, ['nats:', 'tls:']))
export const httpAddress = z.string().refine((text) => isAddress(text, ['http:', 'https:']))
/** The monitoring port asks for no password, and its address is shown. */
export const monitorUrls = z
  .string()
  .refine((text) => areAddresses(text, ['http:', 'https:']) && !text.includes('@'))
export const prefix = z.string().regex(/^[0-9A-Za-z_]{1,32}$/)
export const name = z.string().regex(/^[0-9A-Za-z._-]{1,64}$/)
export const replicas = z
  .string()
  .regex(/^[135]$/)
  .transform(Number)
export const gibibytes = z
  .string()
  .regex(/^[0-9]{1,4}$/)
  .transform((text) => Number(text) * 1024 ** 3)
  .refine((value) => value > 0)
export const generations = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/)
  .transform(Number)
export const milliseconds = z
  .string()
  .regex(/^[0-9]{1,6}$/)
  .transform(Number)
export const address = z
  .string()
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]{1,253}):[0-9]{1,5}$/)
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535)
