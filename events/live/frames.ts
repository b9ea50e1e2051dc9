import type { AnomalyRow, LiveCounts, LogEntry, SessionRow, ActivityMinute } from './rows.ts'

/** A position as clients get it: opaque. Clients only compare it for equality and hand it back. */
export type WirePosition = string

/** `/live`: first message. `position` is what the view covers at that moment. */
export interface Hello {
  position: WirePosition
  tenantId: string
  serverTime: string
  /** The last erasure that the view shows; opaque, as in `Erased`. */
  erasure: string
}

/**
 * `/live`: people were forgotten, and what a client has read before may still name them. It reads everything again; likewise when it
 * comes back and `hello` names another erasure than it was told last. Erasing moves no position, so no frame tells of it.
 */
export interface Erased {
  erasure: string
}

/** What a frame carries of a tenant's views. */
export interface FrameRows {
  sessions: SessionRow[]
  log: LogEntry[]
  anomalies: AnomalyRow[]
  counts: LiveCounts
  /** The minutes of `activity_by_minute` that changed, whole. */
  activity: ActivityMinute[]
}

const noCounts: LiveCounts = {
  active: 0,
  idle: 0,
  users: 0,
  deviceType: {},
  browser: {},
  os: {},
  country: {},
  client: {},
}
export const emptyFrameRows = (): FrameRows => ({
  sessions: [],
  log: [],
  anomalies: [],
  counts: noCounts,
  activity: [],
})

/** `/live`: all changes of a tenant between two positions; `from` is exclusive and equals the `to` before it. */
export interface Frame extends FrameRows {
  from: WirePosition
  to: WirePosition
  at: string
}

/** `/live`: sent each second in which there was no frame; stands for an empty frame. */
export interface Beat {
  from: WirePosition
  to: WirePosition
}

/**
 * `/me` and `/live`: the socket's own session ended; the socket is cut right after. Never carries a reason.
 * A socket cut without it is only out of date (access token expired, role changed, too slow): get a fresh token, connect again.
 */
export interface Ended {
  cause: string
  message: string | null
  endedAt: string
}

/** `/me`: something that will happen to the caller. */
export interface Warning {
  at: string
  message: string
}

/**
 * `/me` and `/live`: this process stops, but no session has ended. The client should connect again, to whichever process then
 * answers, at a random moment of the next `withinMs` milliseconds. After them the server cuts the sockets that are left.
 */
export interface Leaving {
  withinMs: number
}

/** The acknowledgement of a malformed or refused message. `code` as in problem reports. */
export interface Refused {
  ok: false
  code: string
}
export type ResumeAnswer = { frames: Frame[] } | { reset: true } | Refused
export type RenewAnswer = { ok: true } | Refused

export interface LiveServerMessages {
  hello: (hello: Hello) => void
  frame: (frame: Frame) => void
  beat: (beat: Beat) => void
  erased: (erased: Erased) => void
  ended: (ended: Ended) => void
  leaving: (leaving: Leaving) => void
}

export interface LiveClientMessages {
  /** The server answers with the frames from there on, or with `reset` where it cannot: the client then fetches its lists again. */
  resume: (request: { position: WirePosition }, answer: (answer: ResumeAnswer) => void) => void
  /** Hands the socket a newer access token before the present one expires. */
  renew: (request: { token: string }, answer: (answer: RenewAnswer) => void) => void
}

export interface MeServerMessages {
  ended: (ended: Ended) => void
  session: (row: SessionRow & { isCurrent: boolean }) => void
  warning: (warning: Warning) => void
  leaving: (leaving: Leaving) => void
}

export type MeClientMessages = Pick<LiveClientMessages, 'renew'>
