import { wirePositions } from '#services/keys/wirePositions.ts'
import { viewHandouts, type ViewHandouts } from '#services/projections/viewHandouts.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { withTenants } from './withTenants.ts'

export type Opened = Parameters<Parameters<typeof withTenants>[1]>[1]

/** The views beside a running Rollcall. */
export const withViews = async <Result>(
  { ambient }: Surroundings,
  { data, log, codec }: Opened,
  work: (views: ViewHandouts) => Promise<Result>,
): Promise<Result> => {
  const { databases, masterKey } = data
  const positions = wirePositions(masterKey, databases.installation.epoch)
  const views = viewHandouts({ databases, masterKey, log, codec, positions, clock: ambient.clock })
  try {
    return await work(views)
  } finally {
    await views.close()
  }
}
