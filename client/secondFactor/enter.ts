import type { Grant } from '../session/grant.ts'
import type { SessionClient } from '../session/sessionClient.ts'

/** Signs in by what `path` answers. */
export const enter = <Granted extends Grant>({ wayIn }: SessionClient, path: string, body: unknown): Promise<Granted> =>
  wayIn.enter(() => wayIn.calls.granted(path, body)) as Promise<Granted>

/** Asks, as nobody, for what a way in begins with. */
export const ask = async <Answer>({ wayIn }: SessionClient, path: string, body: unknown): Promise<Answer> =>
  (await wayIn.http.ask(path, { method: 'POST', body })).body as Answer
