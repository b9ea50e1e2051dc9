import type { Position } from '#events/envelope.ts'

/** How a consumer of this process does. */
export interface ConsumerState {
  /** The slowest of the partitions that this process reads; null: none is handed to it. */
  position: Position | null
  /** Times in a row that it had to begin again. */
  failures: number
  /** The kind of the last failure: an error's message may quote what nobody should read. Null: it is well. */
  trouble: string | null
}

/** What a consumer tells of itself. */
export interface ConsumerStanding {
  state: () => ConsumerState
  reached: (partition: number, position: Position) => void
  /** No partition is read here until it is begun again. */
  released: () => void
  failed: (error: unknown) => void
  well: () => void
}

export const consumerStanding = (): ConsumerStanding => {
  const positions = new Map<number, Position>()
  let failures = 0
  let trouble: string | null = null
  return {
    state: () => ({ position: positions.size === 0 ? null : Math.min(...positions.values()), failures, trouble }),
    reached: (partition, position) => void positions.set(partition, position),
    released: () => positions.clear(),
    failed(error) {
      failures += 1
      trouble = error instanceof Error ? error.name : 'unknown'
    },
    well() {
      failures = 0
      trouble = null
    },
  }
}
