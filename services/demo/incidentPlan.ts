import {
  adminEndsMany,
  adminEndsOne,
  guessedPassword,
  passwordGuessing,
  stolenPassword,
  stolenToken,
  type Trouble,
} from './incidents.ts'
import type { FoundedTenant } from './founding.ts'
import type { Atlas } from './networks.ts'
import type { Chance } from './random.ts'
import type { Scene } from './stays.ts'

type Incident = (trouble: Trouble) => Promise<boolean>

interface Entry {
  slug: string
  incident: Incident
  /** Hours before the end of the history. */
  hoursAgo: number
}

/** Incidents at fixed times. Each kind happens within the last day, so that visitors find it; others are spread over the month. */
const certain: readonly Entry[] = [
  { slug: 'acme', incident: stolenPassword, hoursAgo: 2.2 },
  { slug: 'acme', incident: stolenToken, hoursAgo: 4.5 },
  { slug: 'acme', incident: passwordGuessing, hoursAgo: 1.4 },
  { slug: 'acme', incident: guessedPassword, hoursAgo: 3.1 },
  { slug: 'acme', incident: adminEndsMany, hoursAgo: 9 * 24 + 3 },
  { slug: 'acme', incident: adminEndsOne, hoursAgo: 0.8 },
  { slug: 'globex', incident: stolenPassword, hoursAgo: 6.5 },
  { slug: 'globex', incident: stolenToken, hoursAgo: 8 },
  { slug: 'globex', incident: guessedPassword, hoursAgo: 12 },
  { slug: 'globex', incident: adminEndsMany, hoursAgo: 16 },
  { slug: 'initech', incident: stolenToken, hoursAgo: 11 },
  { slug: 'initech', incident: passwordGuessing, hoursAgo: 13 },
]

const spread = (chance: Chance, slugs: readonly string[], days: number): Entry[] =>
  slugs.flatMap((slug) => {
    const often = (incident: Incident, times: number): Entry[] =>
      Array.from({ length: times }, () => ({ slug, incident, hoursAgo: chance.between(30, days * 24 - 12) }))
    return [
      ...often(stolenPassword, 3),
      ...often(stolenToken, 2),
      ...often(passwordGuessing, 4),
      ...often(guessedPassword, 2),
      ...often(adminEndsOne, 14),
    ]
  })

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Tries every ten minutes until there is somebody the incident can happen to, `tries` times more at most. */
const attempt = async (trouble: Trouble, incident: Incident, tries: number): Promise<void> => {
  const { clock, timeline } = trouble.scene
  if ((await incident(trouble)) || tries === 0) return
  timeline.plan(clock.now() + 10 * minuteMs, () => attempt(trouble, incident, tries - 1))
}

export const planIncidents = (
  scene: Scene,
  atlas: Atlas,
  chance: Chance,
  span: { tenants: readonly FoundedTenant[]; until: number; days: number },
): void => {
  const { tenants, until, days } = span
  const slugs = tenants.map(({ slug }) => slug)
  for (const { slug, incident, hoursAgo } of [...certain, ...spread(chance, slugs, days)]) {
    const tenant = tenants.find((one) => one.slug === slug)
    if (tenant === undefined) continue
    const trouble = { scene, atlas, chance, tenant }
    scene.timeline.plan(until - hoursAgo * hourMs, () => attempt(trouble, incident, 36))
  }
}
