import { beforeEach, describe, expect, it } from 'vitest'
import { noQuotas, type Quotas } from '#events/tenant/quotas.ts'
import { tenantFigures } from '#services/composition/health/tenantFigures.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { IndexedTenant } from '#services/projections/tenantIndex/tenantIndex.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const { clock } = testAmbient()
const tenant = (id: string, quotas: Partial<Quotas>, blocks: IndexedTenant['blocks'] = []): IndexedTenant => ({
  id,
  slug: id,
  name: id,
  registeredAt: '2026-11-01T00:00:00.000Z',
  quotas: { ...noQuotas, ...quotas },
  blocks,
  retention: { rowsDays: null, countsDays: null },
})

let tenants: IndexedTenant[]
let liveSessions: number
let said: [message: string, fields: unknown][]
let look: ReturnType<typeof tenantFigures>
beforeEach(() => {
  liveSessions = 0
  said = []
  const say = (message: string, fields: unknown) => void said.push([message, fields])
  look = tenantFigures({
    index: async () => ({ tenants, position: 0 }),
    tenantUse: async (ids) => new Map(ids.map((id) => [id, { liveSessions, eventsPerDay: 0 }])),
    countPeople: async () => 4,
    countHolds: async () => 2,
    clock,
    logger: { ...silentLogger, warn: say, info: say },
  })
})

describe('the figures of all tenants', () => {
  it('count blocks in force, without those that have lapsed, and holds', async () => {
    const [over, inForce] = [{ until: '2026-11-20T08:59:59.000Z' }, { until: '2026-11-20T09:00:01.000Z' }]
    tenants = [tenant('acme', {}, [over, inForce]), tenant('globex', {}, [inForce])]
    expect(await look()).toEqual({ standings: [], blocks: 2, holds: 2 })
  })

  it('have an entry for each quota that is bounded', async () => {
    tenants = [
      tenant('acme', { people: { soft: 4, hard: 9 } }),
      tenant('globex', { liveSessions: { soft: null, hard: 5 } }),
    ]
    expect((await look()).standings).toEqual([
      { quota: 'people', level: 'warning' },
      { quota: 'liveSessions', level: 'within' },
    ])
  })
})

describe('a quota that is reached', () => {
  it('is said once at each bound, and once when there is room again', async () => {
    tenants = [tenant('acme', { liveSessions: { soft: 5, hard: 9 } })]
    for (const live of [4, 5, 6, 9, 10, 3, 3]) {
      liveSessions = live
      await look()
    }
    const about = { tenantId: 'acme', quota: 'liveSessions' }
    expect(said).toEqual([
      ['A tenant has reached a quota', { ...about, soft: 5, hard: 9, used: 5, level: 'warning' }],
      ['A tenant has reached a quota', { ...about, soft: 5, hard: 9, used: 9, level: 'full' }],
      ['A tenant has room in a quota again', about],
    ])
  })
})
