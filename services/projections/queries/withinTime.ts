import { tookTooLong } from '#services/postgres/unavailable.ts'
import type { Snapshot } from './snapshot.ts'

/** Answers null when a statement of `work` takes longer. The snapshot is as good afterwards as it was before. */
export const withinTime = async <Result>(
  snapshot: Snapshot,
  milliseconds: number,
  work: () => Promise<Result>,
): Promise<Result | null> => {
  await snapshot.query(`savepoint before_work; set local statement_timeout = ${milliseconds}`)
  try {
    return await work()
  } catch (error) {
    if (tookTooLong(error)) return null
    throw error
  } finally {
    // Takes the time limit back as well.
    await snapshot.query('rollback to savepoint before_work; release savepoint before_work')
  }
}
