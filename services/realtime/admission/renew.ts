import type { RenewAnswer } from '#events/live/frames.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { SignedInCaller, CheckSession } from '#services/http/caller.ts'
import { tokenSchema } from './admission.ts'
import { defineMessage, type Message } from '../connections/answerMessages.ts'
import type { AnySocket } from '../connections/sockets.ts'
import type { TokenTries } from './tokenTries.ts'

const isSameSession = (one: SignedInCaller, other: SignedInCaller): boolean =>
  one.tenantId === other.tenantId && one.sessionId === other.sessionId && one.audience === other.audience

/** The client sends a newer access token of the same session and keeps its socket. Another session's token is refused. */
export const renewMessage = (
  socket: AnySocket,
  { checkSession, tries }: { checkSession: CheckSession; tries: TokenTries },
  mayJoin: (caller: SignedInCaller) => void,
): Message => {
  const renewed = async (token: string): Promise<AnySocket['data']> => {
    const caller = await checkSession(token)
    if (!isSameSession(caller, socket.data.caller)) throw new CodedError('forbidden')
    mayJoin(caller)
    return { caller, token }
  }
  return defineMessage<typeof tokenSchema, RenewAnswer>(tokenSchema, async ({ token }, acknowledge) => {
    socket.data = await tries.look(socket.conn, () => renewed(token))
    acknowledge({ ok: true })
  })
}
