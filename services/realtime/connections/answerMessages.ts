import { z } from 'zod'
import type { Refused } from '#events/live/frames.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Logger } from '#services/logging/logger.ts'
import { messageBudget } from './messageBudget.ts'
import { refusalOf } from '../admission/refusal.ts'
import type { AnySocket } from './sockets.ts'

type Acknowledge = (answer: unknown) => void

/** One message a client may send: its shape and what answers it. */
export interface Message {
  schema: z.ZodType
  handle: (request: unknown, acknowledge: Acknowledge) => Promise<void> | void
}

export const defineMessage = <Schema extends z.ZodType, Answer>(
  schema: Schema,
  handle: (request: z.infer<Schema>, acknowledge: (answer: Answer | Refused) => void) => Promise<void>,
): Message => ({ schema, handle: (request, acknowledge) => handle(request as z.infer<Schema>, acknowledge) })

const ignore: Acknowledge = () => {}
const acknowledgeOf = (args: readonly unknown[]): Acknowledge => {
  const last = args.at(-1)
  return typeof last === 'function' ? (last as Acknowledge) : ignore
}

const parse = (message: Message | undefined, request: unknown): unknown => {
  const parsed = message?.schema.safeParse(request)
  if (parsed?.success !== true) throw new CodedError('invalid-request')
  return parsed.data
}

interface Answering {
  clock: Clock
  logger: Logger
  /** Called with a message that could not be carried out; `message` for one of an unknown name. */
  onFailed: (name: string, error: unknown) => void
}

/** Answers each message of a client with what it asked for or with an error code. No message can make the server throw. */
export const answerMessages = (
  socket: AnySocket,
  messages: ReadonlyMap<string, Message>,
  { clock, logger, onFailed }: Answering,
): void => {
  const mayAsk = messageBudget(clock)
  const respond = async (name: unknown, args: readonly unknown[], acknowledge: Acknowledge): Promise<void> => {
    if (!mayAsk()) throw new CodedError('rate-limited')
    const message = messages.get(String(name))
    await message?.handle(parse(message, args[0]), acknowledge)
    if (message === undefined) throw new CodedError('invalid-request')
  }
  socket.onAny((name: unknown, ...args: unknown[]) => {
    const acknowledge = acknowledgeOf(args)
    respond(name, args, acknowledge).catch((error: unknown) => {
      onFailed(messages.has(String(name)) ? String(name) : 'message', error)
      acknowledge({ ok: false, code: refusalOf(error, logger).code } satisfies Refused)
    })
  })
}
