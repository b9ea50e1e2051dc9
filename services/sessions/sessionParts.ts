import { setTimeout as sleep } from 'node:timers/promises'
import { accessMemory } from './tokens/accessMemory.ts'
import { accessTokens } from './tokens/accessToken.ts'
import { admission } from './signIn/admission.ts'
import type { BindingOf } from './commands/binding.ts'
import type { CheckSession } from '#services/http/caller.ts'
import { checkSession } from './tokens/checkSession.ts'
import { pendingProofs } from './tokens/pendingProofs.ts'
import { describeEnding, endingFromStreams } from './endings/endingOf.ts'
import { importSessions } from './imports/importSessions.ts'
import { referenceIds } from './imports/referenceIds.ts'
import { invalidateSessions } from './commands/invalidateSessions.ts'
import { moveHistory } from './endings/moveHistory.ts'
import { ownSessions } from './endings/ownSessions.ts'
import { sessionsOfApplication } from './applications/sessionsOfApplication.ts'
import { signInByReference } from './applications/signInByReference.ts'
import { tokensOfApplication } from './applications/tokensOfApplication.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import { keptContext } from '#services/commands/keptContext.ts'
import { choices, type CountEndings } from './limits/choices.ts'
import { chooseSessions } from './limits/chooseSessions.ts'
import { lookAtSessions } from './limits/lookAtSessions.ts'
import { makeRoom } from './limits/makeRoom.ts'
import { slotStreams } from './limits/slots.ts'
import { capExceededBy } from './limits/tenantCap.ts'
import { takeSlot } from './limits/takeSlot.ts'
import { completeSignIn } from './signIn/completeSignIn.ts'
import { challenges } from './signIn/secondFactor/challenge.ts'
import { whoWaits } from './signIn/secondFactor/goOn.ts'
import { passkeySignIn } from './signIn/secondFactor/passkeySignIn.ts'
import { completeSecondFactor } from './signIn/secondFactor/secondFactor.ts'
import { secondStep } from './signIn/secondFactor/secondStep.ts'
import { findTenant } from './signIn/findTenant.ts'
import { failSignIn } from './signIn/failedSignIns.ts'
import { provePassword } from './signIn/provePassword.ts'
import { goOnProved } from './signIn/stepUp/goOnProved.ts'
import { reauthenticate } from './signIn/stepUp/reauthenticate.ts'
import { refreshKeys } from './tokens/refreshKeys.ts'
import { refusals } from './endings/refusals.ts'
import { renew } from './signIn/renew.ts'
import { requireRoom } from './signIn/requireRoom.ts'
import { revocationIndex } from './endings/revocationIndex.ts'
import type { SessionNeeds } from './sessionNeeds.ts'
import { rulesInForce } from './commands/rulesInForce.ts'
import { sessionWriter } from './commands/sessionWriter.ts'
import { signingKeys } from './tokens/signingKeys.ts'
import { signOut } from './endings/signOut.ts'
import { wideEnding } from './endings/wideEnding.ts'

/** Most people with a limit whose sessions are remembered. */
const mostSlotStreams = 5_000

const ignore = (): void => undefined

/** The parts that all others build on: log, keys and this process's memory. */
const layFoundation = ({ store, ambient, masterKey, keyStore, issuer, directory }: SessionNeeds) => {
  const index = revocationIndex(ambient.clock)
  const refresh = refreshKeys(keyStore, masterKey, ambient)
  const signing = signingKeys(keyStore, masterKey, ambient)
  const kept = keptContext(directory)
  const writer = sessionWriter({
    store,
    ambient,
    keptContext: kept,
    refreshKeys: refresh,
    rulesInForce: rulesInForce(directory),
    onAppended: index.foresee,
  })
  return {
    index,
    keptContext: kept,
    keys: { refresh, signing },
    writer,
    accessTokens: accessTokens(signing, issuer, ambient),
    memory: accessMemory(),
    readMoves: moveHistory(store),
    describe: describeEnding(writer.sessions, directory),
    refusals: refusals({ record: writer.record, ambient }),
  }
}
export type Foundation = ReturnType<typeof layFoundation>

