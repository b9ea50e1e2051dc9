import type { z } from 'zod'
import {
  begunPasskeyShape,
  begunTotpShape,
  confirmTotpBody,
  enrolledFactorShape,
  enrolPasskeyBody,
  factorParams,
  factorShape,
  madeRecoveryCodesShape,
  ownFactorsShape,
  renameFactorBody,
  trustedDeviceParams,
} from '#events/wire/factors.ts'
import { instant } from '#services/ambient/clock.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { needsSecondFactor, type RecoveryCodes, secondFactorRules } from '#services/ports/secondFactors.ts'
import { showEnrolled, showFactor } from '#services/ports/showFactors.ts'
import { registered } from '#services/tenants/registered.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { beginPasskey, beginTotp, confirmTotp, enrolPasskey } from './addFactor.ts'
import { makeNewRecoveryCodes, removeFactor } from './changeFactor.ts'
import { changeFactors, type FactorWork } from './factorWork.ts'

const tag = 'Me'
const access = 'own-account'
/** Whoever began to add a factor proved a moment ago who they are; what they hand back to finish it says so. */
const shared = { tag, access, limit: 'command', decidedByTime: true } as const
const refusals = ['wrong-state', 'busy', 'store-unavailable'] as const

const own = ({ caller, correlationId, context }: Omit<Origin, 'actor'> & { caller: SignedInCaller }): Origin => ({
  actor: actorOf(caller, 'own'),
  correlationId,
  context,
})

export const showRecoveryCodes = (recovery: RecoveryCodes | null) =>
  recovery === null ? null : { left: recovery.count - recovery.used.length, madeAt: recovery.madeAt }

const showOwn = async (work: FactorWork, caller: SignedInCaller): Promise<z.infer<typeof ownFactorsShape>> => {
  const { tenantId, userId, roles } = caller
  const [{ state: tenant }, { state }] = await Promise.all([
    work.memory.tenants.readOn(tenantId, ''),
    work.memory.users.readOn(tenantId, userId),
  ])
  const rules = secondFactorRules(registered(tenant))
  const now = instant(work.ambient.clock)
  const { enrolled, recovery, trusted } = state.factors
  return {
    items: enrolled.map(showFactor),
    recoveryCodes: showRecoveryCodes(recovery),
    required: needsSecondFactor(rules, roles),
    methods: rules.methods.filter((method) => work.party !== null || method !== 'webauthn'),
    trustedDevices: trusted
      .filter(({ until }) => until > now)
      .map(({ trustId: id, browser, os, trustedAt, until }) => ({ id, browser, os, trustedAt, until })),
  }
}

const list = (work: FactorWork): Route =>
  defineRoute({
    id: 'listMyFactors',
    method: 'get',
    path: '/v1/me/factors',
    tag,
    summary: 'My second factors, recovery codes and trusted devices',
    access,
    limit: 'read',
    answers: { 200: { description: 'All of them', schema: ownFactorsShape } },
    errors: ['store-unavailable'],
    handle: async ({ caller }) => ({ status: 200, body: await showOwn(work, caller) }),
  })

const totp = (work: FactorWork): Route[] => [
  defineRoute({
    ...shared,
    id: 'beginTotp',
    reauthenticate: true,
    method: 'post',
    path: '/v1/me/factors/totp',
    summary: 'Begin to add an app for codes',
    answers: { 200: { description: 'A new seed, shown once', schema: begunTotpShape } },
    errors: refusals,
    handle: async ({ caller: { tenantId, userId } }) => ({
      status: 200,
      body: await beginTotp(work)({ tenantId, userId }),
    }),
  }),
  defineRoute({
    ...shared,
    id: 'confirmTotp',
    method: 'post',
    path: '/v1/me/factors/totp/confirm',
    summary: 'Add the app, by a code that it shows',
    body: confirmTotpBody,
    answers: {
      200: { description: 'Added. Recovery codes come with the first factor, shown once', schema: enrolledFactorShape },
    },
    errors: refusals,
    async handle(request) {
      const { tenantId, userId } = request.caller
      const enrolled = await confirmTotp(work)({ tenantId, userId, challengeId: null }, request.body, own(request))
      return { status: 200, body: showEnrolled(enrolled), position: enrolled.position }
    },
  }),
]

