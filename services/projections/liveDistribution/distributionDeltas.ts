import { family } from '#events/filter/fold.ts'
import { type DistributionRow, liveDistributionTable } from './liveDistributionTable.ts'
import type { UserRow } from '../userOverview/userOverviewTable.ts'
import type { SessionDraft } from '../sessionList/sessionDraft.ts'

/** What sessions are counted by. `all`: every session; `users`: people with an active session. */
export const facets = ['all', 'users', 'status', 'deviceType', 'browser', 'os', 'country', 'client'] as const
export type Facet = (typeof facets)[number]

const familyOf = (software: string | null | undefined): string | null =>
  software === null || software === undefined ? null : family(software)

/** The values that a session counts under. An absent value counts nowhere, because no filter finds it. */
const valuesOf = ({ known }: SessionDraft): [Facet, string | null][] => {
  const device = known.last.context?.device ?? known.first.context?.device
  return [
    ['all', ''],
    ['status', known.status],
    ['deviceType', device?.type ?? 'other'],
    ['browser', familyOf(device?.browser)],
    ['os', familyOf(device?.os)],
    ['country', known.last.context?.place?.country ?? null],
    ['client', known.clientId],
  ]
}

/** The changes to the counters since rows were loaded, by key. A row here is a difference, not a total. */
export interface DistributionDeltas {
  /** Takes the session as it was out of the counters, and counts it as it is now, if it is still listed. */
  sessionMoved: (before: SessionDraft | undefined, after: SessionDraft | undefined) => void
  userMoved: (before: UserRow | undefined, after: UserRow) => void
  rows: () => DistributionRow[]
}

/**
 * Counters follow from session rows alone: an event delivered twice changes no row the second time, so it is not
 * counted twice.
 */
export const distributionDeltas = (): DistributionDeltas => {
  const deltas = new Map<string, DistributionRow>()
  const add = (tenantId: string, facet: Facet, value: string, sessions: number, active: number): void => {
    const fresh = { tenantId, facet, value, sessions: 0, active: 0 }
    const key = liveDistributionTable.keyOf(fresh)
    const delta = deltas.get(key) ?? fresh
    delta.sessions += sessions
    delta.active += active
    deltas.set(key, delta)
  }
  const count = (draft: SessionDraft, sign: 1 | -1): void => {
    const active = draft.known.status === 'active' ? sign : 0
    for (const [facet, value] of valuesOf(draft)) if (value !== null) add(draft.tenantId, facet, value, sign, active)
  }
  return {
    sessionMoved(before, after) {
      if (before !== undefined) count(before, -1)
      if (after !== undefined) count(after, 1)
    },
    userMoved(before, after) {
      const change = Number(after.live > 0) - Number((before?.live ?? 0) > 0)
      if (change !== 0) add(after.tenantId, 'users', '', 0, change)
    },
    rows: () => [...deltas.values()].filter(({ sessions, active }) => sessions !== 0 || active !== 0),
  }
}
