import { z } from 'zod'
import type { SignedInCaller, CheckSession } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { NeutralMessages } from '../endings/neutralMessages.ts'
import type { NoteRefused } from './noteRefused.ts'
import type { Origins } from './origins.ts'
import { connectError, refusalOf } from './refusal.ts'
import type { AnySocket } from '../connections/sockets.ts'
import type { TokenTries } from './tokenTries.ts'

export const tokenSchema = z.object({ token: z.string().min(1).max(8192) })

export interface AdmissionNeeds {
  checkSession: CheckSession
  origins: Origins
  neutralMessages: NeutralMessages
  tries: TokenTries
  note: NoteRefused
  /** Resolves once the views' position is known; sockets wait for it, since there is nothing to show before. */
  ready: Promise<void>
  logger: Logger
}

/** @throws CodedError invalid-request, not-signed-in, session-ended, token-outdated, origin-refused, forbidden, ... */
const admitted = async (
  { checkSession, origins, neutralMessages, ready }: AdmissionNeeds,
  socket: AnySocket,
  mayJoin: (caller: SignedInCaller) => void,
): Promise<AnySocket['data']> => {
  const auth = tokenSchema.safeParse(socket.handshake.auth)
  if (!auth.success) throw new CodedError('not-signed-in')
  const { token } = auth.data
  const caller = await checkSession(token)
  mayJoin(caller)
  if (!(await origins.mayHold(socket.request, caller))) throw new CodedError('origin-refused')
  await Promise.all([ready, neutralMessages.load(caller.tenantId)])
  return { caller, token }
}

/** A namespace, and whom it is for. `mayJoin` @throws CodedError forbidden */
export interface Door {
  namespace: string
  mayJoin: (caller: SignedInCaller) => void
}

/** Lets a socket into a namespace by its access token, or refuses with a code. */
export const admission = (needs: AdmissionNeeds, { namespace, mayJoin }: Door) => {
  const decide = async (socket: AnySocket): Promise<Error | undefined> => {
    try {
      socket.data = await needs.tries.look(socket.conn, () => admitted(needs, socket, mayJoin))
      return undefined
    } catch (error) {
      needs.note(socket.request, { where: namespace, what: 'connect', error, caller: null })
      return connectError(refusalOf(error, needs.logger))
    }
  }
  return (socket: AnySocket, next: (error?: Error) => void): void => void decide(socket).then(next)
}
