import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { EventCodec } from '#services/eventStore/eventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { type Logger, silentLogger } from '#services/logging/logger.ts'
import { readCheckpoints } from '#services/projections/live/checkpoints.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { eventually } from '../eventually.ts'
import { viewTraffic } from '../viewTraffic.ts'
import { writeTraffic } from '../writeTraffic.ts'
import type { ConsumerHealth } from '#services/feed/kafka/feedHealth.ts'
import { relayedLog, type RelayedLog } from './relayedLog.ts'

export interface Projector {
  health: ConsumerHealth
  stop: () => Promise<void>
}

export interface Traffic {
  /** Appends so many more; resolves when they are acknowledged. */
  append: (events: number) => Promise<void>
  /** Appends a few at a time until `signal` aborts or nothing is left. */
  flow: (eventsAtOnce: number, pauseMs: number, signal: AbortSignal) => Promise<void>
}

export interface RelayedViews extends RelayedLog {
  codec: EventCodec
  /** Of one group: they share the partitions. */
  projector: (given?: { logger?: Logger }) => Projector
  /** About so many events, the same for a seed, to be appended a part at a time. One a log: a second would meet its streams. */
  traffic: (seed: number, events: number) => Traffic
  /** Waits until every view has read the whole log; then every acknowledged event is there once, and rows equal a rebuild. */
  expectWhole: (withinMs?: number) => Promise<void>
}

const groupId = 'views'

/** A log, copied to a topic, and views that read it there. Nothing runs yet. */
export const relayedViews = async (brokers?: readonly string[], partitions?: number): Promise<RelayedViews> => {
  const relayed = await relayedLog(brokers, partitions)
  const { databases, masterKey } = relayed.database
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
  const projectors: Projector[] = []
  return {
    ...relayed,
    codec,
    projector({ logger = silentLogger } = {}) {
      const ending = new AbortController()
      const { feed, health } = relayed.feed(`${relayed.topic}.${groupId}`, logger)
      const clock = { now: () => Date.now() }
      const running = runProjector({ databases, log: relayed.log, feed, codec, clock, logger, signal: ending.signal })
      const stop = async (): Promise<void> => {
        ending.abort()
        await running
      }
      projectors.push({ health, stop })
      return { health, stop }
    },
    traffic(seed, events) {
      const all = [...viewTraffic({ seed, events, tenants: 8, usersPerTenant: 5, oddPercent: 10 })]
      const append = async (count: number): Promise<void> => {
        await writeTraffic(relayed.log, codec, all.splice(0, count))
      }
      return {
        append,
        async flow(eventsAtOnce, pauseMs, signal) {
          while (!signal.aborted && all.length > 0) {
            await append(eventsAtOnce)
            await sleep(pauseMs)
          }
        },
      }
    },
    async expectWhole(withinMs = 60_000) {
      const head = await relayed.log.head()
      await eventually(async () => {
        const positions = (await readCheckpoints(databases.writer)).map(({ position }) => position)
        expect(Math.min(...positions)).toBeGreaterThanOrEqual(head)
      }, withinMs)
      const { rows } = await databases.writer.query<{ lines: number; distinct: number }>(
        'select count(*) as lines, count(distinct event_id) as distinct from session_log',
      )
      expect(rows[0]).toEqual({ lines: head, distinct: head })
      expect((await check({ databases, masterKey })).differences).toEqual([])
      expect(relayed.fatal).toEqual([])
    },
    async stop() {
      await Promise.all(projectors.map((projector) => projector.stop()))
      await relayed.stop()
    },
  }
}
