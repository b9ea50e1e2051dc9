import type { Clock } from '#services/ambient/clock.ts'
import { instant } from '#services/ambient/clock.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** People of all tenants who are held now. It runs on the writer's login, which sees every tenant. */
export const countHolds = (writer: Queryable, clock: Clock) => async (): Promise<number> => {
  const statement = 'select count(*) as held from user_overview where held_until > $1'
  return (await writer.query<{ held: number }>(statement, [instant(clock)])).rows[0]!.held
}