const passkeys = (work: FactorWork): Route[] => [
  defineRoute({
    ...shared,
    id: 'beginPasskey',
    reauthenticate: true,
    method: 'post',
    path: '/v1/me/factors/webauthn/options',
    summary: 'Begin to add a passkey',
    answers: { 200: { description: 'For navigator.credentials.create', schema: begunPasskeyShape } },
    errors: [...refusals, 'passkeys-unavailable'],
    handle: async ({ caller: { tenantId, userId } }) => ({
      status: 200,
      body: await beginPasskey(work)({ tenantId, userId }),
    }),
  }),
  defineRoute({
    ...shared,
    id: 'enrolPasskey',
    method: 'post',
    path: '/v1/me/factors/webauthn',
    summary: 'Add the passkey',
    body: enrolPasskeyBody,
    answers: {
      200: { description: 'Added. Recovery codes come with the first factor, shown once', schema: enrolledFactorShape },
    },
    errors: [...refusals, 'passkeys-unavailable', 'already-exists'],
    async handle(request) {
      const { tenantId, userId, clientId } = request.caller
      const client = registered((await work.memory.tenants.readOn(tenantId, '')).state).clients.get(clientId)
      const origins = (client?.origins ?? []).filter((origin) => origin !== 'self')
      const made = { ...request.body, origins }
      const enrolled = await enrolPasskey(work)({ tenantId, userId, challengeId: null }, made, own(request))
      return { status: 200, body: showEnrolled(enrolled), position: enrolled.position }
    },
  }),
]

const changes = (work: FactorWork): Route[] => [
  defineRoute({
    ...shared,
    id: 'renameFactor',
    method: 'patch',
    path: '/v1/me/factors/{factorId}',
    summary: 'Call a second factor something else',
    params: factorParams,
    body: renameFactorBody,
    answers: { 200: { description: 'As it is called now', schema: factorShape } },
    errors: ['not-found', ...refusals],
    async handle(request) {
      const { factorId } = request.params
      const { name } = request.body
      const command = { type: 'RenameFactor', factorId, name } as const
      const { state, position } = await changeFactors(work, request.caller, command, own(request))
      const renamed = state.factors.enrolled.find((one) => one.factorId === factorId)
      return { status: 200, body: renamed && showFactor(renamed), position }
    },
  }),
  defineRoute({
    ...shared,
    id: 'removeFactor',
    reauthenticate: true,
    method: 'delete',
    path: '/v1/me/factors/{factorId}',
    summary: 'Remove a second factor. Devices that were trusted are asked again; recovery codes go with the last one',
    params: factorParams,
    answers: { 204: { description: 'Removed' } },
    errors: ['not-found', ...refusals],
    async handle(request) {
      const { position } = await removeFactor(work)(request.caller, request.params.factorId, own(request))
      return { status: 204, position }
    },
  }),
  defineRoute({
    ...shared,
    id: 'makeRecoveryCodes',
    reauthenticate: true,
    method: 'post',
    path: '/v1/me/factors/recovery-codes',
    summary: 'Make new recovery codes; the old ones are dead',
    answers: { 200: { description: 'Ten codes, shown once', schema: madeRecoveryCodesShape } },
    errors: refusals,
    async handle(request) {
      const { codes, position } = await makeNewRecoveryCodes(work)(request.caller, own(request))
      return { status: 200, body: { recoveryCodes: codes }, position }
    },
  }),
  defineRoute({
    ...shared,
    id: 'withdrawTrust',
    method: 'delete',
    path: '/v1/me/factors/trusted-devices/{trustId}',
    summary: 'Ask a device for a second factor again',
    params: trustedDeviceParams,
    answers: { 204: { description: 'It is asked at its next sign-in' } },
    errors: ['not-found', ...refusals],
    async handle(request) {
      const command = { type: 'WithdrawTrust', trustId: request.params.trustId } as const
      const { position } = await changeFactors(work, request.caller, command, own(request))
      return { status: 204, position }
    },
  }),
]

/** What a signed-in person does with their own second factors. */
export const ownFactorRoutes = (work: FactorWork): Route[] => [
  list(work),
  ...totp(work),
  ...passkeys(work),
  ...changes(work),
]
