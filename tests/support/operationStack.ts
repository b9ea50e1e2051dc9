import type { EffectReport, EffectReports } from '#services/ports/effects.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Edge } from '#services/http/edge.ts'
import type { InvalidateSessions, OpenInvites, ReadSession, RevokeSession } from '#services/ports/endings.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { openOperations, type Operations } from '#services/operations/openOperations.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { foldedOperations } from './foldedOperations.ts'
import { foldedViews } from './foldedViews.ts'
import { login, password, sessionStack, type Installation, type Stack } from './sessionStack.ts'
import { noGuards } from './noGuards.ts'

/** Reports between processes that are all in this one. */
export const reportsInMemory = (): EffectReports => {
  const listeners = new Set<(report: EffectReport) => void>()
  return {
    publish: (report) => listeners.forEach((listener) => listener(report)),
    listen(onReport) {
      listeners.add(onReport)
      return () => void listeners.delete(onReport)
    },
  }
}

export interface OperationStack extends Stack, Pick<Operations, 'suspendTenant'> {
  reports: EffectReports
}

/** Runs before each revocation; whoever throws here dies in the middle of an operation. */
export interface Hooks {
  beforeRevoke?: RevokeSession extends (...args: infer Args) => unknown ? (...args: Args) => Promise<void> : never
  beforeInvalidate?: () => Promise<void>
  /** What a view that lags behind shows. */
  openInvites?: OpenInvites
  edge?: Partial<Edge>
}

/** One process with sessions and operations, over HTTP; several may share an installation. */
export const operationStack = async (
  installation: Installation,
  ambient: Ambient,
  { beforeRevoke, beforeInvalidate, openInvites = async () => [], edge = {} }: Hooks = {},
): Promise<OperationStack> => {
  const reports = reportsInMemory()
  const parts: { stack?: Stack } = {}
  const revokeSession: RevokeSession = async (command, metadata) => {
    await beforeRevoke?.(command, metadata)
    return parts.stack!.service.revokeSession(command, metadata)
  }
  const invalidateSessions: InvalidateSessions = async (command, metadata) => {
    await beforeInvalidate?.()
    return parts.stack!.service.invalidateSessions(command, metadata)
  }
  const readSession: ReadSession = (...of) => parts.stack!.service.readSession(...of)
  const { store, masterKey } = installation
  const operations = openOperations({
    store,
    ambient,
    logger: silentLogger,
    directory: {
      tenantBySlug: (slug) => parts.stack!.people.directory.tenantBySlug(slug),
      tenant: (tenantId) => parts.stack!.people.directory.tenant(tenantId),
      person: (tenantId, userId) => parts.stack!.people.directory.person(tenantId, userId),
      personByEmail: (tenantId, email) => parts.stack!.people.directory.personByEmail(tenantId, email),
      emailDigest: (tenantId, email) => parts.stack!.people.directory.emailDigest(tenantId, email),
    },
    positions: wirePositions(masterKey),
    views: foldedOperations(store),
    liveSessionIds: foldedViews(store).liveSessionIds,
    readSession,
    revokeSession,
    invalidateSessions,
    removeApplication: (command, origin) => parts.stack!.people.commands.removeApplication(command, origin),
    suspend: (...command) => parts.stack!.people.commands.suspendTenant(...command),
    disableUser: {
      check: (...person) => parts.stack!.people.commands.checkDisabling(...person),
      run: (...command) => parts.stack!.people.commands.disableUser(...command),
    },
    holdUser: {
      check: (...person) => parts.stack!.people.commands.checkDisabling(...person),
      run: (...command) => parts.stack!.people.commands.holdUser(...command),
    },
    addBlock: (...command) => parts.stack!.people.commands.addBlock(...command),
    shortenSession: (...command) => parts.stack!.service.shortenSession(...command),
    policies: {
      read: (...of) => parts.stack!.people.policies.read(...of),
      asOf: (...of) => parts.stack!.people.policies.asOf(...of),
      sectionVersions: (...of) => parts.stack!.people.policies.sectionVersions(...of),
      changesOf: (...of) => parts.stack!.people.policies.changesOf(...of),
      normal: (...of) => parts.stack!.people.policies.normal(...of),
      change: (...of) => parts.stack!.people.policies.change(...of),
    },
    withdrawInvite: (...command) => parts.stack!.people.commands.withdrawInvite(...command),
    keysOfPerson: async () => ({ own: 0, made: [] }),
    openInvites,
    reports,
    guards: noGuards,
    holdOperation: async () => async () => undefined,
  })
  const stack = await sessionStack(installation, ambient, {}, operations.routes, edge)
  parts.stack = stack
  const stop = async (): Promise<void> => {
    await operations.stop()
    await stack.stop()
  }
  return { ...stack, reports, suspendTenant: operations.suspendTenant, stop }
}

/** Somebody with a role, signed in to the dashboard; answers their access token. */
export const staff = async (stack: Stack, tenantId: string, role: 'analyst' | 'admin' | 'auditor' | 'member') => {
  const email = `${role}@acme.test`
  const credential = { kind: 'password', password } as const
  const origin = { actor: { kind: 'system', id: 'test' }, correlationId: 'test', context: null } as const
  await stack.people.commands.addUser({ tenantId, email, name: role, roles: [role], credential }, origin)
  const headers = { origin: stack.url, 'rollcall-client': 'dashboard' }
  const { body } = await login(stack, { email, client: 'dashboard' }, { headers })
  return { token: String(body['accessToken']), sessionId: String(body['session'].id), userId: String(body['user'].id) }
}
