import type { FoundedTenant, Resident } from './founding.ts'
import type { Chance } from './random.ts'
import { type Scene, signIn } from './stays.ts'
import { suddenVisit } from './visits.ts'

/** How busy the demo is while it runs: as many live sessions, each this long on average. */
export const liveSessions = 150
export const meanStayMinutes = 17
/** The shortest stay. */
export const leastStayMinutes = 3

export interface Neighbour {
  tenant: FoundedTenant
  resident: Resident
}

const minuteMs = 60_000
const spanMs = 75 * minuteMs
const gapMs = (meanStayMinutes * minuteMs) / liveSessions

/** Where a traveller is, and who was just attacked, must not be contradicted by chance. */
const mayArrive = (scene: Scene, { resident }: Neighbour): boolean =>
  resident.person.kind !== 'traveller' &&
  !scene.struck.has(resident.userId) &&
  ![...scene.live.values()].some((stay) => stay.resident.userId === resident.userId)

const arrive = async (scene: Scene, everybody: readonly Neighbour[], chance: Chance): Promise<void> => {
  const neighbour = chance.pick(everybody)
  if (!mayArrive(scene, neighbour)) return
  const minutes = leastStayMinutes + chance.wait(meanStayMinutes - leastStayMinutes)
  const visit = suddenVisit(neighbour.resident.person, scene.clock.now(), minutes)
  await signIn(scene, neighbour.tenant, neighbour.resident, { ...visit, signsOut: chance.happens(0.92) })
}

/**
 * The last hour comes and goes as fast as the demo will once it runs, so that its first minutes look like all others at any
 * hour of the day.
 */
export const planArrivals = (scene: Scene, everybody: readonly Neighbour[], chance: Chance, until: number): void => {
  for (let at = until - spanMs; at < until; at += chance.wait(gapMs))
    scene.timeline.plan(at, async () => {
      await arrive(scene, everybody, chance)
      // Somebody was in already, or is on a journey: another one comes, while the house is not full.
      if (scene.live.size < liveSessions && until - at < 20 * minuteMs) await arrive(scene, everybody, chance)
    })
}
