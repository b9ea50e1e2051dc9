import type { Position } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { Parking } from '../fold/parking.ts'
import type { Folding, ViewFold, WholeLog } from '../fold/view.ts'
import { isReadable, opened, type ViewEvent } from '../fold/viewEvent.ts'
import { isRetired } from '../retention/shownFrom.ts'
import { retentionView } from '../retention/retentionView.ts'
import { removeRows } from '../tables/removeRows.ts'
import { type TableRows, tableRows } from '../tables/upsertRows.ts'
import { condenser } from './condense.ts'
import { type DraftSet, draftSet, type SessionLeaving, type SessionMove } from './draftSet.ts'
import { projectSessions } from './projectSessions.ts'
import { activityOf, sessionActivityTable } from './sessionActivityTable.ts'
import { draftOfRow, rowOfDraft, type SessionDraft } from './sessionDraft.ts'
import { type SessionListRow, sessionListTable } from './sessionListTable.ts'

/** The fold of sessions. Views that follow from session rows listen to every session that changes. */
export interface SessionFold extends ViewFold {
  onMoved: (listener: (move: SessionMove | SessionLeaving) => void) => void
}

/** Parks those events of a session's row that cannot be opened. */
const parkUnopenable = (draft: SessionDraft, parks: Parking): void => {
  for (const event of [draft.began, draft.seen, draft.named, draft.ended]) {
    if (event === null) continue
    try {
      opened(event)
    } catch (error) {
      parks.park('session_list', event, error)
    }
  }
}

/** The row of a session; [] when an event of it had to be parked. */
const rowsOf = (draft: SessionDraft, parks: Parking): SessionListRow[] => {
  try {
    return [rowOfDraft(draft)]
  } catch {
    parkUnopenable(draft, parks)
    return []
  }
}

/** What these sessions are in both tables. */
const inTables = (rows: readonly SessionListRow[]): TableRows[] => [
  tableRows(sessionListTable, rows),
  tableRows(sessionActivityTable, rows.map(activityOf)),
]

const keyOfLeaving = ({ before }: SessionLeaving): readonly string[] => [before.tenantId, before.known.sessionId]

/** What a session that goes on takes in memory, with the events that its row will show. Reckoned from what a live session and its person took together. */
const draftBytes = 1_700

/** At the log's end, rows are made for this many sessions at a time. */
const batchSessions = 5_000

interface Moving {
  drafts: DraftSet
  parks: Parking
  tell: (moves: readonly (SessionMove | SessionLeaving)[]) => void
  /** Whether a session that is handed out now is not shown. */
  isGone: (draft: SessionDraft) => boolean
}

const foldOfBatch = ({ drafts, parks, tell, isGone }: Moving, apply: ViewFold['apply']): ViewFold => {
  let rows: SessionListRow[] = []
  let leaving: readonly SessionLeaving[] = []
  return {
    apply,
    finish() {
      leaving = drafts.takeLeaving(isGone)
      const moves = drafts.moves()
      rows = moves.flatMap(({ after }) => rowsOf(after, parks))
      if (rows.length < moves.length) return false
      tell([...leaving, ...moves])
      return true
    },
    changes: () => inTables(rows).map((given) => ({ ...given, how: 'put' })),
    tidy: () => [
      () => removeRows(sessionListTable, leaving.map(keyOfLeaving)),
      () => removeRows(sessionActivityTable, leaving.map(keyOfLeaving)),
    ],
    changed: () => rows.map(({ tenantId, sessionId }) => ({ tenantId, key: sessionId })),
  }
}

/** Ended sessions leave memory at once; only sessions that have not ended stay. */
const foldOfWholeLog = (
  { drafts, parks, tell, isGone }: Moving,
  guarded: ViewFold['apply'],
  { ready }: WholeLog,
): ViewFold => {
  const condensed = condenser(drafts, guarded)
  const stragglers: Position[] = []
  let isFlawed = false

  const finish = async (all: readonly SessionMove[]): Promise<SessionListRow[]> => {
    const moves = all.filter(({ after }) => !isGone(after))
    tell(moves)
    const drafts = moves.map(({ after }) => after)
    await ready(
      drafts.flatMap(({ began, seen, named, ended }) => [began, seen, named, ended].filter((event) => event !== null)),
    )
    const rows = drafts.flatMap((draft) => rowsOf(draft, parks))
    if (rows.length < drafts.length) isFlawed = true
    return rows
  }
  const isAway = (stream: string): boolean => drafts.get(stream) === undefined
  /**
   * A session that is not in memory has been taken, or never began. To remember which would cost memory for every
   * session of the log; an event that is applied again to a session that never began changes nothing.
   */
  const isStraggler = (event: ViewEvent): boolean => {
    if (event.type === 'AnomalyRaised' && isReadable(event))
      return event.data.sessionIds.some((id) => isAway(sessionStream(event.tenantId, id)))
    return event.stream.startsWith('session-') && isAway(event.stream)
  }
  return {
    apply(event) {
      condensed.apply(event)
      if (isStraggler(event)) stragglers.push(event.position)
    },
    changes: () => [],
    whole: {
      async afterRun() {
        condensed.settle()
        return inTables(await finish(drafts.takeEnded()))
      },
      async afterLast() {
        condensed.release()
        const rows: SessionListRow[] = []
        const moves = drafts.moves()
        for (let from = 0; from < moves.length; from += batchSessions)
          for (const row of await finish(moves.slice(from, from + batchSessions))) rows.push(row)
        return inTables(rows)
      },
      keptBytes: () => drafts.size() * draftBytes,
      stragglers: () => stragglers,
      isFlawed: () => isFlawed,
    },
  }
}

export const foldSessions = ({ rows, parks, guarded, foldOf, whole }: Folding): SessionFold => {
  const { shownFrom } = foldOf(retentionView)
  const drafts = draftSet(rows.of(sessionListTable).map(draftOfRow))
  const listeners: ((move: SessionMove | SessionLeaving) => void)[] = []
  const tell: Moving['tell'] = (moves) => {
    for (const move of moves) for (const listener of listeners) listener(move)
  }
  const apply = (event: ViewEvent): void => projectSessions(event, drafts).forEach(drafts.put)
  const isGone = (draft: SessionDraft): boolean => isRetired(draft, shownFrom(draft.tenantId))
  const moving = { drafts, parks, tell, isGone }
  return {
    // Events may be held back, so each event is guarded when it is applied, not when it comes.
    ...(whole === null ? foldOfBatch(moving, apply) : foldOfWholeLog(moving, guarded(apply), whole)),
    onMoved: (listener) => void listeners.push(listener),
  }
}
