import { Worker } from 'node:worker_threads'
import type { Position } from '#events/envelope.ts'
import type { PoolSettings } from '#services/postgres/pool.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { Passed } from './fillShadow.ts'
import type { Shadow } from './shadowSchema.ts'
import { type KeyOwner, KeysMissing } from './unreadableLog.ts'

/** What a worker is told; its thread gets a copy. */
export interface FoldOrder {
  owner: PoolSettings
  writer: PoolSettings
  masterKey: Uint8Array
  kurrentdbUrl: string | undefined
  shadow: Shadow
  /** The names of the views. */
  views: readonly string[]
  upto: Position
  parked: readonly ParkedEvent[]
}
export type FoldReport =
  | { kind: 'progress'; position: Position }
  | { kind: 'passed'; passed: Passed }
  | { kind: 'keys-missing'; owners: readonly KeyOwner[] }

/**
 * Room for young objects, in megabytes. Most objects of a fold die young, so more room would save some garbage
 * collection; but V8 fills whatever room there is, and 128 took twice the memory of the whole command.
 */
const youngGenerationMb = 16

const runOnce = (order: FoldOrder, onEvents: (position: Position) => void): Promise<Passed> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('foldWorker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    worker.on('message', (report: FoldReport) => {
      if (report.kind === 'progress') onEvents(report.position)
      else if (report.kind === 'passed') resolve(report.passed)
      else reject(new KeysMissing(report.owners))
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`The fold ended early, with code ${code}`)))
  })

/**
 * Folds the log into fresh tables in a thread of its own. If an event had to be parked late, it folds again, so that
 * the rows equal those of the live views.
 * @throws KeysMissing
 */
export const foldInWorker = async (order: FoldOrder, onEvents: (position: Position) => void): Promise<Passed> => {
  const passed = await runOnce(order, onEvents)
  return passed.isFlawed ? foldInWorker({ ...order, parked: passed.parked }, onEvents) : passed
}
