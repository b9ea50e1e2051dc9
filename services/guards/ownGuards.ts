import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Notices } from '#services/postgres/notices.ts'
import { guardId } from './guardId.ts'
import type { GuardReport, SaidOfGuard } from './guardReports.ts'
import type { GuardIdentity } from './openStreams.ts'

/** The guards that talk to this process. What changes of them is told to all processes. */
export interface OwnGuards {
  opened: (guard: GuardIdentity) => void
  closed: (guard: GuardIdentity) => void
  /** @throws CodedError rate-limited */
  confirmed: (guard: GuardIdentity, position: Position) => void
  stop: () => void
}

/** Changes that come within this time are told together. */
const gatherMs = 5
/** So often everything is told again, because a report may be lost and other processes start. */
export const presenceMs = 2_000
/** A guard without a stream is told of for so long: other processes remember it after that. */
const keepMs = 60_000
/** Guards in a report, so that it fits into one database notification of 8,000 bytes. */
const inReport = 15
/** Names that one tenant's keys may use at a time. */
const mostNames = 1_000

export const ownGuards = (process: string, reports: Pick<Notices<GuardReport>, 'publish'>, clock: Clock): OwnGuards => {
  const guards = new Map<string, SaidOfGuard>()
  const changed = new Set<SaidOfGuard>()
  let gathering: NodeJS.Timeout | undefined
  let isStopped = false

  const publish = (): void => {
    gathering = undefined
    const said = structuredClone([...changed])
    changed.clear()
    for (let first = 0; first < said.length; first += inReport)
      reports.publish({ process, guards: said.slice(first, first + inReport) })
  }
  const tell = (said: SaidOfGuard): void => {
    if (isStopped) return
    changed.add(said)
    gathering ??= setTimeout(publish, gatherMs)
  }
  const present = (): void => {
    for (const [id, said] of guards) {
      if (said.streams === 0 && clock.now() - said.since > keepMs) guards.delete(id)
      else tell(said)
    }
  }
  const presence = setInterval(present, presenceMs)

  const requireRoom = (tenantId: string): void => {
    const names = [...guards.values()].filter((said) => said.tenantId === tenantId).length
    if (names >= mostNames) throw new CodedError('rate-limited', { detail: 'Too many guards have confirmed already.' })
  }
  const known = (guard: GuardIdentity): SaidOfGuard => {
    const id = guardId(guard)
    const found = guards.get(id)
    if (found !== undefined) return Object.assign(found, { version: guard.version ?? found.version })
    requireRoom(guard.tenantId)
    const said = { ...guard, streams: 0, since: clock.now(), confirmed: null }
    guards.set(id, said)
    return said
  }
  const count = (guard: GuardIdentity, more: 1 | -1): void => {
    const said = known(guard)
    const streams = said.streams + more
    const isTurn = streams === 0 || said.streams === 0
    tell(Object.assign(said, { streams, address: guard.address, ...(isTurn ? { since: clock.now() } : {}) }))
  }
  return {
    opened: (guard) => count(guard, 1),
    closed: (guard) => count(guard, -1),
    confirmed(guard, position) {
      const said = known(guard)
      if (said.streams === 0) said.since = clock.now()
      said.confirmed = Math.max(said.confirmed ?? 0, position)
      tell(said)
    },
    stop() {
      for (const said of guards.values())
        if (said.streams > 0) tell(Object.assign(said, { streams: 0, since: clock.now() }))
      isStopped = true
      clearInterval(presence)
      clearTimeout(gathering)
      publish()
    },
  }
}
