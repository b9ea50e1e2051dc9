import { parseAddress } from '#events/addresses.ts'
import type { Columns } from '#events/files/columns.ts'
import type { SessionField } from '#events/wordLists.ts'
import { deviceIn, type DeviceIn } from './deviceIn.ts'
import { momentIn } from './momentIn.ts'
import { WrongSession } from './wrongSession.ts'

/** How a session ended where it came from. */
export type FormerEnd = 'expired' | 'loggedOut' | 'revoked'

/** A row of an application's table of sessions. Times are ISO 8601; null: the table does not say. */
export interface SessionLine {
  externalRef: string
  userRef: string | null
  email: string | null
  createdAt: string | null
  expiresAt: string | null
  lastActiveAt: string | null
  ip: string | null
  userAgent: string | null
  device: DeviceIn['device']
  /** Null: the row says that the session goes on. */
  end: FormerEnd | null
  endedAt: string | null
}

type Fields = Readonly<Record<string, unknown>>

const longestReference = 4_096
const hidden = /[\p{Cc}\p{Cs}]/u

const plain = (value: unknown, what: string, most: number): string | null => {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' && typeof value !== 'number') throw new WrongSession(`${what} is not a text.`)
  const text = String(value).trim()
  if (text === '' || text.toLowerCase() === 'null' || text === '\\N') return null
  if (text.length > most) throw new WrongSession(`${what} has more than ${most} characters.`)
  if (hidden.test(text)) throw new WrongSession(`${what} holds a character that nobody can see.`)
  return text
}

/** Databases write `10.0.0.1/32` for an address of type inet. */
const addressIn = (value: unknown): string | null => {
  const text = plain(value, 'The address', 60)?.replace(/\/(32|128)$/, '') ?? null
  if (text === null) return null
  if (parseAddress(text) === null) throw new WrongSession('The address is no IPv4 or IPv6 address.')
  return text
}

const yes = new Set(['true', 't', 'yes', 'y', '1', 'on'])
const no = new Set(['false', 'f', 'no', 'n', '0', 'off'])

const isActive = (value: unknown): boolean | null => {
  if (value === undefined || value === null || value === '') return null
  const text = String(value).trim().toLowerCase()
  if (yes.has(text)) return true
  if (no.has(text)) return false
  throw new WrongSession('Whether the session is active is neither true nor false.')
}

const statuses: Readonly<Record<string, FormerEnd | 'active'>> = {
  active: 'active',
  valid: 'active',
  open: 'active',
  online: 'active',
  expired: 'expired',
  timeout: 'expired',
  loggedout: 'loggedOut',
  logout: 'loggedOut',
  signedout: 'loggedOut',
  closed: 'loggedOut',
  ended: 'loggedOut',
  inactive: 'loggedOut',
  revoked: 'revoked',
  invalidated: 'revoked',
  invalid: 'revoked',
  terminated: 'revoked',
  blocked: 'revoked',
}

const statusIn = (value: unknown): FormerEnd | 'active' | null => {
  const text = plain(value, 'The status', 60)
  if (text === null) return null
  const status = statuses[text.toLowerCase().replaceAll(/[^a-z]/g, '')]
  if (status === undefined) throw new WrongSession('The status is none that is known here.')
  return status
}

const endIn = (status: FormerEnd | 'active' | null, active: boolean | null, endedAt: string | null) => {
  if (status !== null && status !== 'active') return status
  if (active === false) return 'loggedOut'
  return endedAt === null ? null : 'revoked'
}

/** Reads a row by its columns. @throws WrongSession */
export const sessionLine = (fields: Fields, columns: Columns<SessionField>): SessionLine => {
  const of = (field: SessionField): unknown => {
    const column = columns[field]
    return column === undefined ? undefined : fields[column]
  }
  const externalRef = plain(of('externalRef'), 'The reference', longestReference)
  if (externalRef === null) throw new WrongSession('There is no reference by which the application knows the session.')
  const endedAt = momentIn(of('endedAt'), 'The end')
  const { device, userAgent } = deviceIn(of('device'))
  return {
    externalRef,
    userRef: plain(of('user'), 'The person', 200),
    email: plain(of('email'), 'The e-mail address', 320),
    createdAt: momentIn(of('createdAt'), 'The beginning'),
    expiresAt: momentIn(of('expiresAt'), 'The expiry'),
    lastActiveAt: momentIn(of('lastActiveAt'), 'The last activity'),
    ip: addressIn(of('ip')),
    userAgent: plain(of('userAgent'), 'The user agent', 1_000) ?? userAgent,
    device,
    end: endIn(statusIn(of('status')), isActive(of('active')), endedAt),
    endedAt,
  }
}
