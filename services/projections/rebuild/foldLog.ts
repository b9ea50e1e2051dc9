import type { Position } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { countMoves, parkUnopenable } from '../fold/foldBatch.ts'
import type { SessionMove } from '../sessionList/draftSet.ts'
import { distributionDeltas } from '../liveDistribution/distributionDeltas.ts'
import type { Parking } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import { rowOfDraft, type SessionDraft } from '../sessionList/sessionDraft.ts'
import { isReadable, type ViewEvent, viewEvent } from '../fold/viewEvent.ts'
import { nothingLoaded, viewFold } from '../fold/viewFold.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { DistributionRow } from '../liveDistribution/liveDistributionTable.ts'
import type { RevocationRow } from '../revocations/revocationTables.ts'
import type { SessionListRow } from '../sessionList/sessionListTable.ts'
import type { SessionLogRow } from '../sessionLog/sessionLogTable.ts'

export interface LogFold {
  /** Folds a run of the log; answers the rows that are finished by it: ended sessions, lines of the log. */
  take: (stored: readonly StoredEvent[]) => Promise<{ sessions: SessionListRow[]; log: SessionLogRow[] }>
  /** The rows of sessions that have not ended. */
  openSessions: () => Promise<SessionListRow[]>
  distribution: () => DistributionRow[]
  /** Rows still kept when the log has reached this time. */
  revocations: (logTime: string) => RevocationRow[]
  rows: Pick<ReturnType<typeof viewFold>, 'users' | 'activity' | 'anomalies' | 'operations' | 'results' | 'generations'>
  /** Positions of events of sessions whose rows were finished before: an anomaly found after the end, say. */
  stragglers: () => readonly Position[]
  /** A row could not be finished: an event it depends on is parked now, and the fold has to begin again without it. */
  isFlawed: () => boolean
}

const batchSubjects = 30_000
/** Ended sessions older than any access token are swept out when so many have gathered. */
const sweepAt = 100_000

/** Of these only the last of a session is opened, when its row is finished. */
const mayBeOpened = ({ type }: StoredEvent): boolean =>
  type !== 'SessionRefreshed' && type !== 'SessionActivityRecorded'

interface Sealed {
  tenantId: string
  subject: string | null
}

/**
 * Makes keys ready that have not been used lately. The codec remembers as many again before it forgets one, so that asking
 * it for every event, which would cost as much as opening it, is not needed.
 */
const keysReady = (codec: ViewCodec) => {
  const lately = new Set<string>()
  return async (events: readonly Sealed[]): Promise<void> => {
    const missing: { tenantId: string; subject: string }[] = []
    for (const { tenantId, subject } of events) {
      if (subject === null) continue
      const name = subject === '' ? tenantId : subject
      if (lately.has(name)) continue
      lately.add(name)
      missing.push({ tenantId, subject })
    }
    if (missing.length > 0) await codec.prepareOpen(missing)
    if (lately.size > batchSubjects) lately.clear()
  }
}

export interface FoldNeeds {
  codec: ViewCodec
  parks: Parking
  /** The store's clock (ISO 8601): no revocation is outlived after it, whatever time an event claims. */
  now: string
}

/** Folds the whole log from nothing. What is finished leaves memory at once; only open sessions and people stay. */
export const logFold = (views: ReadonlySet<ViewName>, { codec, parks, now }: FoldNeeds): LogFold => {
  const fold = viewFold({ views, loaded: nothingLoaded, parks, condense: true })
  const deltas = distributionDeltas()
  const stragglers: Position[] = []
  let sweepNextAt = sweepAt
  let isFlawed = false
  const keepsRows = views.has('session_list')

  const ready = keysReady(codec)

  const prepare = async (drafts: readonly SessionDraft[]): Promise<void> => {
    await ready(drafts.flatMap(({ began, seen, ended }) => [began, seen, ended].filter((event) => event !== null)))
  }
  const rowOf = (draft: SessionDraft): SessionListRow[] => {
    try {
      return [rowOfDraft(draft)]
    } catch {
      parkUnopenable(draft, parks)
      isFlawed = true
      return []
    }
  }
  /** Looked up only where the session is not at hand, which is seldom. */
  const isStraggler = (event: ViewEvent): boolean => {
    if (event.type === 'AnomalyRaised' && event.understood && isReadable(event))
      return event.data.sessionIds.some((id) => fold.drafts.wasTaken(sessionStream(event.tenantId, id)))
    return (
      event.stream.startsWith('session-') &&
      fold.drafts.get(event.stream) === undefined &&
      fold.drafts.wasTaken(event.stream)
    )
  }
  const finish = async (moves: readonly SessionMove[]): Promise<SessionListRow[]> => {
    countMoves(moves, fold, deltas, views)
    if (!keepsRows || moves.length === 0) return []
    const drafts = moves.map(({ after }) => after)
    await prepare(drafts)
    return drafts.flatMap(rowOf)
  }
  const sweepRevocations = (logTime: string): void => {
    const time = logTime < now ? logTime : now
    for (const [key, row] of fold.revocations) if (row.keepUntil <= time) fold.revocations.delete(key)
    sweepNextAt = fold.revocations.size + sweepAt
  }
  return {
    async take(stored) {
      await ready(views.has('session_log') ? stored : stored.filter(mayBeOpened))
      const events = stored.map((event) => viewEvent(event, codec))
      for (const event of events) {
        fold.apply(event)
        if (isStraggler(event)) stragglers.push(event.position)
      }
      if (fold.revocations.size > sweepNextAt) sweepRevocations(stored.at(-1)!.at)
      fold.settle()
      return { sessions: await finish(fold.drafts.takeEnded()), log: fold.log.splice(0) }
    },
    async openSessions() {
      fold.release()
      const rows: SessionListRow[] = []
      const moves = fold.drafts.moves()
      for (let from = 0; from < moves.length; from += batchSubjects)
        for (const row of await finish(moves.slice(from, from + batchSubjects))) rows.push(row)
      return rows
    },
    distribution() {
      fold.users.changed().forEach((user) => deltas.userMoved(undefined, user))
      return deltas.rows()
    },
    revocations(logTime) {
      sweepRevocations(logTime)
      return [...fold.revocations.values()]
    },
    rows: fold,
    stragglers: () => stragglers,
    isFlawed: () => isFlawed,
  }
}
