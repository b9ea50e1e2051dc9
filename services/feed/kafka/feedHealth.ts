import type { Position } from '#events/envelope.ts'

/** How the relay in this process is doing. */
export interface RelayState {
  leading: boolean
  /** The last position that brokers have acknowledged to this process; 0: none yet. */
  position: Position
  /** Events copied since the start. */
  events: number
  failures: number
  /** The error that keeps the relay from copying; null: none. */
  trouble: string | null
  /** How the topic differs from one that Rollcall would have created. */
  differences: readonly string[]
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export interface RelayHealth {
  state: () => RelayState
  position: () => Position
  leads: (leads: boolean) => void
  relayed: (to: Position, events: number) => void
  /** Answers whether to report the failure: false when nothing was copied since the failure before. */
  failed: (error: unknown) => boolean
  topicDiffers: (differences: readonly string[]) => void
}

export const relayHealth = (): RelayHealth => {
  let state: RelayState = { leading: false, position: 0, events: 0, failures: 0, trouble: null, differences: [] }
  const change = (part: Partial<RelayState>): void => void (state = { ...state, ...part })
  return {
    state: () => state,
    position: () => state.position,
    leads: (leading) => change(leading ? { leading } : { leading, trouble: null }),
    relayed: (position, events) => change({ position, events: state.events + events, trouble: null }),
    failed(error) {
      const isNews = state.trouble === null
      change({ failures: state.failures + 1, trouble: messageOf(error) })
      return isNews
    },
    topicDiffers: (differences) => change({ differences }),
  }
}

/** How one consumer of the feed in this process is doing. */
export interface ConsumerState {
  /** Milliseconds since the consumer last asked Kafka for messages; 0 while it handles a batch. */
  pollAgeMs: number
  /** Partitions handed to this process. */
  assigned: number
  /**
   * Age of the newest watermark seen, in milliseconds; null: none yet. It grows while the relay or the brokers are
   * away.
   */
  watermarkAgeMs: number | null
  /** How often the consumer was replaced by a new one. */
  restarts: number
  /** Events taken from the store because the topic did not have them. */
  filled: number
  /** Messages ignored because they had been read already or belonged to another log. */
  passedOver: number
  trouble: string | null
}

export interface ConsumerHealth {
  state: () => ConsumerState
  polled: () => void
  working: (isWorking: boolean) => void
  assigned: (partitions: number) => void
  /** `at`: ISO 8601. */
  watermark: (at: string) => void
  filled: (events: number) => void
  passedOver: (messages: number) => void
  well: () => void
  /** Answers whether to report the failure: false when the consumer had failed already. */
  failed: (error: unknown) => boolean
}

/** `now` gives milliseconds since the epoch, `monotonicMs` monotonic milliseconds. */
export const consumerHealth = (now: () => number, monotonicMs: () => number): ConsumerHealth => {
  let counts = { assigned: 0, restarts: 0, filled: 0, passedOver: 0 }
  let trouble: string | null = null
  let polledAt = monotonicMs()
  let isWorking = false
  let watermarkAt = 0
  return {
    state: () => ({
      ...counts,
      trouble,
      pollAgeMs: isWorking ? 0 : Math.round(monotonicMs() - polledAt),
      watermarkAgeMs: watermarkAt === 0 ? null : Math.max(0, now() - watermarkAt),
    }),
    polled: () => void (polledAt = monotonicMs()),
    working(working) {
      isWorking = working
      polledAt = monotonicMs()
    },
    assigned: (assigned) => void (counts = { ...counts, assigned }),
    watermark: (at) => void (watermarkAt = Math.max(watermarkAt, Date.parse(at))),
    filled: (events) => void (counts = { ...counts, filled: counts.filled + events }),
    passedOver: (messages) => void (counts = { ...counts, passedOver: counts.passedOver + messages }),
    well: () => void (trouble = null),
    failed(error) {
      const isNews = trouble === null
      trouble = messageOf(error)
      counts = { ...counts, assigned: 0, restarts: counts.restarts + 1 }
      return isNews
    },
  }
}
