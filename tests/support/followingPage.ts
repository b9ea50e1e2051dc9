import { io } from 'socket.io-client'
import type { Beat, Frame, Hello, Leaving, ResumeAnswer } from '#events/live/frames.ts'

/** A page that connects again whenever it has to, and goes on where it stood. */
export interface FollowingPage {
  sessionIds: () => ReadonlySet<string>
  /** Connections made, the first one too. */
  connections: () => number
  /** Times it was told that a process is stopping. */
  toldToGo: () => number
  /** Times that what it had missed was no longer to be had. */
  lost: () => number
  /** Codes that it was refused with; after each it tries again, as Socket.IO itself does not. */
  refusals: () => readonly string[]
  close: () => void
}

export const followingPage = (url: string, token: string): FollowingPage => {
  const socket = io(`${url}/live`, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
  })
  const seen = new Set<string>()
  let at: string | undefined
  let connections = 0
  let toldToGo = 0
  let lost = 0
  const refusals: string[] = []
  const take = (frames: readonly Frame[]): void => {
    for (const { sessions, to } of frames) {
      for (const { id } of sessions) seen.add(id)
      at = to
    }
  }
  const resume = async (): Promise<void> => {
    const answer = (await socket
      .timeout(5_000)
      .emitWithAck('resume', { position: at })
      .catch(() => null)) as ResumeAnswer | null
    if (answer === null) return
    if ('frames' in answer) take(answer.frames)
    else lost += 1
  }
  const follow = (message: Beat | Frame): void => {
    if (message.from !== at) return void resume()
    if ('sessions' in message) take([message])
    else at = message.to
  }
  socket.on('hello', ({ position }: Hello) => {
    connections += 1
    at ??= position
  })
  socket.on('connect_error', ({ message }) => {
    if (socket.active) return
    refusals.push(message)
    setTimeout(() => socket.connect(), 500)
  })
  socket.on('frame', follow)
  socket.on('beat', follow)
  socket.on('leaving', ({ withinMs }: Leaving) => {
    toldToGo += 1
    const { engine } = socket.io
    setTimeout(() => engine.close(), Math.random() * withinMs)
  })
  return {
    sessionIds: () => seen,
    connections: () => connections,
    toldToGo: () => toldToGo,
    lost: () => lost,
    refusals: () => refusals,
    close: () => void socket.disconnect(),
  }
}
