import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import { keptContext } from '#services/commands/keptContext.ts'
import type { Effect } from '#services/consumers/consumer.ts'
import { type Reading, runReader } from '#services/consumers/runReader.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { decidingTypes } from './namedOperation.ts'
import { operationLog } from './operationLog.ts'
import { shortenByRoles, type ShortenByRolesNeeds } from './policy/shortenByRoles.ts'
import { startMissing, type StartMissingNeeds } from './startMissing.ts'

export interface Starter extends Omit<Reading, 'clock'>, Omit<ShortenByRolesNeeds, 'views'> {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  views: StartMissingNeeds['views']
  policies: StartMissingNeeds['policies']
  ambient: Ambient
  /** How old a decision must be before its process counts as dead. Milliseconds. */
  patienceMs?: number
}

export const starterName = 'operations'
const batchLimit = 500
/** A block waits for the views before its operation starts, which takes 5 s at most. */
const longestStartMs = 10_000

interface Work {
  start: ReturnType<typeof startMissing>
  shorten: ReturnType<typeof shortenByRoles>
}

const handle = async (
  { ambient, logger, signal, patienceMs = longestStartMs }: Starter,
  { start, shorten }: Work,
  decisions: readonly Recorded<RollcallEvent>[],
  began: Position,
): Promise<Effect> => {
  for (const event of decisions) {
    if (event.position <= began) continue
    if (event.type === 'MemberRoleChanged') {
      await shorten(event)
      continue
    }
    const waitMs = Date.parse(event.at) + patienceMs - ambient.clock.now()
    if (waitMs > 0) await sleep(waitMs, signal)
    signal.throwIfAborted()
    if (await start(event))
      logger.warn('started an operation whose process died after the decision', { causationId: event.id })
  }
  return async () => undefined
}

/**
 * Reads decisions until `signal` aborts, starts the operation of each that its process left without, and carries out what changed
 * roles mean to sessions. What was decided before the first start is left as it is.
 */
export const runStarter = (starter: Starter): Promise<void> => {
  const { store, views, policies, directory, ambient } = starter
  const log = operationLog(store, ambient, keptContext(directory))
  const work = { start: startMissing({ log, views, policies }), shorten: shortenByRoles(starter) }
  return runReader({
    ...starter,
    name: starterName,
    types: [...decidingTypes, 'MemberRoleChanged'],
    limit: batchLimit,
    handleReadable: async (decisions, began) => handle(starter, work, decisions, await began()),
    clock: ambient.clock,
  })
}
