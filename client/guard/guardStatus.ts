import type { GuardStatus } from './guard.ts'
import type { GuardParts } from './guardParts.ts'

type Deciding = Pick<GuardStatus, 'feed' | 'decidesBy'>

const decidingOf = ({ told, settings }: GuardParts, isClosed: boolean): Deciding => {
  if (isClosed) return { feed: 'closed', decidesBy: 'refusing' }
  if (told.isFresh()) return { feed: 'live', decidesBy: 'memory' }
  return { feed: 'behind', decidesBy: settings.whenStale === 'refuse' ? 'refusing' : 'asking' }
}

const activityState = ({ settings, activity }: GuardParts): GuardStatus['activity'] => {
  if (settings.reportActivity !== true) return 'off'
  return activity.isRefused() ? 'refused' : 'reporting'
}

export const statusOf = (parts: GuardParts, isClosed: boolean): GuardStatus => {
  const { trouble, known, told, keys, feed } = parts
  const age = told.age()
  return {
    ...decidingOf(parts, isClosed),
    behindMs: Number.isFinite(age) ? Math.round(age) : null,
    tenantId: told.tenantId(),
    position: told.position(),
    confirmed: feed.confirmed(),
    ...told.counts(),
    remembered: known.size(),
    keys: keys.size(),
    reconnects: feed.reconnects(),
    clockOffsetMs: told.clockOffset(),
    activity: activityState(parts),
    trouble: trouble.now(),
  }
}
