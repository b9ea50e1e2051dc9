import { setTimeout as sleep } from 'node:timers/promises'
import { accessMemory } from './tokens/accessMemory.ts'
import { accessTokens } from './tokens/accessToken.ts'
import { admission } from './signIn/admission.ts'
import { checkSession } from './tokens/checkSession.ts'
import { describeEnding, endingFromStreams } from './endings/endingOf.ts'
import { invalidateSessions } from './commands/invalidateSessions.ts'
import { moveHistory } from './endings/moveHistory.ts'
import { ownSessions } from './endings/ownSessions.ts'
import { sessionsOfApplication } from './applications/sessionsOfApplication.ts'
import { signInByReference } from './applications/signInByReference.ts'
import { tokensOfApplication } from './applications/tokensOfApplication.ts'
import { completeSignIn } from './signIn/completeSignIn.ts'
import { failSignIn } from './signIn/failedSignIns.ts'
import { provePassword } from './signIn/provePassword.ts'
import { refreshKeys } from './tokens/refreshKeys.ts'
import { refusals } from './endings/refusals.ts'
import { renew } from './signIn/renew.ts'
import { requireRoom } from './signIn/requireRoom.ts'
import { revocationIndex } from './endings/revocationIndex.ts'
import type { SessionNeeds } from './sessionNeeds.ts'
import { sessionWriter } from './commands/sessionWriter.ts'
import { signingKeys } from './tokens/signingKeys.ts'
import { signOut } from './endings/signOut.ts'
import { wideEnding } from './endings/wideEnding.ts'

const ignore = (): void => undefined

/** The parts that all others build on: log, keys and this process's memory. */
const layFoundation = ({ store, ambient, masterKey, keyStore, issuer, directory }: SessionNeeds) => {
  const index = revocationIndex(ambient.clock)
  const refresh = refreshKeys(keyStore, masterKey, ambient)
  const signing = signingKeys(keyStore, masterKey, ambient)
  const writer = sessionWriter({ store, ambient, refreshKeys: refresh, onAppended: index.foresee })
  return {
    index,
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
  const { ambient, directory, passwords, store, tail, count = ignore, pause = (ms) => sleep(ms) } = needs
  const { index, writer, accessTokens, memory, readMoves, describe, refusals } = foundation
  const { commands, refreshTokens, recordFailedSignIn } = writer
  const { clock } = ambient
  const fail = failSignIn(directory, recordFailedSignIn)
  const onUnknownTenant = () => count('unknown-tenant')
  // If the tail is stuck it is not fresh, so the directory reads the streams anyway, and the error may be ignored.
  const untilCurrent = async () => tail.waitFor(await store.head()).catch(() => undefined)
  const admit = admission({ clock, tail, index, readMoves, directory, accessTokens, memory })
  const signOutBy = signOut({ commands, refreshTokens, accessTokens })
  const onRepeated = () => count('refresh-repeated')
  const complete = completeSignIn({
    fail,
    commands,
    refreshTokens,
    admit,
    requireRoom: requireRoom(needs.tenantUse),
    signOut: signOutBy,
  })
  const { references } = needs
  return {
    provePassword: provePassword({ ambient, directory, passwords, fail, onUnknownTenant, pause, untilCurrent }),
    completeSignIn: complete,
    signInByReference: signInByReference({ clock, directory, references, completeSignIn: complete, fail }),
    renew: renew({ clock, store, directory, commands, refreshTokens, admit, refusals, describe, onRepeated }),
    signOut: signOutBy,
  }
}

/** Builds all parts of sessions and connects them. Nothing runs in the background yet. */
export const sessionParts = (needs: SessionNeeds, isReady: () => boolean) => {
  const { store, ambient, tail, liveSessionIds } = needs
  const foundation = layFoundation(needs)
  const { index, keys, writer, accessTokens, memory, readMoves, describe, refusals } = foundation
  const { clock } = ambient
  const { sessions, commands, refreshTokens } = writer
  const { directory, references, issuer } = needs
  const invalidate = invalidateSessions({ store, ambient, tail })
  const wideEndingOf = wideEnding({ index, readMoves, isCurrent: () => tail.isFresh() })
  const check = checkSession({
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
  return {
    index,
    keys,
    writer,
    describe,
    refusals,
    signing: signingInAndOut(needs, foundation),
    invalidate,
    own: ownSessions({ clock, commands, sessions, invalidate, liveSessionIds, describe }),
    ofApplication: sessionsOfApplication({ references, commands, sessions, wideEndingOf, invalidate, liveSessionIds }),
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
    }),
    check,
  }
}
export type SessionParts = ReturnType<typeof sessionParts>
