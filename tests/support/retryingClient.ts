import { setTimeout as pause } from 'node:timers/promises'

export interface Answer {
  status: number
  body: Record<string, unknown>
}

/** What became of requests that were each repeated once at most. */
export interface Tally {
  answered: number
  repeated: number
  /** Unanswered, or answered 502 or 503, twice. */
  failed: string[]
}

interface Call {
  path: string
  body: Record<string, unknown>
  token?: string
}

const isAway = (status: number): boolean => status === 502 || status === 503

const once = async (url: string, { path, body, token }: Call): Promise<Answer | string> => {
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (isAway(response.status)) return `${response.status} ${text}`
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) }
  } catch (error) {
    return String(error)
  }
}

const betweenMs = 500

/** Sends commands as applications are told to: no answer, or none yet, means the same again, once. */
export const retryingClient = (url: string) => {
  const tally: Tally = { answered: 0, repeated: 0, failed: [] }
  const post = async (path: string, body: Record<string, unknown>, token?: string): Promise<Answer | null> => {
    const call = { path, body, ...(token === undefined ? {} : { token }) }
    let answer = await once(url, call)
    if (typeof answer === 'string') {
      tally.repeated += 1
      const first = answer
      await pause(betweenMs)
      answer = await once(url, call)
      if (typeof answer === 'string') {
        tally.failed.push(`${path}: ${first}, then ${answer}`)
        return null
      }
    }
    tally.answered += 1
    return answer
  }
  return { tally, post }
}
