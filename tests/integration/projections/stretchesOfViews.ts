import type { Clock } from '#services/ambient/clock.ts'
import { consumerStanding } from '#services/consumers/consumerStanding.ts'
import { takeStretches } from '#services/consumers/takeStretches.ts'
import type { EventCodec } from '#services/eventStore/eventStore.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { viewConsumer } from '#services/projections/live/viewConsumer.ts'

/** The consumer of the views without a feed: a test hands over what it pleases. */
export const stretchesOfViews = (pool: Pool, codec: EventCodec, clock: Clock) =>
  takeStretches({
    ...viewConsumer({ pool, codec, clock, logger: silentLogger }),
    feed: { consume: () => Promise.reject(new Error('the test hands over')) },
    standing: consumerStanding(),
    signal: new AbortController().signal,
  })
