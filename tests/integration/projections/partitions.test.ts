import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import { partitionIndex, partitionNumber, partitionNumbers, wholeLog } from '#services/feed/partitions.ts'
import { readCheckpoints, saveCheckpoint } from '#services/projections/live/checkpoints.ts'
import { viewCheckpoints } from '#services/projections/live/viewCheckpoints.ts'
import { stretchesOfViews } from './stretchesOfViews.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'
import { now } from './viewsUnderTest.ts'

/** Log and views whose projector has been stopped: the tests hand over what they please. */
let stack: ProjectedViews
let writer: Pool
let head: number
/** Of the log; the tests before the last read up to `head`. */
let further: number
beforeAll(async () => {
  stack = await projectedViews(now)
  writer = stack.database.databases.writer
  await stack.stopProjecting()
  await writeTraffic(
    stack.log,
    stack.codec,
    viewTraffic({ seed: 11, events: 4_000, usersPerTenant: 10, oddPercent: 20, stepMs: 10_000 }),
  )
  further = await stack.log.head()
  head = further - 1_000
})
afterAll(() => stack?.stop())

const projector = () => stretchesOfViews({ pool: writer, log: stack.log, codec: stack.codec, clock: stack.clock })
const adoptPartitions = (partitions: readonly number[]) => viewCheckpoints(writer).adopt(partitions)

const ofPartition = async (count: number, index: number, from: number, to: number) =>
  (await stack.log.readAll({ after: from, limit: to - from })).filter(
    ({ tenantId }) => partitionIndex(tenantId, count) === index,
  )

/** Hands over one partition's events in batches. */
const project = async (count: number, index: number, from: number, to: number): Promise<void> => {
  const handing = projector()
  await handing.begin(partitionNumber(count, index))
  for (let at = from; at < to; at += 400) {
    const end = Math.min(at + 400, to)
    const events = await ofPartition(count, index, at, end)
    await handing.take({ partition: partitionNumber(count, index), from: at, events, to: end, head: to })
  }
  await handing.finish()
}

const checked = () => check({ databases: stack.database.databases, masterKey: stack.database.masterKey })

describe('views fed by partitions', () => {
  it('begin where the whole log stood, each partition there', async () => {
    await adoptPartitions(partitionNumbers(3))
    expect(await readCheckpoints(writer)).toMatchObject(
      partitionNumbers(3).map((partition) => ({ partition, position: 0 })),
    )
  })

  it('equal a rebuild while their partitions stand apart', async () => {
    await project(3, 0, 0, 700)
    await project(3, 1, 0, head)
    await project(3, 2, 0, 1_900)
    expect((await checked()).differences).toEqual([])
  })

  it('refuse a batch that leaves something out, and one for partitions that are no more', async () => {
    const events = await ofPartition(3, 0, 900, 1_000)
    const one = projector()
    await one.begin(partitionNumber(3, 0))
    const skipping = one.take({ partition: partitionNumber(3, 0), from: 900, events, to: 1_000, head: 1_000 })
    await expect(skipping).rejects.toThrow(PartitionsMoved)
    const gone = projector().take({ partition: wholeLog, from: 0, events, to: 1_000, head: 1_000 })
    await expect(gone).rejects.toThrow(PartitionsMoved)
    expect((await checked()).differences).toEqual([])
  })

  it('go back to the slowest when the count grows, and what they read again changes nothing', async () => {
    await adoptPartitions(partitionNumbers(5))
    expect((await readCheckpoints(writer)).map(({ position }) => position)).toEqual([700, 700, 700, 700, 700])
    for (const [index, to] of [head, 1_200, head, 2_500, 2_000].entries()) await project(5, index, 700, to)
    // Most rows stand further than their checkpoint; all of them are right once the slowest has come up.
    for (const index of [1, 3, 4]) await project(5, index, [0, 1_200, 0, 2_500, 2_000][index]!, head)
    expect((await checked()).differences).toEqual([])
  })

  it('are whole after the entire log was read once more on top of them', async () => {
    for (const mark of await readCheckpoints(writer)) await saveCheckpoint(writer, { ...mark, position: 0 })
    await adoptPartitions([wholeLog])
    const handing = projector()
    await handing.begin(wholeLog)
    for (let at = 0; at < head; at += 500) {
      const to = Math.min(at + 500, head)
      const events = await stack.log.readAll({ after: at, limit: to - at })
      await handing.take({ partition: wholeLog, from: at, events, to, head })
    }
    expect((await checked()).differences).toEqual([])
  })

  it('are rebuilt, whole or in part, whatever their partitions have read', async () => {
    await adoptPartitions(partitionNumbers(2))
    await project(2, 1, head, further)
    const request = { databases: stack.database.databases, masterKey: stack.database.masterKey }
    await rebuild({ ...request, views: ['user_overview', 'session_log'] })
    expect((await readCheckpoints(writer)).map(({ position }) => position)).toEqual([head, further])
    expect((await checked()).differences).toEqual([])
    await rebuild(request)
    expect((await readCheckpoints(writer)).map(({ position }) => position)).toEqual([further, further])
    expect((await checked()).differences).toEqual([])
  })

  it('are adopted once by many at a time', async () => {
    await Promise.all(Array.from({ length: 4 }, (_, n) => adoptPartitions(partitionNumbers((n % 2) + 7))))
    expect([7, 8]).toContain((await readCheckpoints(writer)).length)
  })
})
