import type { EventType } from '#events/catalogue.ts'
import { fold } from '#events/filter/fold.ts'
import type { LogEntry } from '#events/live/rows.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import type { SqlParameters } from '../filter/sqlParameters.ts'
import { newestLines } from './listLog.ts'
import type { Oneself } from '../sessionList/ownSessions.ts'
import { pageOf } from '../queries/page.ts'
import type { ReadEntries } from './readEntries.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/**
 * What people may read about themselves. What a rule found is not among it, because a thief of the session would read
 * it too.
 */
const ofSessions: readonly EventType[] = [
  'SessionStarted',
  'SessionRefreshed',
  'SessionContextChanged',
  'SessionReauthenticated',
  'ReauthenticationRefused',
  'DeviceNamed',
  'SessionShortened',
  'SessionLoggedOut',
  'SessionRevoked',
  'SessionExpired',
  'SessionsInvalidated',
  'LoginFailed',
]
const ofAccount: readonly EventType[] = [
  'CredentialChanged',
  'PasswordResetOffered',
  'EmailChangeOffered',
  'EmailChangeWithdrawn',
  'EmailChanged',
  'UserRegistered',
  'UserRenamed',
  'UserDisabled',
  'UserEnabled',
  'UserHeld',
  'UserReleased',
  'MemberRoleChanged',
  'SecondFactorEnrolled',
  'SecondFactorRenamed',
  'SecondFactorRemoved',
  'SecondFactorRefused',
  'SecondFactorsReset',
  'RecoveryCodesMade',
  'RecoveryCodeUsed',
  'DeviceTrusted',
  'DeviceTrustWithdrawn',
]
/** Ends of sessions belong to the account where somebody else ended them. */
const endings: readonly EventType[] = ['SessionRevoked', 'SessionsInvalidated']

/** What the list is about, and between which times (ISO 8601). */
export interface OwnLogQuery {
  about?: 'sessions' | 'account' | undefined
  from?: string | undefined
  to?: string | undefined
}

const foldAll = (types: readonly EventType[]): string[] => types.map(fold)

const conditionOf =
  ({ userId }: Oneself, { about, from, to }: OwnLogQuery) =>
  ({ bind }: SqlParameters): string => {
    const user = bind(userId, 'uuid')
    const among = (types: readonly EventType[]) => `l.type = any (${bind(foldAll(types), 'text[]')})`
    const ofOthers = () => `(${among(endings)} and l.actor_id <> ${user}::text)`
    const typed = {
      sessions: () => among(ofSessions),
      account: () => `(${among(ofAccount)} or ${ofOthers()})`,
      all: () => among([...ofSessions, ...ofAccount]),
    }[about ?? 'all']()
    const since = from === undefined ? [] : [`l.at >= ${bind(from, 'timestamptz')}`]
    const until = to === undefined ? [] : [`l.at < ${bind(to, 'timestamptz')}`]
    return [`l.user_id = ${user}`, typed, ...since, ...until].join(' and ')
  }
const untold = ['reason', 'ticket', 'operationId', 'secretId'] as const

const withoutWhy = (data: Record<string, unknown>): Record<string, unknown> => {
  const shown = { ...data }
  for (const name of untold) delete shown[name]
  return shown
}

/** Hides other people's names and where they acted from. A refused sign-in still shows where it came from. */
const ownEntry = (entry: LogEntry, { userId }: Oneself): LogEntry => {
  const isOwn = entry.actor.id === userId || entry.type === 'LoginFailed'
  return {
    ...entry,
    actor: entry.actor.id === userId ? entry.actor : { kind: entry.actor.kind, id: entry.actor.kind, name: null },
    context: isOwn ? entry.context : null,
    data: withoutWhy(entry.data),
  }
}

/** What happened to the caller and their sessions, newest first. @throws CodedError invalid-cursor */
export const ownLog =
  ({ databases, cursors, entries }: Omit<ViewsAsked, 'clock'> & { entries: ReadEntries }) =>
  async (oneself: Oneself, { cursor, limit, ...query }: PageRequest & OwnLogQuery): Promise<Page<LogEntry>> => {
    const { tenantId, userId } = oneself
    const { about = '', from = '', to = '' } = query
    const list = { tenantId, list: `log of ${userId}`, filter: [about, from, to].join() }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const condition = conditionOf(oneself, query)
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const rows = await newestLines(snapshot, { tenantId, condition, after, limit: limit + 1 })
      const shown = await entries(snapshot, tenantId, rows.slice(0, limit), (id) => id === userId)
      return pageOf({
        rows,
        limit,
        show: () => shown.map((entry) => ownEntry(entry, oneself)),
        placeOf: ({ number }) => ({ key: number, id: '' }),
        list,
        cursors,
        total: null,
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
