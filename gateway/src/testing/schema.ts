// Reads all that a schema consists of out of the catalogs, so that two states can be compared.
import type { Sql } from '../ports.js'

const queries = {
  columns: `
    SELECT table_name, column_name,
      row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position) AS place, data_type, udt_name, is_nullable,
      column_default, numeric_precision, numeric_scale, is_identity, generation_expression
    FROM information_schema.columns WHERE table_schema = current_schema()
    ORDER BY table_name, ordinal_position`,
  tables: `
    SELECT relname, relkind, relpersistence, reloptions, obj_description(oid) AS description
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace ORDER BY relname`,
  constraints: `
    SELECT conrelid::regclass::text AS relation, conname, contype, condeferrable, condeferred,
      pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    ORDER BY relation, conname`,
  indexes: `
    SELECT tablename, indexname, indexdef
    FROM pg_indexes WHERE schemaname = current_schema() ORDER BY tablename, indexname`,
  triggers: `
    SELECT tgrelid::regclass::text AS relation, tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
    ORDER BY relation, tgname`,
  functions: `
    SELECT proname, pg_get_functiondef(oid) AS definition
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace ORDER BY proname`,
  types: `
    SELECT typname, typtype FROM pg_type
    WHERE typnamespace = current_schema()::regnamespace ORDER BY typname`,
}

export type Schema = Record<keyof typeof queries, unknown[]>

export async function readSchema(sql: Sql): Promise<Schema> {
  const schema: Record<string, unknown[]> = {}
  for (const [part, query] of Object.entries(queries)) schema[part] = await sql.query(query)
  return schema as Schema
}

/** What one has and the other has not, a line each; empty where they are the same. */
export function schemaDifferences(before: Schema, after: Schema): string[] {
  const lines = (schema: Schema) =>
    new Set(
      Object.entries(schema).flatMap(([part, rows]) =>
        rows.map((row) => `${part}: ${JSON.stringify(row)}`),
      ),
    )
  const [old, now] = [lines(before), lines(after)]
  return [
    ...[...old].filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...[...now].filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ]
}

/** The values that a check constraint of the form `column IN (…)` admits. */
export async function admittedValues(sql: Sql, constraint: string): Promise<string[]> {
  const rows = await sql.query<{ definition: string }>(
    'SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1',
    [constraint],
  )
  return [...(rows[0]?.definition ?? '').matchAll(/'([^']*)'/g)].map((match) => match[1] as string)
}
