import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { GuardConfirmation, GuardConfirmations } from '#services/ports/effects.ts'
import type { Notices } from '#services/postgres/notices.ts'
import { guardId } from './guardId.ts'
import type { GuardReport, SaidOfGuard } from './guardReports.ts'
import { presenceMs } from './ownGuards.ts'

/** A guard as all processes together know it. Instants are milliseconds since the epoch, by this process's clock where it heard. */
export interface KnownGuard extends Pick<SaidOfGuard, 'tenantId' | 'keyId' | 'name' | 'version' | 'address'> {
  streams: number
  since: number
  confirmed: Position | null
  confirmedAt: number | null
}

export interface GuardDirectory extends GuardConfirmations {
  ofTenant: (tenantId: string) => KnownGuard[]
  /** Of all tenants, connected now. */
  connected: () => KnownGuard[]
  stop: () => void
}

interface Heard extends Pick<SaidOfGuard, 'tenantId' | 'keyId' | 'name' | 'version' | 'address'> {
  firstHeardAt: number
  lastHeardAt: number
  byProcess: Map<string, { streams: number; since: number; heardAt: number }>
  /** In order; the newest last. */
  confirmations: { position: Position; at: number }[]
}

/** A process that said nothing of a guard for so long serves it no more. */
const silentMs = 3 * presenceMs
/** A guard that is away for no longer is waited for by whoever measures an effect: it may be about to come back. */
const missedMs = 60_000
/** A guard that is away stays listed for so long. */
const listedMs = 15 * 60_000
const mostConfirmations = 300

export const guardDirectory = (reports: Pick<Notices<GuardReport>, 'listen'>, clock: Clock): GuardDirectory => {
  const guards = new Map<string, Heard>()
  const waiting = new Set<() => void>()

  const take = (process: string, said: SaidOfGuard): void => {
    const now = clock.now()
    const { tenantId, keyId, name, version, address, streams, since, confirmed } = said
    const guard = guards.get(guardId(said)) ?? begin(said, now)
    guards.set(guardId(said), Object.assign(guard, { tenantId, keyId, name, version, lastHeardAt: now }))
    if (streams > 0) guard.address = address
    guard.byProcess.set(process, { streams, since, heardAt: now })
    if (confirmed === null || confirmed <= (guard.confirmations.at(-1)?.position ?? -1)) return
    guard.confirmations.push({ position: confirmed, at: now })
    if (guard.confirmations.length > mostConfirmations) guard.confirmations.shift()
  }
  const begin = ({ tenantId, keyId, name, version, address }: SaidOfGuard, now: number): Heard => ({
    tenantId,
    keyId,
    name,
    version,
    address,
    firstHeardAt: now,
    lastHeardAt: now,
    byProcess: new Map(),
    confirmations: [],
  })
  const forget = (): void => {
    for (const [id, { lastHeardAt }] of guards) if (clock.now() - lastHeardAt > listedMs) guards.delete(id)
  }
  const unlisten = reports.listen(({ process, guards: said }) => {
    for (const each of said) take(process, each)
    forget()
    for (const look of waiting) look()
  })

  const know = (guard: Heard): KnownGuard => {
    const { tenantId, keyId, name, version, address, byProcess, confirmations } = guard
    const told = [...byProcess.values()]
    const serving = told.filter(({ streams, heardAt }) => streams > 0 && clock.now() - heardAt < silentMs)
    const streams = serving.reduce((total, each) => total + each.streams, 0)
    const lastSeen = Math.max(...told.map(({ streams: open, since, heardAt }) => (open > 0 ? heardAt : since)))
    const since = streams === 0 ? lastSeen : Math.min(...serving.map((each) => each.since))
    const last = confirmations.at(-1)
    return {
      tenantId,
      keyId,
      name,
      version,
      address,
      streams,
      since,
      confirmed: last?.position ?? null,
      confirmedAt: last?.at ?? null,
    }
  }
  const everyone = (): [Heard, KnownGuard][] => [...guards.values()].map((guard) => [guard, know(guard)])
  const isMissed = ({ streams, since }: KnownGuard): boolean => streams > 0 || clock.now() - since < missedMs

  return {
    ofTenant: (tenantId) => everyone().flatMap(([, known]) => (known.tenantId === tenantId ? [known] : [])),
    connected: () => everyone().flatMap(([, known]) => (known.streams > 0 ? [known] : [])),
    of: (tenantId, position, decidedAt) =>
      everyone()
        .filter(([heard, known]) => known.tenantId === tenantId && heard.firstHeardAt <= decidedAt && isMissed(known))
        .map(([{ confirmations }, { name }]): GuardConfirmation => {
          const first = confirmations.find((each) => each.position >= position)
          return { name, confirmedAt: first?.at ?? null, answers: confirmations.length > 0 }
        }),
    listen(onConfirmed) {
      waiting.add(onConfirmed)
      return () => void waiting.delete(onConfirmed)
    },
    stop: unlisten,
  }
}
