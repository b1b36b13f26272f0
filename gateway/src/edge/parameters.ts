// Parameters by table: each route of the dialect names what it reads, and everything else is refused.
import { limits } from '@openbell/protocol'
import {
  type ApiError,
  emptyParameter,
  illegalCharacters,
  mandatory,
  notValid,
  overflowed,
  tooManyParameters,
  unreadParameters,
} from './errors.js'

type Capital<Text> = Text extends string ? Capitalize<Text> : never
/** A table with a word before each name: `price` becomes `abovePrice`. */
export type Prefixed<Prefix extends string, Table> = {
  readonly [Name in keyof Table as `${Prefix}${Capital<Name>}`]: Table[Name]
}

const capitalized = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1)
export const prefixedName = (prefix: string, name: string): string => prefix + capitalized(name)

/** The same parameters by names of which each begins with a word. */
export const prefixed = <Prefix extends string, Table extends ParameterTable>(
  prefix: Prefix,
  table: Table,
): Prefixed<Prefix, Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, parameter]) => [prefixedName(prefix, name), parameter]),
  ) as Prefixed<Prefix, Table>

/** What was read by such names, by the names of the table. */
export const unprefixed = <Table extends ParameterTable>(
  prefix: string,
  table: Table,
  values: object,
): Values<Table> =>
  Object.fromEntries(
    Object.keys(table).flatMap((name) => {
      const value = (values as Record<string, unknown>)[prefixedName(prefix, name)]
      return value === undefined ? [] : [[name, value]]
    }),
  ) as Values<Table>

/** What OpenAPI says of a value. */
export interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'boolean'
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: number
  readonly description?: string
}

export interface Reader<Value> {
  readonly schema: ParameterSchema
  /** @throws ApiError */
  read(text: string, name: string): Value
  /** Where the dialect has an error of its own for an empty value. */
  readonly whenEmpty?: () => ApiError
}

export interface Parameter<Value, Required extends boolean> extends Reader<Value> {
  readonly isRequired: Required
}

export type ParameterTable = Readonly<Record<string, Parameter<unknown, boolean>>>

type RequiredNames<Table> = {
  [Name in keyof Table]: Table[Name] extends Parameter<unknown, true> ? Name : never
}[keyof Table]
type ValueOf<Entry> = Entry extends Reader<infer Value> ? Value : never

/** The same with a sentence about it, for what the dialect does not know. */
export const described = <Value>(reader: Reader<Value>, description: string): Reader<Value> => ({
  ...reader,
  schema: { ...reader.schema, description },
})

/** What a table reads. */
export type Values<Table> = {
  readonly [Name in RequiredNames<Table>]: ValueOf<Table[Name]>
} & { readonly [Name in Exclude<keyof Table, RequiredNames<Table>>]?: ValueOf<Table[Name]> }

export const required = <Value>(reader: Reader<Value>): Parameter<Value, true> => ({
  ...reader,
  isRequired: true,
})
export const optional = <Value>(reader: Reader<Value>): Parameter<Value, false> => ({
  ...reader,
  isRequired: false,
})

/**
 * The values of a table; `readBefore` of those sent were read already.
 * @throws ApiError where one is missing, malformed or unknown
 */
export function readParameters<Table extends ParameterTable>(
  table: Table,
  sent: ReadonlyMap<string, string>,
  readBefore = 0,
): Values<Table> {
  const values: Record<string, unknown> = {}
  let readCount = readBefore
  for (const name of Object.keys(table)) {
    const parameter = table[name] as Parameter<unknown, boolean>
    const text = sent.get(name)
    if (text === undefined) {
      if (parameter.isRequired) throw mandatory(name)
      continue
    }
    readCount++
    if (text === '') throw emptyError(parameter, name)
    values[name] = parameter.read(text, name)
  }
  if (readCount < sent.size) {
    if (readCount === 0) throw tooManyParameters()
    throw unreadParameters(readCount, sent.size)
  }
  return values as Values<Table>
}

const emptyError = (parameter: Parameter<unknown, boolean>, name: string): ApiError =>
  parameter.whenEmpty?.() ?? (parameter.isRequired ? mandatory(name) : emptyParameter(name))

/** A text of a legal range, which the error names. */
export function text(range: string, whenEmpty?: () => ApiError): Reader<string> {
  const pattern = new RegExp(range)
  return {
    schema: { type: 'string', pattern: range },
    read(text, name) {
      if (!pattern.test(text)) throw illegalCharacters(name, range)
      return text
    },
    ...(whenEmpty && { whenEmpty }),
  }
}

/** One of the given words, as its value. */
export function oneOf<Value>(
  words: Readonly<Record<string, Value>>,
  error: (name: string) => ApiError = notValid,
): Reader<Value> {
  const values = new Map(Object.entries(words))
  return {
    schema: { type: 'string', enum: [...values.keys()] },
    read(text, name) {
      const value = values.get(text)
      if (value === undefined) throw error(name)
      return value
    },
  }
}

const digits = '^[0-9]{1,20}$'
const digitsPattern = new RegExp(digits)

/** A whole number from 0 to what JSON holds exactly. */
export const whole: Reader<number> = {
  schema: { type: 'integer', minimum: 0, maximum: limits.idMax },
  read(text, name) {
    if (!digitsPattern.test(text)) throw illegalCharacters(name, digits)
    const value = Number(text)
    if (value > limits.idMax) throw overflowed(name)
    return value
  },
}

/** A whole number up to the most that is given. */
export const wholeUpTo = (most: number): Reader<number> => ({
  schema: { type: 'integer', minimum: 0, maximum: most },
  read(text, name) {
    const value = whole.read(text, name)
    if (value > most) throw notValid(name)
    return value
  },
})

/** A count of entries; a larger one than the most is taken as the most, like Binance does. */
export const limitOf = (standard: number, most: number): Reader<number> => ({
  schema: { type: 'integer', minimum: 1, maximum: most, default: standard },
  read(text, name) {
    const limit = whole.read(text, name)
    if (limit === 0) throw notValid(name)
    return Math.min(limit, most)
  },
})

/** The end of the year 9999: times beyond are mistakes. */
const timeMsMax = 253_402_300_799_999

/** Milliseconds since 1970. */
export const timeMs: Reader<number> = {
  schema: { type: 'integer', minimum: 0, maximum: timeMsMax },
  read(text, name) {
    const ms = whole.read(text, name)
    if (ms > timeMsMax) throw notValid(name)
    return ms
  },
}

export const flag: Reader<boolean> = oneOf({ true: true, false: false })

const symbolCharacters = '[A-Z0-9-_.]{1,20}'
export const symbolName = text(`^${symbolCharacters}$`)

const symbolNamesText = text(`^\\["${symbolCharacters}"(,"${symbolCharacters}"){0,99}\\]$`)

/** A JSON list such as `["BTCUSDT","ETHUSDT"]`. */
export const symbolNames: Reader<readonly string[]> = {
  schema: symbolNamesText.schema,
  read: (list, name) => JSON.parse(symbolNamesText.read(list, name)) as string[],
}

/** A plain decimal, still as text: its market says what it may be. */
export const decimal = text('^(0|[1-9][0-9]{0,19})(\\.[0-9]{1,20})?$')

const clientIdRange = `^[.A-Z:/a-z0-9_-]{1,${limits.clientIdLength}}$`
export const clientId = (whenEmpty?: () => ApiError) => text(clientIdRange, whenEmpty)
