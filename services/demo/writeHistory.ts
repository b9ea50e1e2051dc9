import { type Neighbour, planArrivals } from './arrivals.ts'
import { type FoundedTenant, foundTenants, type Resident } from './founding.ts'
import { planIncidents } from './incidentPlan.ts'
import { drawAtlas, type Locate } from './networks.ts'
import { makePeople } from './people.ts'
import type { BuildContext, HistoryPorts, Origin } from './ports.ts'
import { seededChance } from './random.ts'
import { refuse, type Scene, signIn, type Stay } from './stays.ts'
import { type SimulatedClock, timeline } from './timeline.ts'
import { planVisits, type Visit } from './visits.ts'

export interface HistorySetup {
  seed: number
  /** When the history ends, milliseconds since the epoch. `clock` stands before its beginning. */
  until: number
  clock: SimulatedClock
  ports: HistoryPorts
  locate: Locate
  buildContext: BuildContext
  randomId: () => string
  days?: number
}

/** A session that is live at the history's end, for the simulator to go on with. */
export interface LeftBehind {
  tenant: string
  email: string
  deviceId: string
  address: string
  /** Milliseconds since the epoch. */
  signedInAt: number
  refreshToken: string
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs
const historyDays = 30

/** When a history of `days` days that ends at `until` begins. */
export const historyStart = (until: number, days = historyDays): number => until - days * dayMs

const origin = (randomId: () => string): Origin => ({
  actor: { kind: 'system', id: 'demo' },
  correlationId: randomId(),
  context: null,
})

const planVisit = (scene: Scene, tenant: FoundedTenant, resident: Resident, visit: Visit): void => {
  const { chance } = resident.person
  if (chance.happens(0.04))
    scene.timeline.plan(visit.startsAt - chance.whole(8, 40) * secondMs, async () => {
      await refuse(scene, tenant, { email: resident.person.email, userId: resident.userId }, visit)
    })
  scene.timeline.plan(visit.startsAt, async () => {
    await signIn(scene, tenant, resident, visit)
  })
}

const byEmail = (tenants: readonly FoundedTenant[]): Map<string, Neighbour> =>
  new Map(
    tenants.flatMap((tenant) => tenant.residents.map((resident) => [resident.person.email, { tenant, resident }])),
  )

const leftBehind = async ({ ports }: Scene, stay: Stay): Promise<LeftBehind> => ({
  tenant: stay.tenant.slug,
  email: stay.resident.person.email,
  deviceId: stay.visit.device.said.id,
  address: stay.address,
  signedInAt: Date.parse(stay.session.startedAt),
  refreshToken: await ports.refreshToken(stay.tenant.tenantId, stay.session),
})

/**
 * Writes a month of three tenants in order of time. The product's own commands decide every event. The same seed gives the same
 * people, devices and places; ids and keys are always new.
 */
export const writeHistory = async (setup: HistorySetup): Promise<LeftBehind[]> => {
  const { clock, ports, until, randomId, buildContext, days = historyDays } = setup
  const chance = seededChance(setup.seed)
  const atlas = drawAtlas(setup.locate)
  const people = makePeople(chance.fork('people'), atlas)
  const tenants = await foundTenants({
    ports,
    people,
    origin: () => origin(randomId),
    pause: () => clock.moveTo(clock.now() + secondMs),
  })
  const scene: Scene = {
    ports,
    clock,
    timeline: timeline(clock, ports.detect),
    randomId,
    buildContext,
    live: new Map(),
    struck: new Set(),
  }
  const everybody = byEmail(tenants)
  for (const visit of planVisits(people, atlas, clock.now(), until)) {
    const { tenant, resident } = everybody.get(visit.person.email)!
    planVisit(scene, tenant, resident, visit)
  }
  planIncidents(scene, atlas, chance.fork('incidents'), { tenants, until, days })
  planArrivals(scene, [...everybody.values()], chance.fork('arrivals'), until)
  await scene.timeline.run(until)
  return Promise.all([...scene.live.values()].map((stay) => leftBehind(scene, stay)))
}
