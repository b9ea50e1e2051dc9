import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CodedError } from '#services/ports/errors.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { answerMessages, defineMessage } from '#services/realtime/connections/answerMessages.ts'
import type { AnySocket } from '#services/realtime/connections/sockets.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const echo = defineMessage(z.strictObject({ text: z.string() }), async ({ text }, acknowledge) => acknowledge({ text }))
const refuse = defineMessage(z.unknown(), async () => {
  throw new CodedError('forbidden')
})
const fail = defineMessage(z.unknown(), async () => {
  throw new TypeError('a secret detail')
})

const codeOf = (error: unknown): string => (error instanceof CodedError ? error.code : 'unexpected')

type Listener = (name: unknown, ...args: unknown[]) => void

/** What a client says, as Socket.IO hands it over. */
const talking = () => {
  const ambient = testAmbient()
  const heard: Listener[] = []
  const failed: [name: string, code: string][] = []
  const socket = { onAny: (listener: Listener) => heard.push(listener) } as unknown as AnySocket
  answerMessages(
    socket,
    new Map([
      ['echo', echo],
      ['refuse', refuse],
      ['fail', fail],
    ]),
    { ...ambient, logger: silentLogger, onFailed: (name, error) => void failed.push([name, codeOf(error)]) },
  )
  const [hear = () => undefined] = heard
  const ask = (name: unknown, ...args: unknown[]) => new Promise((resolve) => hear(name, ...args, resolve))
  return { ask, hear, failed, ...ambient }
}

describe('a message from a socket', () => {
  it('is answered', async () => {
    expect(await talking().ask('echo', { text: 'hello' })).toEqual({ text: 'hello' })
  })

  it('is refused with a code when it is malformed or unknown', async () => {
    const { ask } = talking()
    for (const request of [undefined, null, 7, [], 'text', {}, { text: 7 }, { text: 'a', more: 1 }])
      expect(await ask('echo', request)).toEqual({ ok: false, code: 'invalid-request' })
    expect(await ask('echo')).toEqual({ ok: false, code: 'invalid-request' })
    expect(await ask('nothing', {})).toEqual({ ok: false, code: 'invalid-request' })
    expect(await ask('__proto__', {})).toEqual({ ok: false, code: 'invalid-request' })
    expect(await ask(7, {})).toEqual({ ok: false, code: 'invalid-request' })
  })

  it('is refused with the code of what went wrong, and no more', async () => {
    const { ask } = talking()
    expect(await ask('refuse', {})).toEqual({ ok: false, code: 'forbidden' })
    expect(await ask('fail', {})).toEqual({ ok: false, code: 'internal' })
  })

  it('tells what failed by the names that there are, and by no other that a client makes up', async () => {
    const { ask, failed } = talking()
    await ask('refuse', {})
    await ask('fail', {})
    await ask('made\nup', {})
    expect(failed).toEqual([
      ['refuse', 'forbidden'],
      ['fail', 'unexpected'],
      ['message', 'invalid-request'],
    ])
  })

  it('needs no acknowledgement to be harmless', () => {
    const { hear } = talking()
    for (const name of ['echo', 'fail', 'nothing']) expect(() => hear(name, null)).not.toThrow()
  })

  it('is refused when there are too many, until time has passed', async () => {
    const { ask, pass } = talking()
    for (let sent = 0; sent < 20; sent += 1) await ask('echo', { text: 'a' })
    expect(await ask('echo', { text: 'a' })).toEqual({ ok: false, code: 'rate-limited' })
    pass(1_000)
    expect(await ask('echo', { text: 'a' })).toEqual({ text: 'a' })
  })
})
