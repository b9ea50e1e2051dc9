import { z } from 'zod'
import type { DemoDevice } from './devices.ts'
import type { Location } from './networks.ts'
import type { Person } from './people.ts'
import type { Post, Reply, Sender } from './publicApi.ts'
import { demoPassword } from './signIns.ts'

/** Somebody signed in through the API: what an application on that device would hold. Tokens live in memory only. */
export interface Guest {
  person: Person
  device: DemoDevice
  address: string
  roams: Location | null
  refreshToken: string
  /** Null until the first refresh of a session taken over from the history. */
  access: { token: string; expiresAt: number } | null
  /** Kept until the refresh it belongs to is answered, so that a lost answer can be asked for again. */
  attempt: string | null
  signedInAt: number
  leavesAt: number
  signsOut: boolean
}

export type Arrival = Omit<Guest, 'refreshToken' | 'access' | 'attempt'>

/** What a call means for the one who made it. */
export type Fate = 'stays' | 'gone' | { waitMs: number }

const grantSchema = z.object({ accessToken: z.string(), accessExpiresAt: z.string(), refreshToken: z.string() })

const retryMs = 2_000
/** An access token this close to its end is renewed first. */
const renewBeforeMs = 90_000

const senderOf = ({ address, device, access }: Pick<Guest, 'address' | 'device'> & Partial<Guest>): Sender => ({
  address,
  userAgent: device.userAgent,
  ...(access === undefined || access === null ? {} : { accessToken: access.token }),
})

const patience = (reply: Exclude<Reply, { outcome: 'done' }>): Fate => {
  if (reply.outcome === 'unreachable') return { waitMs: retryMs }
  if (reply.waitMs !== null) return { waitMs: reply.waitMs }
  return reply.status >= 500 ? { waitMs: retryMs } : 'gone'
}

const accessOf = ({ accessToken, accessExpiresAt }: z.infer<typeof grantSchema>) => ({
  token: accessToken,
  expiresAt: Date.parse(accessExpiresAt),
})

export interface Door {
  post: Post
  now: () => number
  /** Random, base64url, 128 bits. */
  attempt: () => string
}

/** Signs in; null and a fate when nothing came of it. `password` wrong on purpose where somebody guesses. */
export const enter = async (
  { post }: Door,
  arrival: Arrival,
  password = demoPassword,
): Promise<{ guest: Guest | null; fate: Fate }> => {
  const { person, device } = arrival
  const body = {
    tenant: person.tenant,
    email: person.email,
    password,
    client: device.clientId,
    transport: 'bearer',
    device: device.said,
  }
  const reply = await post('/v1/auth/login', body, senderOf(arrival))
  if (reply.outcome !== 'done') return { guest: null, fate: patience(reply) }
  const grant = grantSchema.parse(reply.body)
  const { refreshToken } = grant
  return { guest: { ...arrival, refreshToken, access: accessOf(grant), attempt: null }, fate: 'stays' }
}

export const refresh = async ({ post, attempt }: Door, guest: Guest): Promise<Fate> => {
  guest.attempt ??= attempt()
  const { refreshToken } = guest
  const sender = senderOf({ address: guest.address, device: guest.device })
  const reply = await post('/v1/auth/refresh', { refreshToken, attempt: guest.attempt }, sender)
  if (reply.outcome !== 'done') return patience(reply)
  const grant = grantSchema.parse(reply.body)
  guest.attempt = null
  guest.refreshToken = grant.refreshToken
  guest.access = accessOf(grant)
  return 'stays'
}

/** Does something in the application. An outdated access token is renewed the next time. */
export const act = async (door: Door, guest: Guest): Promise<Fate> => {
  if (guest.access === null || guest.access.expiresAt - door.now() < renewBeforeMs) return refresh(door, guest)
  const reply = await door.post('/v1/auth/session/activity', {}, senderOf(guest))
  if (reply.outcome === 'done') return 'stays'
  if (reply.outcome === 'refused' && reply.code === 'token-outdated') return refresh(door, guest)
  return patience(reply)
}

export const leave = async ({ post }: Door, guest: Guest): Promise<Fate> => {
  const reply = await post('/v1/auth/logout', { refreshToken: guest.refreshToken, cause: 'person' }, senderOf(guest))
  return reply.outcome === 'done' ? 'gone' : patience(reply)
}

/** Presents a refresh token from somewhere else: what a thief does with a copy. */
export const presentCopy = ({ post }: Door, refreshToken: string, thief: Pick<Guest, 'address' | 'device'>) =>
  post('/v1/auth/refresh', { refreshToken }, senderOf(thief))
