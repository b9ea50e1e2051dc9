import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { TokenRules } from '#services/ports/revocations.ts'
import { readRecent } from './readRecent.ts'
import { type Revocation, revocationOf } from './revocation.ts'

/**
 * Every revocation of the time that an access token lives, of all tenants, in memory. The store's own tail feeds it, so
 * no view and no broker stands between an ending and a guard.
 */
export interface Journal {
  /** Resolves when the past has been read; begins that with the first call. @throws CodedError store-unavailable */
  ready: () => Promise<void>
  /** Up to here everything is in the journal. */
  applied: () => Position
  /** From here on everything is in the journal that a token could need. */
  keptSince: () => Position
  /** A tenant's revocations after a position (exclusive) and up to another, in order. */
  between: (tenantId: string, after: Position, upTo: Position) => readonly Revocation[]
  /** Called after each revocation of a tenant. Answers how to stop. */
  onNews: (tenantId: string, listener: () => void) => () => void
}

export interface JournalNeeds {
  log: Pick<EventLog, 'readWanted'>
  codec: Pick<EventCodec, 'openClear'>
  tail: Pick<LogTail, 'listen' | 'applied'>
  tokenRules: TokenRules
  /** A position behind which all stands that a token could need. */
  markBeforeTokens: () => Promise<Position>
  clock: Clock
}

/** Index of the first revocation after a position. */
const firstAfter = (revocations: readonly Revocation[], after: Position): number => {
  let [low, high] = [0, revocations.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (revocations[middle]!.position > after) high = middle
    else low = middle + 1
  }
  return low
}

/** A tenant's revocations are looked through for outlived ones whenever so many have come. */
const tidyEvery = 1_000

type ByTenant = Map<string, Revocation[]>

export const openJournal = ({ log, codec, tail, tokenRules, markBeforeTokens, clock }: JournalNeeds): Journal => {
  const byTenant: ByTenant = new Map()
  const listeners = new Map<string, Set<() => void>>()
  let keptSince: Position = 0
  let opening: Promise<void> | undefined

  const isNeeded = ({ keptUntil }: Revocation): boolean => keptUntil > clock.now()
  const add = (tenantId: string, revocation: Revocation): void => {
    const known = byTenant.get(tenantId) ?? []
    known.push(revocation)
    byTenant.set(tenantId, known.length % tidyEvery === 0 ? known.filter(isNeeded) : known)
  }
  const observe = (event: Recorded<RollcallEvent>): void => {
    const { tenantId } = event
    const revocation = revocationOf(event, tokenRules.keptUntil, (userId) => tokenRules.generationOf(tenantId, userId))
    if (revocation === null) return
    add(tenantId, revocation)
    listeners.get(tenantId)?.forEach((hear) => hear())
  }
  const open = async (): Promise<void> => {
    const upTo = tail.applied()
    const since = await markBeforeTokens()
    // From here on the tail tells; before `upTo` the log is read. Counts of generations are taken when both have met.
    const recent = await readRecent({ log, codec, after: since, upTo })
    for (const [tenantId, past] of Map.groupBy(recent, (event) => event.tenantId)) {
      const live = byTenant.get(tenantId) ?? []
      byTenant.set(tenantId, [...pastOf(tenantId, past, live, tokenRules).filter(isNeeded), ...live])
    }
    keptSince = since
  }
  return {
    ready() {
      if (opening !== undefined) return opening
      const unlisten = tail.listen(effectiveTypes, observe)
      opening = open().catch((error: unknown) => {
        unlisten()
        byTenant.clear()
        opening = undefined
        throw error
      })
      return opening
    },
    applied: tail.applied,
    keptSince: () => keptSince,
    between(tenantId, after, upTo) {
      const known = byTenant.get(tenantId) ?? []
      return known.slice(firstAfter(known, after), firstAfter(known, upTo))
    },
    onNews(tenantId, listener) {
      const ofTenant = listeners.get(tenantId) ?? new Set()
      listeners.set(tenantId, ofTenant.add(listener))
      return () => {
        ofTenant.delete(listener)
        if (ofTenant.size === 0 && listeners.get(tenantId) === ofTenant) listeners.delete(tenantId)
      }
    },
  }
}

/**
 * The revocations of what was read. The index counts every generation up to now, so the numbers of the past are found
 * backwards from there.
 */
const pastOf = (
  tenantId: string,
  events: readonly Recorded<RollcallEvent>[],
  live: readonly Revocation[],
  { keptUntil, generationOf }: TokenRules,
): Revocation[] => {
  const next = new Map<string | null, number>()
  const userOf = ({ signal }: Revocation): string | null =>
    signal.event === 'not-before' && signal.data.scope === 'user' ? signal.data.id : null
  for (const revocation of live.filter(({ signal }) => signal.event === 'not-before').toReversed()) {
    const userId = userOf(revocation)
    next.set(userId, (next.get(userId) ?? generationOf(tenantId, userId)) - 1)
  }
  const generation = (userId: string | null): number => {
    const number = next.get(userId) ?? generationOf(tenantId, userId)
    next.set(userId, number - 1)
    return number
  }
  return events
    .toReversed()
    .flatMap((event) => revocationOf(event, keptUntil, generation) ?? [])
    .toReversed()
}
