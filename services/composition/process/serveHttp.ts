import { CodedError } from '#services/ports/errors.ts'
import { basePathOf } from '#services/http/basePath.ts'
import { callerId } from '#services/http/caller.ts'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import { metricsRoute } from '#services/http/metricsRoute.ts'
import { plainRoutes, probeRoutes, type Readiness } from '#services/http/plainRoutes.ts'
import type { Route } from '#services/http/route.ts'
import { idempotency } from '#services/idempotency/idempotency.ts'
import { apiKeyRoutes } from '#services/tenants/apiKeys/apiKeyRoutes.ts'
import { applicationRoutes } from '#services/tenants/applications/applicationRoutes.ts'
import { emailRoutes } from '#services/tenants/people/emailRoutes.ts'
import { meRoutes } from '#services/tenants/people/meRoutes.ts'
import { ownPolicyRoutes } from '#services/tenants/policy/ownPolicyRoutes.ts'
import { passwordRoutes } from '#services/tenants/passwords/passwordRoutes.ts'
import { importRoutes } from '#services/tenants/imports/importRoutes.ts'
import { linkRoutes } from '#services/tenants/links/linkRoutes.ts'
import { setupRoutes } from '#services/tenants/setup/setupRoutes.ts'
import { blockListRoutes } from '#services/tenants/blocks/blockRoutes.ts'
import { ownFactorRoutes } from '#services/tenants/factors/ownFactorRoutes.ts'
import { personFactorRoutes } from '#services/tenants/factors/personFactorRoutes.ts'
import { userRoutes } from '#services/tenants/people/userRoutes.ts'
import { requireAgreement, type SkewMs } from '../health/clockAgreement.ts'
import { appliedHere } from './appliedHere.ts'
import type { CompositionParts } from './compositionParts.ts'
import { readingTurns } from './readingTurns.ts'
import type { Core } from './openCore.ts'
import { writingRoutes } from './writingRoutes.ts'
import { addressBehind, trustedProxy, type Serving } from './serving.ts'

interface MoreRoutes {
  routes: readonly Route[]
  readiness: () => Readiness
  skewMs: SkewMs
}

/** Every route there is; probes and the API description come last, because the description covers them all. */
const allRoutes = (
  parts: CompositionParts,
  core: Core,
  { views: { liveSessionIds } }: Pick<Serving, 'views'>,
  more: Pick<MoreRoutes, 'routes' | 'readiness'>,
): Route[] => {
  const { tenants, metrics, positions, mails } = core
  const routes = [
    ...more.routes,
    ...meRoutes(tenants),
    ...ownPolicyRoutes(tenants),
    ...emailRoutes({ ...tenants, mails }),
    ...passwordRoutes({ changePassword: appliedHere(core, tenants.commands.changePassword), liveSessionIds }),
    ...writingRoutes(parts, core),
    ...applicationRoutes(tenants),
    ...blockListRoutes(tenants),
    ...linkRoutes({ ...tenants.commands, resetPassword: appliedHere(core, tenants.commands.resetPassword) }),
    ...importRoutes(tenants),
    ...userRoutes({
      commands: tenants.commands,
      positions,
      publicUrl: parts.url,
      mailsAreSetUp: mails.isSetUp,
    }),
    ...ownFactorRoutes(tenants.factorWork),
    ...personFactorRoutes({
      work: tenants.factorWork,
      resetFactors: appliedHere(core, tenants.commands.resetFactors),
      liveSessionIds,
      positions,
    }),
    ...apiKeyRoutes({ ...tenants, ambient: parts.surroundings.ambient }),
    ...setupRoutes(tenants.setup),
    metricsRoute(metrics, parts.settings.METRICS_TOKEN),
  ]
  return [
    ...routes,
    ...plainRoutes(routes, { version: parts.version, basePath: basePathOf(parts.url) }, more.readiness),
  ]
}

const edgeOf = (parts: CompositionParts, core: Core, { views, sessions, limits }: Serving, skewMs: SkewMs): Edge => {
  const { surroundings, logger, data, buildContext, simulatedKey, settings } = parts
  const { ambient } = surroundings
  const app = data.databases.endings
  const repeats = idempotency({ app, masterKey: data.masterKey, random: ambient.random, logger })
  return {
    ambient,
    logger,
    noteRefusal: core.noteRefusal,
    checkSession: sessions.checkSession,
    checkApiKey: core.tenants.checkApiKey,
    requireRecentProof: sessions.requireRecentProof,
    positions: core.positions,
    waitForView: views.waitForView,
    consumeLimit: limits.consume,
    takeTurn: readingTurns(surroundings.monotonicMs, data.databases.sizes),
    refreshingSession: sessions.refreshingSession,
    waitingSignIn: sessions.waitingSignIn,
    runIdempotent: ({ caller, routeId: route, key, body }, handle) =>
      repeats.run({ tenantId: caller.tenantId, actorId: callerId(caller), route, key, body }, handle),
    unlessSilent: core.silence.unlessSilent,
    requireClock: requireAgreement(skewMs),
    clientAddress: addressBehind(settings),
    isTrustedProxy: trustedProxy(settings),
    buildContext,
    simulatedKey,
  }
}

export type App = ReturnType<typeof createApp>

/** The express app over all routes, and the routes as they are mounted. */
export const serveHttp = (
  parts: CompositionParts,
  core: Core,
  serving: Serving,
  more: MoreRoutes,
): { app: App; routes: readonly Route[] } => {
  const routes = allRoutes(parts, core, serving, { ...more, routes: [...serving.sessions.routes, ...more.routes] })
  const { dashboardFolder, url } = parts
  const pages = dashboardFolder === null ? null : { folder: dashboardFolder, basePath: basePathOf(url) }
  return { app: createApp(edgeOf(parts, core, serving, more.skewMs), routes, pages), routes }
}

const refuse = (): never => {
  throw new CodedError('not-found')
}

/** The edge of a process that serves only probes and metrics. */
const probeEdge = (
  { surroundings, logger, settings, buildContext }: CompositionParts,
  { positions, noteRefusal }: Core,
): Edge => ({
  ambient: surroundings.ambient,
  logger,
  noteRefusal,
  checkSession: refuse,
  checkApiKey: refuse,
  requireRecentProof: refuse,
  positions,
  waitForView: refuse,
  consumeLimit: () => null,
  takeTurn: refuse,
  refreshingSession: () => null,
  waitingSignIn: () => null,
  runIdempotent: refuse,
  unlessSilent: (work) => work(),
  requireClock: () => undefined,
  clientAddress: addressBehind(settings),
  isTrustedProxy: trustedProxy(settings),
  buildContext,
  simulatedKey: null,
})

/** An app with probes and metrics and nothing else. */
export const probesOnly = (
  parts: CompositionParts,
  core: Core,
  readiness: () => Readiness,
): { app: App; routes: readonly Route[] } => {
  const routes = [metricsRoute(core.metrics, parts.settings.METRICS_TOKEN), ...probeRoutes(readiness)]
  return { app: createApp(probeEdge(parts, core), routes, null), routes }
}
