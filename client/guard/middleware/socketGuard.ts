import { badToken } from '../admission/refusals.ts'
import type { Caller, Refusal, Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { remember } from './callerOf.ts'

interface Socket {
  handshake: { auth: Record<string, unknown> }
  emit: (event: string, ...args: unknown[]) => unknown
  on: (event: string, listener: (...args: unknown[]) => void) => unknown
  disconnect: (close?: boolean) => unknown
  nsp: { on(event: 'connection', listener: (socket: object) => void): unknown }
}

type Next = (error?: Error & { data?: unknown }) => void

const said = ({ code, detail }: Refusal): { code: string; detail: string } => ({ code, detail })
const refused = (refusal: Refusal): Error & { data: unknown } =>
  Object.assign(new Error(refusal.code), { data: said(refusal) })

/** The guard refuses what is no text. */
const tokenIn = (sent: unknown): string | undefined => (sent as { token?: string } | null | undefined)?.token

/**
 * What to do with a socket once it is connected. Until then it cannot be cut, and it may come to nothing: a later middleware refuses it, or its
 * client has gone, and no event says so.
 */
const connections = () => {
  const starts = new WeakMap<object, () => void>()
  const heard = new WeakSet<object>()
  return (socket: Socket, start: () => void): void => {
    starts.set(socket, start)
    if (!heard.has(socket.nsp)) socket.nsp.on('connection', (connected) => starts.get(connected)?.())
    heard.add(socket.nsp)
  }
}

/** Cuts the socket when its session is over, or when its token has expired and no newer one came. */
const keepWatch = (guard: Guard, socket: Socket, requirements: readonly Requirement[], first: Caller): void => {
  let unwatch: (() => void) | null = null
  const leave = (): void => {
    unwatch?.()
    unwatch = null
  }
  const cut = (refusal: Refusal): void => {
    leave()
    socket.emit('ended', said(refusal))
    socket.disconnect(true)
  }
  const follow = (caller: Caller): void => {
    leave()
    remember(socket, caller)
    unwatch = guard.watch(caller, cut)
  }
  /** A token that is refused changes nothing: the one before is good for as long as it was. */
  const renew = async (token: string | undefined): Promise<Refusal | null> => {
    const { caller, refusal } = await guard.verify(token, ...requirements)
    if (caller === null) return refusal
    if (caller.sessionId !== first.sessionId) return badToken('session')
    if (unwatch !== null) follow(caller)
    return null
  }
  follow(first)
  socket.on('disconnect', leave)
  const acknowledge = async (sent: unknown, answer: unknown): Promise<void> => {
    const refusal = await renew(tokenIn(sent))
    if (typeof answer === 'function') answer(refusal === null ? {} : said(refusal))
  }
  socket.on('renew', (sent, answer) => void acknowledge(sent, answer))
}

/**
 * `io.use(socketGuard(guard))`: takes the access token of the client's `auth: { token }`, and cuts the socket, after `ended { code, detail }`, as soon
 * as its session is over. A client sends `renew { token }` before its token expires; the acknowledgement has a `code` where that was refused.
 */
export const socketGuard = (guard: Guard, ...requirements: Requirement[]) => {
  const onceConnected = connections()
  const admit = async (socket: Socket, next: Next): Promise<void> => {
    const { caller, refusal } = await guard.verify(tokenIn(socket.handshake.auth), ...requirements)
    if (caller === null) return next(refused(refusal))
    remember(socket, caller)
    onceConnected(socket, () => keepWatch(guard, socket, requirements, caller))
    next()
  }
  return (socket: Socket, next: Next): void => void admit(socket, next)
}
