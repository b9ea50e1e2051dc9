import { randomUUID } from 'node:crypto'
import { Partitioners } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { coveredBy, partitionIndex, partitionNumber, partitionNumbers, wholeLog } from '#services/feed/partitions.ts'

/** kafkajs' own choice for a key. */
const kafkaIndex = (key: string, count: number): number =>
  Partitioners.DefaultPartitioner()({
    topic: 'any',
    partitionMetadata: Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      partitionErrorCode: 0,
      replicas: [1],
      isr: [1],
    })),
    message: { key, value: null },
  })

describe('partitions of the feed', () => {
  it('hold the tenants that Kafka’s own clients would put there', () => {
    const keys = [...Array.from({ length: 500 }, () => randomUUID()), '', 'a', 'ab', 'abc', 'abcd', 'ü€😀']
    for (const key of keys.filter((key) => key !== ''))
      for (const count of [1, 3, 6, 64]) expect(partitionIndex(key, count)).toBe(kafkaIndex(key, count))
  })

  it('have other numbers when their count is another', () => {
    expect(partitionNumbers(3)).toEqual([30_000, 30_001, 30_002])
    expect(partitionNumbers(3).filter((number) => partitionNumbers(4).includes(number))).toEqual([])
    expect(partitionNumbers(1)).not.toContain(wholeLog)
  })

  it('cover an event when the partition of its tenant has come that far', () => {
    const tenantId = randomUUID()
    const index = partitionIndex(tenantId, 2)
    const covers = coveredBy([
      { partition: partitionNumber(2, index), position: 10 },
      { partition: partitionNumber(2, 1 - index), position: 99 },
    ])
    expect([10, 11].map((position) => covers({ tenantId, position }))).toEqual([true, false])
    const whole = coveredBy([{ partition: wholeLog, position: 5 }])
    expect([5, 6].map((position) => whole({ tenantId, position }))).toEqual([true, false])
  })
})
