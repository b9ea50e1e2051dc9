import type { Command } from 'commander'
import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import { isHeld } from '#events/user/hold.ts'
import { instant } from '#services/ambient/clock.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { checkSessions, type SessionCheck } from '#services/composition/data/checkSessions.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client, Person, Tenant } from '#services/ports/identity.ts'
import { liveSessionIds } from '#services/projections/sessionList/liveSessionIds.ts'
import { invalidateSessions } from '#services/sessions/commands/invalidateSessions.ts'
import { sessionWriter, type SessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { because, commandOrigin, tenantNamed, withTenants } from './withTenants.ts'

interface OfPerson {
  tenant: string
  user: string
}
type Opened = Parameters<Parameters<typeof withTenants>[1]>[1]

const refuse = (detail: string): never => {
  throw new CodedError('invalid-request', { detail })
}

const findPerson = async (tenants: Tenants, { tenant: slug, user }: OfPerson) => {
  const tenant = await tenantNamed(tenants, slug)
  const person = await tenants.directory.personByEmail(tenant.tenantId, user)
  if (person === null) throw new CodedError('not-found', { detail: `Nobody in ${slug} has the address ${user}.` })
  return { tenant, person }
}

/** Whoever may not sign in gets no session here either. @throws CodedError invalid-request */
const requireAllowed = ({ suspension, slug }: Tenant, person: Person, now: string): void => {
  if (suspension !== null) refuse(`${slug} is suspended: nobody can sign in to it.`)
  if (person.standing !== 'registered' || person.disabled || person.forgotten || isHeld(person, now))
    refuse(`${person.email} may not sign in: not come in yet, disabled, held or forgotten.`)
}

/** A session of a browser's cookie is of no use to a command line. @throws CodedError invalid-request */
const clientNamed = ({ clients, slug }: Tenant, name: string | undefined): Client => {
  const bearers = [...clients.values()].filter(({ transport }) => transport === 'bearer')
  const known = bearers.map(({ clientId }) => clientId).join(', ')
  const found =
    name === undefined && bearers.length === 1 ? bearers[0] : bearers.find(({ clientId }) => clientId === name)
  if (found !== undefined) return found
  if (known === '') return refuse(`${slug} has no application that takes bearer tokens. An admin registers one.`)
  return refuse(`--application takes one of ${known}.`)
}

const writing = async ({ ambient }: Surroundings, { data, store }: Opened): Promise<SessionWriter> => {
  const keys = refreshKeys(postgresKeyStore(data.databases.writer), data.masterKey, ambient)
  await keys.turn()
  return sessionWriter({ store, ambient, refreshKeys: keys })
}

const addSession = (surroundings: Surroundings) => (options: OfPerson & { application?: string }) =>
  withTenants(surroundings, async (tenants, opened) => {
    const { say, ambient } = surroundings
    const { tenant, person } = await findPerson(tenants, options)
    const at = instant(ambient.clock)
    requireAllowed(tenant, person, at)
    const client = clientNamed(tenant, options.application)
    const { commands, refreshTokens } = await writing(surroundings, opened)
    const whose = { roles: person.roles, clientId: client.clientId, remembered: false, own: client.lifetimes }
    const policy = lifetimesFor(tenant.policy, whose)
    const signedIn = { person, client, policy, proofs: [{ method: 'cli', at }], remembered: false }
    const { session } = await commands.start(signedIn, { tenantId: tenant.tenantId, ...commandOrigin(surroundings) })
    say(`Session ${session.sessionId} of ${person.email} has begun in ${client.clientId}.`)
    say(`Its refresh token, shown this once: ${await refreshTokens.currentOf(tenant.tenantId, session)}`)
    say('POST /v1/auth/refresh with { "refreshToken": … } gives access tokens.')
  })

const listSessions = (surroundings: Surroundings) => (options: OfPerson) =>
  withTenants(surroundings, async (tenants, opened) => {
    const { say } = surroundings
    const { tenant, person } = await findPerson(tenants, options)
    const { sessions } = await writing(surroundings, opened)
    const ids = await liveOf(opened, tenant.tenantId, person.userId)
    let shown = 0
    for (const sessionId of ids) {
      const { session } = await sessions.readOn(tenant.tenantId, sessionId)
      if (session.status !== 'active') continue
      shown += 1
      const { ip, device } = session.last.context ?? { ip: null, device: null }
      const where = [
        ip ?? 'no address',
        device === null ? 'no device' : `${device.browser ?? '?'} on ${device.os ?? '?'}`,
      ]
      say([sessionId, session.clientId, session.startedAt, session.lastActiveAt, ...where].join('\t'))
    }
    if (shown === 0) say(`${person.email} has no live session.`)
  })

const liveOf = ({ data, log }: Opened, tenantId: string, userId: string): Promise<string[]> =>
  liveSessionIds({ databases: data.databases, log, waitForView: async () => undefined })(tenantId, userId)

const endSessions = (surroundings: Surroundings) => (options: OfPerson & { session?: string; reason?: string }) =>
  withTenants(surroundings, async (tenants, opened) => {
    const { say, ambient } = surroundings
    const { tenant, person } = await findPerson(tenants, options)
    const origin = { tenantId: tenant.tenantId, ...commandOrigin(surroundings) }
    const why = { cause: 'admin', operationId: null, ...because(options.reason) } as const
    if (options.session === undefined) {
      const invalidate = invalidateSessions({ store: opened.store, ambient, tail: { waitFor: async () => undefined } })
      await invalidate({ userId: person.userId, except: [], ...why }, origin)
      say(`Every session of ${person.email} has ended.`)
      return
    }
    const { commands, sessions } = await writing(surroundings, opened)
    const { session } = await sessions.readOn(tenant.tenantId, options.session)
    if (session.status === 'absent' || session.userId !== person.userId)
      throw new CodedError('not-found', { detail: `${person.email} has no session ${options.session}.` })
    const { outcome } = await commands.revoke(options.session, why, origin)
    say(outcome === 'ended' ? `The session has ended.` : 'The session had ended before.')
  })

const sayChecks = (say: Surroundings['say'], checks: readonly SessionCheck[]): void => {
  for (const { isWell, words, sessions } of checks) {
    say(`${isWell ? 'well' : 'NOT WELL'}  ${words}.`)
    for (const sessionId of sessions) say(`          ${sessionId}`)
  }
}

/** `rollcall session …` and `rollcall sessions check`, beside a running Rollcall, which notices at once. */
export const addSessionCommands = (program: Command, surroundings: Surroundings, fail: () => void): void => {
  const { say, ambient, monotonicMs } = surroundings
  const session = program.command('session').description('Begin, list and end sessions of a person')
  const about = (name: string, description: string) =>
    session
      .command(name)
      .description(description)
      .requiredOption('--tenant <name>', 'the short name people type at sign-in')
      .requiredOption('--user <address>', 'e-mail address')

  about('add', 'Begin a session for trying things; prints its refresh token')
    .option('--application <id>', 'one that takes bearer tokens; the only one when left out')
    .action(addSession(surroundings))
  about('list', 'Live sessions: id, application, start, last activity, address, device, separated by tabs').action(
    listSessions(surroundings),
  )
  about('end', 'End one session, or all')
    .option('--session <id>', 'only this one')
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action(endSessions(surroundings))

  program
    .command('sessions')
    .description('Look after sessions')
    .command('check')
    .description(
      'Are sessions expiring, does the count match the log, is one listed that has ended; exit code 1 if not',
    )
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withTenants(surroundings, async (_tenants, { data }) => {
        const checks = await checkSessions(data, { clock: ambient.clock, monotonicMs })
        if (json === true) say(JSON.stringify({ isWell: checks.every(({ isWell }) => isWell), checks }))
        else sayChecks(say, checks)
        if (checks.some(({ isWell }) => !isWell)) fail()
      }),
    )
}
