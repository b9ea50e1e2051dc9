import type { Position } from '#events/envelope.ts'

/** How a consumer in this process is doing. */
export interface ConsumerState {
  /** The position of the slowest partition that this process reads; null: it reads none. */
  position: Position | null
  /** How often in a row the consumer has failed and begun again. */
  failures: number
  /** Only the name of the last error: its message may quote personal data. Null: the consumer works. */
  trouble: string | null
}

/** A consumer reports its progress here. */
export interface ConsumerStanding {
  state: () => ConsumerState
  reached: (partition: number, position: Position) => void
  /** The consumer has given up its partitions; it reads none until it begins one again. */
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
