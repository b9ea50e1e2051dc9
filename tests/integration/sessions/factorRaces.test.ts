import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresCounters } from '#services/limits/gatheredCounters.ts'
import { challengeTries } from '#services/limits/challengeTries.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { addApp, calling, type FactorReply } from '../../support/factorJourneys.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme, login, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { codeOf } from '../../support/totpCodes.ts'

let database: TestDatabase
let people: Awaited<ReturnType<typeof acme>>
const ambient = testAmbient()
const processes: { stack: Stack; close: () => Promise<void> }[] = []

/** A process on the same database, whose memory and randomness are its own. */
const start = async (seed: string) => {
  const installation = await postgresInstallation(database)
  const { random } = testAmbient(seed)
  const { masterKey } = installation
  const countTry = challengeTries(masterKey, postgresCounters(database.databases.app))
  const stack = await sessionStack(installation, { clock: ambient.clock, random }, { countTry })
  processes.push({ stack, close: installation.close })
  return stack
}
let stacks: Stack[]
beforeAll(async () => {
  database = await testDatabase()
  stacks = [await start('one'), await start('other')]
  people = await acme(stacks[0]!)
})
afterAll(async () => {
  for (const { stack, close } of processes) {
    await stack.stop()
    await close()
  }
  await database.drop()
})

let email: string
let app: Awaited<ReturnType<typeof addApp>>
let token: string
let persons = 0
beforeEach(async () => {
  email = `person-${(persons += 1)}@acme.test`
  await people.add(email)
  token = (await login(stacks[0]!, { email })).body.accessToken
  app = await addApp(stacks[0]!, ambient, token)
})

/** As many tries as `bodies`, at once, in both processes by turns. */
const atOnce = (path: string, bodies: readonly object[], of?: string) =>
  Promise.all(bodies.map((body, index) => calling(stacks[index % 2]!)(`POST ${path}`, body, of)))
const outcomes = (answers: { status: number; body: FactorReply }[]) => ({
  succeeded: answers.filter(({ status }) => status === 200).length,
  codes: [...new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))],
})
const challenges = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { body } = await login(stacks[index % 2]!, { email })
      return body['challenge'] as string
    }),
  )
const codeNow = () => codeOf(app.secret, ambient.clock.now())
const sessionsOf = async () =>
  (await stacks[0]!.installation.store.readAll({ after: 0, limit: 10_000 })).filter(
    (event) => event.type === 'SessionStarted' && event.data.methods.length > 1 && event.data.user.email === email,
  ).length

describe('two processes that are shown the same second factor at once', () => {
  it.each([
    ['a code of an app', () => ({ method: 'totp', code: codeNow() })],
    ['a recovery code', () => ({ method: 'recovery', code: app.recoveryCodes[0]! })],
  ])('let one sign-in in by %s', async (_, proof) => {
    const shown = proof()
    const tries = (await challenges(8)).map((challenge) => ({ challenge, ...shown }))
    const answers = await atOnce('/v1/auth/second-factor', tries)
    expect(outcomes(answers)).toEqual({ succeeded: 1, codes: ['second-factor-wrong'] })
    expect(await sessionsOf()).toBe(1)
  })

  it('let one sign-in go on once, whatever proves it', async () => {
    const [challenge = ''] = await challenges(1)
    const tries = [{ method: 'totp', code: codeNow() }, ...[0, 1, 2].map((at) => recovery(at))]
    const answers = await atOnce(
      '/v1/auth/second-factor',
      tries.map((proof) => ({ challenge, ...proof })),
    )
    expect(outcomes(answers)).toEqual({ succeeded: 1, codes: ['challenge-ended'] })
  })

  it('take one code for one new proof, and not for a sign-in as well', async () => {
    ambient.pass(301_000)
    const begun = await Promise.all(
      [0, 1, 2, 3].map((index) => calling(stacks[index % 2]!)('POST /v1/auth/reauthenticate', { password }, token)),
    )
    const code = codeNow()
    const proofs = begun.map(({ body: { challenge } }) => ({ challenge, method: 'totp', code }))
    const [signIn = ''] = await challenges(1)
    const [proved, [signedIn]] = await Promise.all([
      atOnce('/v1/auth/reauthenticate/second-factor', proofs, token),
      atOnce('/v1/auth/second-factor', [{ challenge: signIn, method: 'totp', code }]),
    ])
    expect(outcomes([...proved, signedIn!])).toEqual({ succeeded: 1, codes: ['second-factor-wrong'] })
  })

  it('count the tries of a sign-in together', async () => {
    const [challenge = ''] = await challenges(1)
    const wrong = Array.from({ length: 8 }, () => ({ challenge, method: 'recovery', code: 'aaaaa-aaaaa' }))
    const answers = await atOnce('/v1/auth/second-factor', wrong)
    expect(answers.filter(({ body }) => body.code === 'second-factor-wrong')).toHaveLength(5)
    expect(answers.filter(({ body }) => body.code === 'challenge-ended')).toHaveLength(3)
  })
})

const recovery = (at: number) => ({ method: 'recovery', code: app.recoveryCodes[at]! })
