import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'

export const now = Date.parse('2026-10-20T09:00:00.000Z')

export const checkOf = ({ database: { databases, masterKey }, kurrentdbUrl }: ProjectedViews) =>
  check({ databases, masterKey, kurrentdbUrl })
export const rebuildOf = ({ database: { databases, masterKey }, kurrentdbUrl }: ProjectedViews) =>
  rebuild({ databases, masterKey, kurrentdbUrl })

/** Log, projector and views with some traffic in them. */
export const viewsOfTraffic = async (seed: number, events: number): Promise<ProjectedViews> => {
  const stack = await projectedViews(now)
  await stack.write(viewTraffic({ seed, events, usersPerTenant: 12, oddPercent: 20 }))
  return stack
}
