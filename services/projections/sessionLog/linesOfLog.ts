import type { LogLine } from './eventsOfLines.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** The tenant's lines with these numbers, in order. */
export const linesByNumbers = async (
  snapshot: Snapshot,
  tenantId: string,
  numbers: readonly number[],
): Promise<LogLine[]> => {
  if (numbers.length === 0) return []
  const { rows } = await snapshot.query<LogLine>(
    `select number, position from session_log where tenant_id = $1 and number = any ($2::bigint[]) order by number`,
    [tenantId, numbers],
  )
  return rows
}

/** The number of the tenant's newest line, which is how many events the tenant has; 0: none. */
export const lastNumber = async (snapshot: Snapshot, tenantId: string): Promise<number> => {
  const { rows } = await snapshot.query<{ number: number }>(
    `select number from session_log where tenant_id = $1 order by number desc limit 1`,
    [tenantId],
  )
  return rows[0]?.number ?? 0
}

/** How many lines are listed: numbers have no gaps, and those that have left were the lowest. */
export const countLines = async (snapshot: Snapshot, tenantId: string): Promise<number> => {
  const { rows } = await snapshot.query<{ lines: number }>(
    `select coalesce(max(number) - min(number) + 1, 0) as lines from session_log where tenant_id = $1`,
    [tenantId],
  )
  return rows[0]!.lines
}
