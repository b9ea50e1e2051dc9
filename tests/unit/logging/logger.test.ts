import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { createLogger, type LogOptions } from '#services/logging/createLogger.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const given = (change: Partial<LogOptions> = {}) => {
  const lines: string[] = []
  const output = { write: (line: string) => lines.push(line) }
  const logger = createLogger({ level: 'info', format: 'json', clock: testAmbient().clock, output, ...change })
  const objects = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { logger, lines, objects }
}

describe('a log line', () => {
  it('is one JSON object with time, level, message and fields', () => {
    const { logger, objects, lines } = given()
    logger.warn('view is behind', { view: 'session_list', seconds: 4 })
    expect(objects()).toEqual([
      { level: 'warn', time: '2026-11-20T09:00:00.000Z', view: 'session_list', seconds: 4, msg: 'view is behind' },
    ])
    expect(lines[0]).toMatch(/\n$/)
  })

  it('is not written below the level', () => {
    const { logger, lines } = given({ level: 'warn' })
    logger.info('quiet')
    logger.debug('quieter')
    expect(lines).toEqual([])
  })

  it('carries the correlation id of its child logger', () => {
    const { logger, objects } = given()
    logger.child({ correlationId: 'r-7' }).info('request done', { status: 200 })
    expect(objects()[0]).toMatchObject({ correlationId: 'r-7', status: 200 })
  })

  it('shows an error with its stack, its members and what caused it', () => {
    const { logger, objects } = given()
    const error = new CodedError('store-unavailable', { cause: new Error('ECONNREFUSED') })
    logger.error('request failed', { error })
    expect(objects()[0]?.['error']).toMatchObject({
      name: 'CodedError',
      code: 'store-unavailable',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { message: 'ECONNREFUSED' },
    })
  })

  it('reads well at a terminal', () => {
    const { logger, lines } = given({ format: 'readable' })
    logger.warn('view is behind', { view: 'session_list', seconds: 4 })
    logger.error('request failed', { error: new Error('broken') })
    const plain = stripVTControlCharacters(lines.join(''))
    expect(plain).toContain('09:00:00.000 warn  view is behind  view=session_list  seconds=4\n')
    expect(plain).toContain('    Error: broken')
  })
})

const logged = (fields: Record<string, unknown>): string => {
  const { logger, lines } = given()
  logger.info('seen', fields)
  return lines.join('')
}

describe('secrets in a log line', () => {
  it('are struck out by the name of their field, however deep and however written', () => {
    const secret = 'hunter2-hunter2'
    const text = logged({
      password: secret,
      headers: { Authorization: secret, cookie: secret, 'Set-Cookie': [secret], 'rollcall-key': secret },
      body: { refreshToken: secret, refresh_token: secret, list: [{ access_token: secret }] },
      map: new Map([['token', secret]]),
    })
    expect(text).not.toContain(secret)
    expect(text.match(/\[redacted\]/g)).toHaveLength(9)
  })

  it('are struck out by their look, in messages of errors and in URLs too', () => {
    const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl'
    const text = logged({
      note: `sent Bearer ${jwt} and rck_live_abcdef`,
      error: new Error(`no connection to postgres://owner:pa55word@db/rollcall with ${jwt}`),
    })
    for (const secret of [jwt, 'live_abcdef', 'pa55word']) expect(text).not.toContain(secret)
    expect(text).toContain('postgres://owner:[redacted]@db/rollcall')
  })

  it('leave the rest alone', () => {
    expect(logged({ path: '/v1/sessions', status: 401, tokens: 3 })).toContain(
      '"path":"/v1/sessions","status":401,"tokens":3',
    )
  })

  it('never stop a line from being written: cycles, bytes, big numbers', () => {
    const cycle: Record<string, unknown> = { name: 'ring' }
    cycle['self'] = cycle
    const text = logged({ cycle, bytes: Buffer.alloc(3), big: 12n, date: new Date(0), nothing: undefined })
    expect(text).toContain('[3 bytes]')
    expect(text).toContain('"big":"12"')
  })
})
