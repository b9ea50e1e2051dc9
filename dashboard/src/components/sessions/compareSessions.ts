import { parseBlock } from '#events/addresses.ts'
import { fold } from '#events/filter/fold.ts'
import type { SessionRow } from '#events/live/rows.ts'

type Compare = (a: SessionRow, b: SessionRow) => number

const folded = (text: string | null | undefined): string | null => (typeof text === 'string' ? fold(text) : null)

/** Addresses in the order of their numbers, IPv4 first. */
const addressKey = (ip: string | null): string | null => {
  const block = ip === null ? null : parseBlock(ip)
  if (block === null) return null
  return `${block.bytes.length === 4 ? 4 : 6}${block.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

const keyOf: Record<string, (row: SessionRow) => string | number | null> = {
  status: (row) => row.status,
  user: (row) => fold(row.user.email),
  browser: (row) => folded(row.device.browser),
  city: (row) => folded(row.last.place?.city),
  ip: (row) => addressKey(row.last.ip),
  network: (row) => folded(row.last.network?.name),
  client: (row) => fold(row.client),
  cause: (row) => row.cause,
  startedAt: (row) => row.startedAt,
  lastActiveAt: (row) => row.lastActiveAt,
  endedAt: (row) => row.endedAt,
  risk: (row) => row.risk,
}

const compareKeys = (a: string | number | null, b: string | number | null): number => {
  if (a === b) return 0
  // Rows without the value come last, whichever way the rest runs.
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

/** The server's order of `sort` (`-risk`: highest first), ids deciding between equals. */
export const compareSessionsBy = (sort: string): Compare => {
  const descending = sort.startsWith('-')
  const key = keyOf[sort.replace('-', '')] ?? keyOf['startedAt']!
  return (a, b) => {
    const left = key(a)
    const right = key(b)
    const order = compareKeys(left, right) || compareKeys(a.id, b.id)
    return descending && left !== null && right !== null ? -order : order
  }
}