const signingInAndOut = (needs: SessionNeeds, foundation: Foundation) => {
  const { ambient, directory, passwords, adoptPassword, store, tail, count = ignore, pause = (ms) => sleep(ms) } = needs
  const { index, writer, accessTokens, memory, readMoves, describe, refusals, keptContext } = foundation
  const { commands, refreshTokens, recordFailedSignIn } = writer
  const { clock } = ambient
  const fail = failSignIn(directory, recordFailedSignIn)
  const onUnknownTenant = () => count('unknown-tenant')
  // If the tail is stuck it is not fresh, so the directory reads the streams anyway, and the error may be ignored.
  const untilCurrent = async () => tail.waitFor(await store.head()).catch(() => undefined)
  const admit = admission({ clock, tail, index, readMoves, directory, accessTokens, memory })
  const signOutBy = signOut({ commands, refreshTokens, accessTokens })
  const onRepeated = () => count('refresh-repeated')
  const wideEndingOf = wideEnding({ index, readMoves, isCurrent: () => tail.isFresh() })
  const sealedChoices = choices(needs.masterKey, clock)
  const countEndings: CountEndings = (tenantId, userId) =>
    index.tenantMoves(tenantId).count + index.userMoves(userId).count
  const complete = completeSignIn({
    fail,
    commands,
    refreshTokens,
    admit,
    requireRoom: requireRoom(needs.tenantUse),
    capExceededBy: capExceededBy(needs.isBeyondCap),
    makeRoom: makeRoom({
      clock,
      random: ambient.random,
      takeSlot: takeSlot({
        clock,
        streams: commandedStreams({ store, ambient, keptContext, type: slotStreams, capacity: mostSlotStreams }),
        look: lookAtSessions({ clock, sessions: writer.sessions, wideEndingOf }),
        liveSessionIds: needs.liveSessionIds,
        pause,
      }),
      refreshTokens,
      commands,
      choices: sealedChoices,
      countEndings,
    }),
    signOut: signOutBy,
  })
  const { references, factors, countTry } = needs
  const waiting = challenges(needs.masterKey, ambient)
  const who = whoWaits({ clock, directory, fail })
  const goingOn = { clock, factors, challenges: waiting, countTry, fail, completeSignIn: complete }
  return {
    challenges: waiting,
    whoWaits: who,
    secondStep: secondStep({ factors, challenges: waiting }),
    completeSecondFactor: completeSecondFactor({ ...goingOn, whoWaits: who }),
    passkeySignIn: passkeySignIn({ ...goingOn, directory, findTenant: findTenant(directory) }),
    provePassword: provePassword({
      ambient,
      directory,
      passwords,
      adoptPassword,
      fail,
      onUnknownTenant,
      pause,
      untilCurrent,
    }),
    completeSignIn: complete,
    chooseSessions: chooseSessions({
      directory,
      sessions: writer.sessions,
      choices: sealedChoices,
      countEndings,
      untilCurrent,
      completeSignIn: complete,
      withSaidDevice: needs.withSaidDevice,
    }),
    signInByReference: signInByReference({ clock, directory, references, completeSignIn: complete, fail }),
    renew: renew({ clock, store, directory, commands, refreshTokens, admit, refusals, describe, onRepeated }),
    signOut: signOutBy,
    reauthenticate: reauthenticate({
      clock,
      directory,
      passwords,
      sessions: writer.sessions,
      factors,
      challenges: waiting,
      countTry,
      refusals,
      goOn: goOnProved({ commands, admit, describe }),
    }),
  }
}

/** Builds all parts of sessions and connects them. Nothing runs in the background yet. */
export const sessionParts = (needs: SessionNeeds, isReady: () => boolean) => {
  const { store, ambient, tail, liveSessionIds } = needs
  const foundation = layFoundation(needs)
  const { index, keys, writer, accessTokens, memory, readMoves, describe, refusals, keptContext } = foundation
  const { clock } = ambient
  const { sessions, commands, refreshTokens } = writer
  const { directory, references, issuer } = needs
  const ids = referenceIds(needs.masterKey)
  const bindingOf: BindingOf = async (tenantId) => (await directory.tenant(tenantId))?.policy.binding
  const invalidate = invalidateSessions({ store, ambient, keptContext, tail })
  const wideEndingOf = wideEnding({ index, readMoves, isCurrent: () => tail.isFresh() })
  const proofs = pendingProofs()
  const checkToken = checkSession({
    clock,
    tail,
    index,
    isReady,
    accessTokens,
    memory,
    readMoves,
    describe,
    endingFromStreams: endingFromStreams(sessions, clock),
    onEndedUse: (caller) => refusals.endedSessionUsed(caller, 'access'),
  })
  const check: CheckSession = (accessToken) => proofs.mark(checkToken(accessToken))
  return {
    index,
    keys,
    writer,
    describe,
    refusals,
    signing: signingInAndOut(needs, foundation),
    invalidate,
    own: ownSessions({ clock, commands, sessions, invalidate, liveSessionIds, describe, bindingOf }),
    ofApplication: sessionsOfApplication({
      references,
      commands,
      sessions,
      wideEndingOf,
      invalidate,
      liveSessionIds,
      bindingOf,
    }),
    tokensOfApplication: tokensOfApplication({
      clock,
      issuer,
      directory,
      accessTokens,
      refreshTokens,
      sessions,
      wideEndingOf,
      check,
      commands,
      referenceIds: ids,
    }),
    importSessions: importSessions({
      clock,
      directory,
      references,
      commands,
      exists: async (tenantId, sessionId) => (await sessions.readOn(tenantId, sessionId)).session.status !== 'absent',
      referenceIds: ids,
      requireRoom: requireRoom(needs.tenantUse),
      buildContext: needs.buildContext,
      withSaidDevice: needs.withSaidDevice,
      // If the tail is stuck it is not fresh, so the directory reads the streams.
      untilKnown: async (position) => tail.waitFor(position).catch(() => undefined),
    }),
    check,
    proofs,
  }
}
export type SessionParts = ReturnType<typeof sessionParts>
