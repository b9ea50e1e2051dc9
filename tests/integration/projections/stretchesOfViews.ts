import { consumerStanding } from '#services/consumers/consumerStanding.ts'
import { takeStretches } from '#services/consumers/takeStretches.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { viewConsumer, type ViewConsumerNeeds } from '#services/projections/live/viewConsumer.ts'

/** The consumer of the views without a feed: a test hands over what it pleases. */
export const stretchesOfViews = (needs: Omit<ViewConsumerNeeds, 'logger'>) =>
  takeStretches({
    ...viewConsumer({ ...needs, logger: silentLogger }),
    feed: { consume: () => Promise.reject(new Error('the test hands over')) },
    standing: consumerStanding(),
    signal: new AbortController().signal,
  })
