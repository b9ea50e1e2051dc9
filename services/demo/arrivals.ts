import type { FoundedTenant, Resident } from './founding.ts'
import { liveSessions, mayCome, meanStayMinutes, stayMinutes, willSignOut } from './habits.ts'
import type { Chance } from './random.ts'
import { type Scene, signIn } from './stays.ts'
import { suddenVisit } from './visits.ts'

export interface Neighbour {
  tenant: FoundedTenant
  resident: Resident
}

const minuteMs = 60_000
const spanMs = 75 * minuteMs
const gapMs = (meanStayMinutes * minuteMs) / liveSessions

const mayArrive = ({ struck, live }: Scene, { resident: { person, userId } }: Neighbour): boolean => {
  const isInside = [...live.values()].some((stay) => stay.resident.userId === userId)
  return mayCome(person, { isInside, isStruck: struck.has(userId) })
}

const arrive = async (scene: Scene, everybody: readonly Neighbour[], chance: Chance): Promise<void> => {
  const neighbour = chance.pick(everybody)
  if (!mayArrive(scene, neighbour)) return
  const visit = suddenVisit(neighbour.resident.person, scene.clock.now(), stayMinutes(chance))
  await signIn(scene, neighbour.tenant, neighbour.resident, { ...visit, signsOut: willSignOut(chance) })
}

/**
 * In the last hour of the history people come and go as fast as in the running demo, so that the demo's first minutes look like
 * all later ones, at any hour of the day.
 */
export const planArrivals = (scene: Scene, everybody: readonly Neighbour[], chance: Chance, until: number): void => {
  for (let at = until - spanMs; at < until; at += chance.wait(gapMs))
    scene.timeline.plan(at, async () => {
      await arrive(scene, everybody, chance)
      // The first one may be signed in already or travel, so a second one comes while there are too few live sessions.
      if (scene.live.size < liveSessions && until - at < 20 * minuteMs) await arrive(scene, everybody, chance)
    })
}
