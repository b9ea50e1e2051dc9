import type { Queryable, Statement } from '#services/postgres/queryable.ts'

const nothing = (): void => undefined

/**
 * Runs statements one after the other; while the server runs one, the next is made. Null: there is nothing to run.
 * Rejects with the first failure of making or running, once no statement runs any more.
 */
export const runInTurn = async (database: Queryable, statements: Iterable<() => Statement | null>): Promise<void> => {
  let running: Promise<unknown> = Promise.resolve()
  try {
    for (const make of statements) {
      const statement = make()
      await running
      if (statement !== null) running = database.query(statement)
    }
  } finally {
    await running.catch(nothing)
  }
  await running
}
