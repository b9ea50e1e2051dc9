import { z } from 'zod'
import type { Position } from '#events/envelope.ts'
import type { ResumeAnswer } from '#events/live/frames.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { CheckSession } from '#services/http/caller.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { admission, type AdmissionNeeds, type Door } from '../admission/admission.ts'
import { answerMessages, defineMessage, type Message } from './answerMessages.ts'
import type { Listeners } from './listeners.ts'
import { mayJoinLive, mayJoinMe } from '../admission/mayJoin.ts'
import { renewMessage } from '../admission/renew.ts'
import type { ErasureTeller } from '../frames/erasureTeller.ts'
import type { Resume } from '../frames/resume.ts'
import type { AnySocket, Sockets } from './sockets.ts'
import type { TenantStream } from '../frames/tenantStream.ts'

export interface NamespaceNeeds extends AdmissionNeeds {
  listeners: Listeners
  checkSession: CheckSession
  positions: WirePositions
  resume: Resume
  erasure: ErasureTeller['erasure']
  clock: Clock
  logger: Logger
}

const resumeSchema = z.strictObject({ position: z.string().min(1).max(64) })

/** Null for a position of a log that a restore has replaced. */
const openPosition = (positions: WirePositions, tenantId: string, sealed: string): Position | null => {
  try {
    return positions.open(tenantId, sealed)
  } catch (error) {
    if (error instanceof CodedError && error.code === 'position-reset') return null
    throw error
  }
}

const resumeMessage = (stream: TenantStream, { positions, resume }: NamespaceNeeds): Message =>
  defineMessage<typeof resumeSchema, ResumeAnswer>(resumeSchema, async ({ position }, acknowledge) => {
    const from = openPosition(positions, stream.tenantId, position)
    if (from === null) acknowledge({ reset: true })
    else await resume(stream, from, acknowledge)
  })

const liveDoor: Door = { namespace: '/live', mayJoin: mayJoinLive }
const meDoor: Door = { namespace: '/me', mayJoin: mayJoinMe }

const answering = ({ clock, logger, note }: NamespaceNeeds, socket: AnySocket, { namespace }: Door) => ({
  clock,
  logger,
  onFailed: (what: string, error: unknown) =>
    note(socket.request, { where: namespace, what, error, caller: socket.data.caller }),
})

/** `/live`: a tenant's changes, for those who may watch it. */
export const serveLive = ({ live }: Sockets, needs: NamespaceNeeds): void => {
  const { listeners, positions, erasure, clock } = needs
  live.use(admission(needs, liveDoor))
  live.on('connection', (socket) => {
    const stream = listeners.enter(socket)
    const { tenantId } = stream
    socket.emit('hello', {
      position: positions.seal(tenantId, stream.sent),
      erasure: erasure(tenantId),
      tenantId,
      serverTime: instant(clock),
    })
    const renew = renewMessage(socket, needs, mayJoinLive)
    answerMessages(
      socket,
      new Map([
        ['renew', renew],
        ['resume', resumeMessage(stream, needs)],
      ]),
      answering(needs, socket, liveDoor),
    )
  })
}

/** `/me`: the caller's own sessions, for everyone signed in. */
export const serveMe = ({ me }: Sockets, needs: NamespaceNeeds): void => {
  me.use(admission(needs, meDoor))
  me.on('connection', (socket) => {
    needs.listeners.enter(socket)
    const renew = renewMessage(socket, needs, mayJoinMe)
    answerMessages(socket, new Map([['renew', renew]]), answering(needs, socket, meDoor))
  })
}
