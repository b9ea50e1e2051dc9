import type { Ended } from '#events/live/frames.ts'
import type { Access } from './access.ts'
import type { ApiError } from './problem.ts'

interface Refused {
  cause: string | null
  message: string | null
  endedAt: string | null
}

/** Tells the page that its session has ended, whether a request or a socket learns of it first. */
export interface Endings {
  onRefusal(error: ApiError): void
  onSocketRefused(refusal: Refused): void
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** `now` in milliseconds since the epoch. */
export const followEndings = (access: Pick<Access, 'ended'>, now: () => number): Endings => {
  const end = ({ cause, message, endedAt }: Refused) => {
    const ended: Ended = { cause: cause ?? 'ended', message, endedAt: endedAt ?? new Date(now()).toISOString() }
    access.ended(ended)
  }
  return {
    onRefusal({ code, extra }) {
      if (code !== 'session-ended') return
      end({ cause: text(extra['cause']), message: text(extra['message']), endedAt: text(extra['endedAt']) })
    },
    onSocketRefused: end,
  }
}
