import type { ChangesSince, ErasedSince, ReadChanged } from '#services/ports/changes.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { CallersLane } from '#services/postgres/connectionPlan.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { ExpiryCandidates, LiveSessionIds, UndrainedSessions } from '#services/ports/revocations.ts'
import { countHolds } from './userOverview/countHolds.ts'
import { erasedSince } from './erasure/erasedSince.ts'
import { changesSince } from './queries/changesSince.ts'
import { cursors } from './queries/cursors.ts'
import { expiryCandidates } from './sessionList/expiryCandidates.ts'
import { listOperationResults } from './operationList/listOperationResults.ts'
import { listOperations } from './operationList/listOperations.ts'
import { liveCountsOfAll } from './liveDistribution/liveCountsOfAll.ts'
import type { ListTenantIds, IsBeyondCap, TenantUse } from '#services/ports/tenantViews.ts'
import { listTenantIds } from './sessionLog/listTenantIds.ts'
import { isBeyondCap } from './sessionList/isBeyondCap.ts'
import { liveSessionIds } from './sessionList/liveSessionIds.ts'
import type { OpenInvites } from '#services/ports/endings.ts'
import { openInvites } from './userOverview/openInvites.ts'
import { countWithoutFactor } from './userOverview/countWithoutFactor.ts'
import { liveByPerson } from './sessionList/liveByPerson.ts'
import { matchingSessions } from './sessionList/matchingSessions.ts'
import { readChanged } from './queries/readChanged.ts'
import { type EntryNeeds, readEntries } from './sessionLog/readEntries.ts'
import type { FindDue } from '#services/ports/retention.ts'
import { countDue } from './retention/countDue.ts'
import { findDue } from './retention/findDue.ts'
import { readOperation } from './operationList/readOperation.ts'
import { sessionsEndedBy } from './sessionList/sessionsEndedBy.ts'
import { tenantUse } from './queries/tenantUse.ts'
import { undrainedSessions } from './sessionList/undrainedSessions.ts'
import { unfinishedOperations } from './operationList/unfinishedOperations.ts'
import { type ViewState, viewStates } from './queries/viewStates.ts'
import { type ViewWatch, viewWatch } from './queries/viewWatch.ts'

export interface ViewHandoutNeeds extends EntryNeeds {
  databases: Pick<Databases, CallersLane | 'writer'>
  masterKey: Buffer
  clock: Clock
}

/** What the views provide to the rest of Rollcall. */
export interface ViewHandouts extends OperationViews, ViewWatch {
  undrainedSessions: UndrainedSessions
  expiryCandidates: ExpiryCandidates
  liveSessionIds: LiveSessionIds
  openInvites: OpenInvites
  findDue: FindDue
  listTenantIds: ListTenantIds
  tenantUse: TenantUse
  isBeyondCap: IsBeyondCap
  changesSince: ChangesSince
  erasedSince: ErasedSince
  readChanged: ReadChanged
  /** How far each view is behind the log. */
  viewLag: () => Promise<ViewState[]>
  /** People of all tenants who are held now, for metrics. */
  countHolds: ReturnType<typeof countHolds>
  /** Live sessions of all tenants together, for metrics. */
  liveCountsOfAll: ReturnType<typeof liveCountsOfAll>
}

export const viewHandouts = (needs: ViewHandoutNeeds): ViewHandouts => {
  const { databases, masterKey, log, codec, clock } = needs
  const { writer } = databases
  const asked = { databases, clock, cursors: cursors(masterKey), entries: readEntries(needs) }
  const watch = viewWatch(writer)
  return {
    ...watch,
    undrainedSessions: undrainedSessions(writer, needs),
    expiryCandidates: expiryCandidates(writer),
    liveSessionIds: liveSessionIds({ ...watch, databases, log }),
    openInvites: openInvites(asked),
    findDue: findDue(databases),
    listTenantIds: listTenantIds({ ...asked, log, codec }),
    tenantUse: tenantUse(writer, clock),
    isBeyondCap: isBeyondCap(writer, watch),
    changesSince: changesSince(writer),
    erasedSince: erasedSince(writer),
    readChanged: readChanged(asked),
    matchingSessions: matchingSessions(asked),
    liveByPerson: liveByPerson(asked),
    countWithoutFactor: countWithoutFactor(asked),
    countDue: countDue(databases),
    sessionsEndedBy: sessionsEndedBy(databases),
    unfinishedOperations: unfinishedOperations(writer),
    listOperations: listOperations(asked),
    readOperation: readOperation(asked),
    listOperationResults: listOperationResults(asked),
    viewLag: viewStates(writer, log, clock),
    countHolds: countHolds(writer, clock),
    liveCountsOfAll: liveCountsOfAll(writer),
  }
}
