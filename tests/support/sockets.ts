import { once } from 'node:events'
import type { Socket as Wire } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type {
  Beat,
  Ended,
  Frame,
  Hello,
  LiveClientMessages,
  LiveServerMessages,
  MeClientMessages,
  MeServerMessages,
  ResumeAnswer,
} from '#events/live/frames.ts'

export type LiveClient = Socket<LiveServerMessages, LiveClientMessages>
export type MeClient = Socket<MeServerMessages, MeClientMessages>

const open = new Set<Socket>()
/** Closes whatever the tests have opened. */
export const closeSockets = (): void => {
  for (const socket of open) socket.disconnect()
  open.clear()
}

const connect = (url: string, namespace: string, token: string, headers: Record<string, string>): Socket => {
  const socket = io(url + namespace, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  })
  open.add(socket)
  return socket
}
export const openLive = (url: string, token: string, headers: Record<string, string> = {}): LiveClient =>
  connect(url, '/live', token, headers)
export const openMe = (url: string, token: string, headers: Record<string, string> = {}): MeClient =>
  connect(url, '/me', token, headers)

/** Why the server did not let a socket in. */
export const refusalOf = async (socket: Socket | LiveClient | MeClient) => {
  const [error] = (await once(socket as unknown as NodeJS.EventEmitter, 'connect_error')) as [
    Error & { data?: Record<string, unknown> },
  ]
  return { code: error.message, ...error.data }
}

/** Resolves with why the connection ended. */
export const closing = (socket: Socket | LiveClient | MeClient): Promise<string> =>
  new Promise((resolve) => (socket as Socket).once('disconnect', resolve))

export const connected = (socket: LiveClient | MeClient): Promise<void> =>
  new Promise((resolve) => (socket as Socket).once('connect', () => resolve()))

export const endedMessage = (socket: LiveClient | MeClient): Promise<Ended> =>
  new Promise((resolve) => (socket as MeClient).once('ended', resolve))

/** A page that takes note of everything it is sent, and whether it fits together. */
export interface Page {
  socket: LiveClient
  hello: Promise<Hello>
  /** Position up to which it has been told everything. */
  at: () => string | undefined
  frames: Frame[]
  beats: Beat[]
  /** What it was told of people who were erased. */
  erasures: string[]
  gaps: () => number
  sessionIds: () => string[]
  resume: (position: string) => Promise<ResumeAnswer>
}

export const openPage = (url: string, token: string): Page => {
  const socket = openLive(url, token)
  const frames: Frame[] = []
  const beats: Beat[] = []
  const erasures: string[] = []
  let at: string | undefined
  let gaps = 0
  const move = ({ from, to }: Beat): void => {
    if (at !== undefined && from !== at) gaps += 1
    at = to
  }
  socket.on('frame', (frame) => {
    frames.push(frame)
    move(frame)
  })
  socket.on('beat', (beat) => {
    beats.push(beat)
    move(beat)
  })
  socket.on('erased', ({ erasure }) => void erasures.push(erasure))
  const hello = new Promise<Hello>((resolve) => {
    socket.once('hello', (greeting) => {
      at = greeting.position
      resolve(greeting)
    })
  })
  return {
    socket,
    hello,
    at: () => at,
    frames,
    beats,
    erasures,
    gaps: () => gaps,
    sessionIds: () => frames.flatMap(({ sessions }) => sessions.map(({ id }) => id)),
    resume: (position) => socket.emitWithAck('resume', { position }),
  }
}

/** The TCP connection under a client in Node. */
export const wireOf = (socket: LiveClient | MeClient): Wire => {
  const { transport } = socket.io.engine as unknown as { transport: { ws: Record<string, Wire> } }
  return transport.ws['_socket']!
}
