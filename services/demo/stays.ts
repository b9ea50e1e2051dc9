import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import type { RequestContext } from '#events/envelope.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import { nextExpiry } from '#events/session/lifetime.ts'
import { instant } from '#services/ambient/clock.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { FoundedTenant, Resident } from './founding.ts'
import { nextAddress } from './habits.ts'
import type { BuildContext, HistoryPorts } from './ports.ts'
import type { SimulatedClock, Timeline } from './timeline.ts'
import type { Visit } from './visits.ts'

/** A visit that is under way, or over. */
export interface Stay {
  tenant: FoundedTenant
  resident: Resident
  visit: Visit
  session: KnownSession
  /** Where its last request came from. */
  address: string
  endsAt: number
}

/** What every part of the history works with. */
export interface Scene {
  ports: HistoryPorts
  clock: SimulatedClock
  timeline: Timeline
  randomId: () => string
  buildContext: BuildContext
  /** Live sessions by id. */
  live: Map<string, Stay>
  /** User ids of people whose password somebody else has used. */
  struck: Set<string>
}

const minuteMs = 60_000
/** The share of requests from another network than the request before; requests are half an hour apart. */
const moveShare = 0.3
/** How often the sweeper looks for lapsed sessions. */
const sweepMs = 1_000

export const contextOf = ({ buildContext }: Scene, { device }: Visit, address: string): RequestContext =>
  buildContext({
    ip: address,
    userAgent: device.userAgent,
    clientId: device.clientId,
    device: device.said,
    simulated: true,
  })

/** Records a refused sign-in: with a wrong password, or with an address that nobody has (`userId` null). */
export const refuse = async (
  scene: Scene,
  { tenantId }: FoundedTenant,
  { email, userId }: { email: string; userId: string | null },
  visit: Visit,
): Promise<void> => {
  await scene.ports.refuseSignIn(
    {
      email,
      userId,
      clientId: visit.device.clientId,
      cause: userId === null ? 'unknown-user' : 'wrong-password',
    },
    {
      tenantId,
      actor: userId === null ? { kind: 'system', id: 'sign-in' } : { kind: 'user', id: userId },
      correlationId: scene.randomId(),
      context: contextOf(scene, visit, visit.address),
    },
  )
}

const byPerson = (scene: Scene, stay: Pick<Stay, 'tenant' | 'resident' | 'visit' | 'address'>): CommandMetadata => ({
  tenantId: stay.tenant.tenantId,
  actor: { kind: 'user', id: stay.resident.userId },
  correlationId: scene.randomId(),
  context: contextOf(scene, stay.visit, stay.address),
})

/** Keeps the session as a command left it, and forgets a stay whose session has ended. */
export const settle = ({ live }: Scene, stay: Stay, { session }: { session: Session }): void => {
  if (session.status === 'absent') return
  stay.session = session
  if (session.status !== 'active') live.delete(session.sessionId)
}

const dueAt = ({ session }: Stay): number => Date.parse(nextExpiry(session))

const planSweep = (scene: Scene, stay: Stay): void => {
  const { ports, clock, timeline, randomId } = scene
  timeline.plan(Math.ceil((dueAt(stay) + 1) / sweepMs) * sweepMs, async () => {
    if (stay.session.status !== 'active') return
    if (dueAt(stay) > clock.now()) return planSweep(scene, stay)
    const { tenantId } = stay.tenant
    const sweeper = { kind: 'system', id: 'expiry' } as const
    const metadata = { tenantId, actor: sweeper, correlationId: randomId(), context: null }
    settle(scene, stay, await ports.expire(stay.session.sessionId, metadata))
  })
}

const carryOn = async (scene: Scene, stay: Stay): Promise<void> => {
  const { address, visit } = stay
  stay.address = nextAddress({ address, roams: visit.roams }, stay.resident.person.chance, moveShare)
  const metadata = byPerson(scene, stay)
  const { session, resident } = stay
  settle(
    scene,
    stay,
    resident.person.chance.happens(0.7)
      ? await scene.ports.refresh(session, session.generation, metadata)
      : await scene.ports.recordActivity(session.sessionId, metadata),
  )
}

const leave = async (scene: Scene, stay: Stay): Promise<void> => {
  if (!stay.visit.signsOut) return
  settle(scene, stay, await scene.ports.logOut(stay.session.sessionId, { by: 'person' }, byPerson(scene, stay)))
}

const planNext = (scene: Scene, stay: Stay): void => {
  const { clock, timeline } = scene
  const next = Math.min(stay.endsAt, clock.now() + stay.resident.person.chance.between(14, 52) * minuteMs)
  timeline.plan(next, async () => {
    if (stay.session.status !== 'active') return
    if (next >= stay.endsAt) return leave(scene, stay)
    await carryOn(scene, stay)
    planNext(scene, stay)
  })
}

/** Signs in now and plans the rest of the stay. */
export const signIn = async (scene: Scene, tenant: FoundedTenant, resident: Resident, visit: Visit): Promise<Stay> => {
  const { person, userId } = resident
  const { email, name } = person
  const arriving = { tenant, resident, visit, address: visit.address }
  const { session } = await scene.ports.start(
    {
      person: { userId, email, name },
      client: { clientId: visit.device.clientId, transport: 'bearer' },
      policy: lifetimesFor(tenant.policy, {
        roles: ['member'],
        clientId: visit.device.clientId,
        remembered: false,
      }),
      proofs: [{ method: 'pwd', at: instant(scene.clock) }],
      remembered: false,
    },
    byPerson(scene, arriving),
  )
  const stay: Stay = { ...arriving, session, endsAt: scene.clock.now() + visit.minutes * minuteMs }
  scene.live.set(session.sessionId, stay)
  planNext(scene, stay)
  planSweep(scene, stay)
  return stay
}
