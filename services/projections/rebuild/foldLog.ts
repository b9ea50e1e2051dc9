import type { Position } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { countMoves, parkUnopenable } from '../fold/foldBatch.ts'
import type { SessionMove } from '../fold/draftSet.ts'
import { distributionDeltas } from '../fold/liveDistribution.ts'
import type { Parking } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import { rowOfDraft, type SessionDraft } from '../fold/sessionDraft.ts'
import { isReadable, type ViewEvent } from '../fold/viewEvent.ts'
import { nothingLoaded, viewFold } from '../fold/viewFold.ts'
import { type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import type { DistributionRow } from '../tables/liveDistributionTable.ts'
import type { RevocationRow } from '../tables/revocationTables.ts'
import type { SessionListRow } from '../tables/sessionListTable.ts'
import type { SessionLogRow } from '../tables/sessionLogTable.ts'

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

/** Folds the whole log from nothing. What is finished leaves memory at once; only open sessions and people stay. */
export const logFold = (views: ReadonlySet<ViewName>, codec: ViewCodec, parks: Parking): LogFold => {
  const fold = viewFold({ views, loaded: nothingLoaded, parks, condense: true })
  const deltas = distributionDeltas()
  const stragglers: Position[] = []
  let sweepNextAt = sweepAt
  let isFlawed = false
  const keepsRows = views.has('session_list')

  const prepare = async (drafts: readonly SessionDraft[]): Promise<void> => {
    const subjects = drafts.flatMap(({ tenantId, began, seen, ended }) =>
      [began, seen, ended].flatMap((event) =>
        event === null || event.subject === null ? [] : [{ tenantId, subject: event.subject }],
      ),
    )
    await codec.prepareOpen(subjects)
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
  const isStraggler = (event: ViewEvent): boolean =>
    event.type === 'AnomalyRaised' && event.understood && isReadable(event)
      ? event.data.sessionIds.some((sessionId) => fold.drafts.wasTaken(sessionStream(event.tenantId, sessionId)))
      : fold.drafts.wasTaken(event.stream)
  const finish = async (moves: readonly SessionMove[]): Promise<SessionListRow[]> => {
    countMoves(moves, fold, deltas, views)
    if (!keepsRows || moves.length === 0) return []
    const drafts = moves.map(({ after }) => after)
    await prepare(drafts)
    return drafts.flatMap(rowOf)
  }
  const sweepRevocations = (logTime: string): void => {
    for (const [key, row] of fold.revocations) if (row.keepUntil <= logTime) fold.revocations.delete(key)
    sweepNextAt = fold.revocations.size + sweepAt
  }
  return {
    async take(stored) {
      const events = await viewEvents(codec, stored)
      for (const event of events) {
        fold.apply(event)
        if (isStraggler(event)) stragglers.push(event.position)
      }
      if (fold.revocations.size > sweepNextAt) sweepRevocations(stored.at(-1)!.at)
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
