import { setTimeout as pause } from 'node:timers/promises'
import type { Position } from '#events/envelope.ts'
import { parkedBy, parkEvents } from '#services/consumers/parkedEvents.ts'
import { Unreadable } from '#services/eventStore/eventShape.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import { followLog, isAway, type LogRead } from '#services/eventStore/followLog.ts'
import { isOfThisLog, markAfter, type ReadMark } from '#services/eventStore/readMark.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { endedSetTypes, foldEndings } from './foldEndings.ts'
import { endedSetName, forgetEndedSet, lockProgress, readProgress, saveProgress } from './progress.ts'
import { type SeenEvent, seenEvent } from './seenEvent.ts'
import { dropOutlived, readLongest, storeEndings } from './storeEndings.ts'

export interface EndedSetNeeds {
  log: Pick<EventLog, 'readWanted' | 'readAt' | 'head' | 'onAppended'>
  codec: Pick<EventCodec, 'openClear'>
  writer: Pool
  logger: Logger
  /** Milliseconds, monotonic. */
  now: () => number
}

type Events = readonly SeenEvent[]

const readLimit = 5_000
const quietRestMs = 1_000
const afterFailureMs = 2_000

/** Another process has moved the set meanwhile. */
class Overtaken extends Error {}

/**
 * Reads the stored progress. If the set was made of another log, logs an error and empties the set, so that it is built
 * anew.
 */
export const soundProgress = async ({ log, writer, logger }: EndedSetNeeds): Promise<ReadMark> => {
  const found = await readProgress(writer)
  if (await isOfThisLog(log, found)) return found
  logger.error('The log went back: who is ended is made anew from its beginning', {
    position: found.position,
    head: await log.head(),
  })
  await forgetEndedSet(writer)
  return readProgress(writer)
}

/** Nothing tells whom the event ended. */
const isLost = ({ isDamaged, change }: SeenEvent): boolean => isDamaged && change === null

const advance = (writer: Pool, before: ReadMark, events: Events, after: ReadMark): Promise<void> =>
  transaction(writer, async (connection) => {
    const locked = await lockProgress(connection)
    if (locked.position !== before.position) throw new Overtaken()
    const longestOf = await readLongest(connection, [...new Set(events.map(({ tenantId }) => tenantId))])
    await storeEndings(connection, foldEndings(events, longestOf))
    await parkEvents(
      connection,
      events.filter(isLost).map((event) => parkedBy(endedSetName, event, new Unreadable())),
    )
    const last = events.at(-1)
    if (last !== undefined) await dropOutlived(connection, last.at)
    await saveProgress(connection, after)
  })

interface Following {
  signal: AbortSignal
  /** While nothing ends, the position is saved once in this time. */
  restMs: number
  onMoved?: (position: Position) => void
}

const follow = async (needs: EndedSetNeeds, { signal, restMs, onMoved }: Following): Promise<void> => {
  const { log, codec, writer, logger, now } = needs
  let progress = await soundProgress(needs)
  let movedAt = now()
  const tellDamaged = ({ id, type, tenantId, position, change }: SeenEvent): void => {
    const text = change === null ? 'it is parked' : 'its stream told whom it ends'
    logger.error(`an ending cannot be read; ${text}`, { eventId: id, type, tenantId, position })
  }
  const take = async ({ items, to }: LogRead<SeenEvent>): Promise<void> => {
    if (to === progress.position || (items.length === 0 && now() - movedAt < restMs)) return
    const after = markAfter(progress, items, to)
    await advance(writer, progress, items, after)
    items.filter(({ isDamaged }) => isDamaged).forEach(tellDamaged)
    progress = after
    movedAt = now()
    onMoved?.(to)
  }
  await followLog({
    log,
    after: progress.position,
    limit: readLimit,
    types: () => endedSetTypes,
    signal,
    open: (events) => events.map((event) => seenEvent(codec, event)),
    onRead: take,
  })
}

/**
 * Brings the set up to the log's head, for a process that starts: its tail begins where the set ends, and so does not
 * meet again an event that has ended other processes.
 */
export const bringUpToHead = async (needs: EndedSetNeeds): Promise<void> => {
  const head = await needs.log.head()
  while ((await readProgress(needs.writer)).position < head) {
    const reached = new AbortController()
    const onMoved = (position: Position): void => {
      if (position >= head) reached.abort()
    }
    await follow(needs, { signal: reached.signal, restMs: 0, onMoved }).catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error
    })
  }
}

/**
 * Updates the ended set as the log grows, until the signal aborts. Tries again after any failure. One process does it
 * for all.
 */
export const keepEndedSet = async (needs: EndedSetNeeds, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      await follow(needs, { signal, restMs: quietRestMs })
    } catch (error) {
      if (error instanceof Overtaken) continue
      if (!isAway(error)) needs.logger.error('Who is ended is not kept along; trying again', { error })
      await pause(afterFailureMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
