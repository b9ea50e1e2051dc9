import { systemTenantId } from '#events/streams.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { Directory, Person, Tenant } from '#services/ports/identity.ts'
import { drawLink } from '#services/tenants/links/oneTimeLinks.ts'
import { decideUser } from '#services/tenants/people/decideUser.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'

/**
 * How long a link lives that a person had mailed. Longer than the hour in which there are at most three (decideReset.ts), so whoever is
 * kept from asking because others asked in their name has a good link in their mails.
 */
export const mailedHours = 2

export interface ForgottenPassword {
  /** As typed. */
  tenant: string
  email: string
}

/** Makes a link in the person's own name, unless enough were made lately. */
export type AskForResetOf = (of: { tenantId: string; userId: string }, origin: Omit<Origin, 'actor'>) => Promise<void>

export const askForReset =
  (work: UserWork): AskForResetOf =>
  async ({ tenantId, userId }, origin) => {
    const { link } = await drawLink(work, { tenantId, userId }, mailedHours)
    const at = instant(work.ambient.clock)
    const metadata = { tenantId, actor: { kind: 'user', id: userId } as const, ...origin }
    await work.memory.users.handle(userId, metadata, (state) =>
      changes(decideUser({ type: 'AskForReset', link, at }, state)),
    )
  }

export interface ForgettingNeeds {
  clock: Clock
  directory: Pick<Directory, 'tenantBySlug' | 'personByEmail'>
  askForReset: AskForResetOf
  /** False: no link is made, so that one which an admin has handed over stays good. */
  mailsAreSetUp: boolean
  pause: (milliseconds: number) => Promise<void>
}

/** Milliseconds. The answer comes at a multiple of this, so that its time does not reveal whether tenant and person exist. */
const beatMs = 250

const mayHaveLink = (tenant: Tenant | null, person: Person | null): person is Person =>
  tenant !== null &&
  tenant.suspension === null &&
  person !== null &&
  person.standing === 'registered' &&
  !person.disabled &&
  !person.forgotten &&
  person.roles.length > 0

const untilBeat = async (clock: Clock, startedAt: number, pause: ForgettingNeeds['pause']): Promise<void> =>
  pause(beatMs - ((clock.now() - startedAt) % beatMs))

/**
 * Makes a one-time link for whoever has this address, which the event has mailed. Nobody is told whether there is such a person:
 * it ends alike in answer and time.
 * @throws CodedError busy, store-unavailable
 */
export const forgotPassword =
  ({ clock, directory, askForReset: ask, mailsAreSetUp, pause }: ForgettingNeeds) =>
  async ({ tenant: slug, email }: ForgottenPassword, origin: Omit<Origin, 'actor'>): Promise<void> => {
    const startedAt = clock.now()
    try {
      const tenant = await directory.tenantBySlug(slug)
      const tenantId = tenant?.tenantId ?? systemTenantId
      const person = await directory.personByEmail(tenantId, email)
      if (mailsAreSetUp && mayHaveLink(tenant, person)) await ask({ tenantId, userId: person.userId }, origin)
    } finally {
      await untilBeat(clock, startedAt, pause)
    }
  }
