import type { Ambient } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { GuardConfirmations } from '#services/ports/effects.ts'
import type { CountOpenConnections } from '#services/ports/openConnections.ts'
import type { TokenRules } from '#services/ports/revocations.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ConnectionsNeeds } from './connections.ts'
import { guardDirectory } from './guardDirectory.ts'
import { notifiedGuards } from './guardReports.ts'
import { guardRoutes } from './guardRoutes.ts'
import { openJournal } from './journal.ts'
import { markBeforeTokens } from './logMarks.ts'
import { type GuardIdentity, openStreams, type StreamLimits, type StreamsNeeds } from './openStreams.ts'
import { ownGuards } from './ownGuards.ts'

export interface GuardsNeeds {
  log: EventLog
  codec: Pick<EventCodec, 'openClear'>
  tail: LogTail
  tokenRules: TokenRules
  positions: WirePositions
  writer: Pool
  keysOf: ConnectionsNeeds['keysOf']
  isKeyGood: StreamsNeeds['isKeyGood']
  countOpen: CountOpenConnections
  limits: StreamLimits
  ambient: Ambient
  /** Milliseconds, monotonic. */
  now: () => number
  logger: Logger
}

export interface Guards {
  routes: Route[]
  confirmations: GuardConfirmations
  /** Streams that this process serves, and guards that some process serves and that have not confirmed for long. */
  counts: () => { streams: number; behind: number }
  sendAway: (withinMs: number) => void
  stop: () => Promise<void>
}

/** A guard that is behind for longer than this is counted as such. */
const lateMs = 5_000

/** Serves guards: what ended, as it happens, and what they say of it. */
export const openGuards = (needs: GuardsNeeds): Guards => {
  const {
    log,
    codec,
    tail,
    tokenRules,
    positions,
    writer,
    keysOf,
    isKeyGood,
    countOpen,
    limits,
    ambient,
    now,
    logger,
  } = needs
  const { clock, random } = ambient
  const reports = notifiedGuards(writer, logger)
  const own = ownGuards(random.id(), reports, clock)
  const directory = guardDirectory(reports, clock)
  const journal = openJournal({
    log,
    codec,
    tail,
    tokenRules,
    markBeforeTokens: () => markBeforeTokens(writer, log),
    clock,
  })
  const told = ({ tenantId, keyId, name: guard, version, address }: GuardIdentity) => ({
    tenantId,
    keyId,
    guard,
    version,
    address,
  })
  const streams = openStreams({
    limits,
    tail,
    isKeyGood,
    logger,
    now,
    onOpened(guard) {
      logger.info('a guard follows endings', told(guard))
      own.opened(guard)
    },
    onClosed(guard) {
      logger.info('a guard follows endings no more', told(guard))
      own.closed(guard)
    },
  })
  const isLate = ({ tenantId, confirmed }: { tenantId: string; confirmed: number | null }): boolean => {
    const first = journal.between(tenantId, confirmed ?? 0, journal.applied())[0]
    return first !== undefined && clock.now() - Date.parse(first.at) > lateMs
  }
  const sending = { journal, tail, positions, clock, now }
  const beginning = { journal, tail, log, positions }
  return {
    routes: guardRoutes({ ...sending, beginning, streams, own, directory, keysOf, countOpen }),
    confirmations: directory,
    counts: () => ({ streams: streams.count(), behind: directory.connected().filter(isLate).length }),
    sendAway: streams.sendAway,
    async stop() {
      streams.stop()
      own.stop()
      directory.stop()
      await reports.close()
    },
  }
}
