import { repeat } from '#services/ambient/repeat.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { RebuildProgress } from './buildShadow.ts'

/** The last rebuild as operators see it. */
export interface LastRebuild {
  views: string[]
  step: RebuildProgress['step']
  done: number
  total: number
  beganAt: string
  endedAt: string | null
  state: 'running' | 'done' | 'failed' | 'brokenOff'
  /** How many events the views could not take; null: it has not succeeded. */
  parked: number | null
  /** Name of the error. */
  failure: string | null
}

const sayEveryMs = 1_000
/** A rebuild that said nothing for so long was broken off. */
const brokenOffAfterSeconds = 15

const begin = async (owner: Queryable, views: readonly string[]): Promise<void> => {
  await owner.query(
    `insert into last_rebuild (views, step, done, total) values ($1, 'fold', 0, 0)
     on conflict (single) do update set views = excluded.views, step = 'fold', done = 0, total = 0, began_at = now(),
       said_at = now(), ended_at = null, parked = null, failure = null`,
    [views],
  )
}
const say = async (owner: Queryable, { step, done, total }: RebuildProgress): Promise<void> => {
  await owner.query('update last_rebuild set step = $1, done = $2, total = $3, said_at = now()', [step, done, total])
}
const end = async (owner: Queryable, parked: number | null, failure: string | null): Promise<void> => {
  await owner.query('update last_rebuild set ended_at = now(), parked = $1, failure = $2', [parked, failure])
}

/** Runs a rebuild and tells the database how far it is and how it ended. That it cannot be told fails no rebuild. */
export const whileTold = async <Result extends { parked: number }>(
  owner: Queryable,
  views: readonly string[],
  run: (onProgress: (progress: RebuildProgress) => void) => Promise<Result>,
): Promise<Result> => {
  let progress: RebuildProgress = { step: 'fold', done: 0, total: 0 }
  const ended = new AbortController()
  const untold = (): void => undefined
  await begin(owner, views).catch(untold)
  const telling = repeat({ restMs: sayEveryMs, run: () => say(owner, progress), onError: untold }, ended.signal)
  const stopTelling = async (): Promise<void> => {
    ended.abort()
    await telling
  }
  try {
    const result = await run((reached) => (progress = reached))
    await stopTelling()
    await end(owner, result.parked, null).catch(untold)
    return result
  } catch (error) {
    await stopTelling()
    await end(owner, null, error instanceof Error ? error.name : 'unknown').catch(untold)
    throw error
  }
}

/** Null: there was none on this database. */
export const readLastRebuild = async (writer: Queryable): Promise<LastRebuild | null> => {
  const { rows } = await writer.query<LastRebuild>(
    `select views, step, done, total, began_at as "beganAt", ended_at as "endedAt", parked, failure,
       case when failure is not null then 'failed' when ended_at is not null then 'done'
         when said_at < now() - make_interval(secs => $1) then 'brokenOff' else 'running' end as state
     from last_rebuild`,
    [brokenOffAfterSeconds],
  )
  return rows[0] ?? null
}
