import type { DeviceKind } from './deviceModels.ts'
import type { FoundedTenant, Resident } from './founding.ts'
import { guessedEmail, guesses, guessesUntilRight, intruderOn, isAtWork } from './intruders.ts'
import type { Atlas } from './networks.ts'
import type { Because } from './ports.ts'
import type { Chance } from './random.ts'
import { contextOf, refuse, type Scene, settle, signIn, type Stay } from './stays.ts'
import type { Visit } from './visits.ts'

/** What an incident needs: where and to whom it happens. */
export interface Trouble {
  scene: Scene
  atlas: Atlas
  chance: Chance
  tenant: FoundedTenant
}

const minuteMs = 60_000

/** The visit of an intruder who uses the victim's account. */
const intruderVisit = (
  { atlas, chance, scene }: Trouble,
  victim: Resident,
  kind: DeviceKind = 'desktop',
): Visit | null => {
  const intruder = intruderOn(victim.person, kind, { atlas, chance, newDeviceId: scene.randomId })
  if (intruder === null) return null
  const minutes = chance.between(15, 50)
  return { person: victim.person, ...intruder, roams: null, startsAt: scene.clock.now(), minutes, signsOut: false }
}

const staysOf = ({ scene, tenant }: Trouble): Stay[] =>
  [...scene.live.values()].filter((stay) => stay.tenant.tenantId === tenant.tenantId)

/** The tenant's admin ends the active ones of these sessions in one operation. */
const end = async ({ scene, tenant }: Trouble, stays: readonly Stay[], because: Because): Promise<void> => {
  const { tenantId, admin } = tenant
  const active = stays.filter(({ session }) => session.status === 'active')
  if (active.length === 0) return
  const sessionIds = active.map(({ session }) => session.sessionId)
  const kind = active.length === 1 ? 'session' : 'sessions'
  const actor = { kind: 'admin', id: admin.userId } as const
  const metadata = { tenantId, actor, correlationId: scene.randomId(), context: null }
  await scene.ports.endSessions({ ...because, kind, sessionIds }, metadata)
  for (const stay of active) settle(scene, stay, { session: { ...stay.session, status: 'revoked' } })
}

const ticket = (chance: Chance): string => `SEC-${chance.whole(1000, 4999)}`

/** Somebody signs in from another continent while the person is at work. Mostly an admin soon ends that session. */
export const stolenPassword = async (trouble: Trouble): Promise<boolean> => {
  const { scene, chance, tenant } = trouble
  const recent = staysOf(trouble).filter(({ session, visit }) =>
    isAtWork(visit.person, Date.parse(session.startedAt), scene.clock.now()),
  )
  if (recent.length === 0) return false
  const { resident } = chance.pick(recent)
  const visit = intruderVisit(trouble, resident)
  if (visit === null) return false
  scene.struck.add(resident.userId)
  const intruder = await signIn(scene, tenant, resident, visit)
  const reaction = scene.clock.now() + chance.between(4, 14) * minuteMs
  if (chance.happens(0.7))
    scene.timeline.plan(reaction, () =>
      end(trouble, [intruder], {
        reason: `${resident.person.name} is at work in ${resident.person.home.city.name}, this is somebody else`,
        message: 'Somebody else signed in with your password. Please choose a new one.',
        ticket: ticket(chance),
      }),
    )
  return true
}

/** A refresh token was copied from a device: after its owner used it, the copy comes back from elsewhere. */
export const stolenToken = async (trouble: Trouble): Promise<boolean> => {
  const { scene, chance, tenant } = trouble
  const refreshed = staysOf(trouble).filter(({ session }) => session.generation > 0)
  if (refreshed.length === 0) return false
  const stay = chance.pick(refreshed)
  const visit = intruderVisit(trouble, stay.resident)
  if (visit === null) return false
  const metadata = {
    tenantId: tenant.tenantId,
    actor: { kind: 'user', id: stay.resident.userId } as const,
    correlationId: scene.randomId(),
    context: contextOf(scene, visit, visit.address),
  }
  settle(scene, stay, await scene.ports.refresh(stay.session, stay.session.generation - 1, metadata))
  return true
}

const guess = (trouble: Trouble, visit: Visit): Promise<void> => {
  const { scene, chance, tenant } = trouble
  const { person, userId } = chance.pick(tenant.residents)
  const { email, isSomebodys } = guessedEmail(person, chance)
  return refuse(scene, tenant, { email, userId: isSomebodys ? userId : null }, visit)
}

/** One address tries leaked passwords on many people. */
export const passwordGuessing = async (trouble: Trouble): Promise<boolean> => {
  const { scene, chance, tenant } = trouble
  const visit = intruderVisit(trouble, chance.pick(tenant.residents), 'scanner')
  if (visit === null) return false
  for (let left = guesses(chance), at = scene.clock.now(); left > 0; left -= 1) {
    at += chance.wait(8_000)
    scene.timeline.plan(at, () => guess(trouble, visit))
  }
  return true
}

/** Somebody far away tries passwords on one person until one is right. */
export const guessedPassword = async (trouble: Trouble): Promise<boolean> => {
  const { scene, chance, tenant } = trouble
  const resident = chance.pick(tenant.residents)
  const visit = intruderVisit(trouble, resident)
  if (visit === null || scene.struck.has(resident.userId)) return false
  scene.struck.add(resident.userId)
  const { userId, person } = resident
  let at = scene.clock.now()
  for (let left = guessesUntilRight(chance); left > 0; left -= 1) {
    at += chance.between(6_000, 25_000)
    scene.timeline.plan(at, () => refuse(scene, tenant, { email: person.email, userId }, visit))
  }
  const startsAt = at + chance.between(5_000, 20_000)
  scene.timeline.plan(startsAt, async () => void (await signIn(scene, tenant, resident, { ...visit, startsAt })))
  return true
}

const reasons: readonly Because[] = [
  { reason: 'Phone reported lost to the help desk', message: 'Your phone was reported lost.', ticket: null },
  { reason: 'Left the company today', message: null, ticket: 'HR-88' },
  { reason: 'Shared workstation was left signed in', message: 'You left a shared computer signed in.', ticket: null },
  { reason: 'Asked for by the person by telephone', message: null, ticket: 'HELP-210' },
]

export const adminEndsOne = async (trouble: Trouble): Promise<boolean> => {
  const stays = staysOf(trouble)
  if (stays.length === 0) return false
  await end(trouble, [trouble.chance.pick(stays)], trouble.chance.pick(reasons))
  return true
}

/** An admin ends several sessions in one operation. */
export const adminEndsMany = async (trouble: Trouble): Promise<boolean> => {
  const { chance } = trouble
  const stays = staysOf(trouble).slice(0, chance.whole(5, 14))
  if (stays.length < 3) return false
  await end(trouble, stays, {
    reason: 'Sessions from before the sign-in page was patched',
    message: 'We updated our sign-in. Please sign in again.',
    ticket: ticket(chance),
  })
  return true
}
