import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openEventsTopic } from '#services/feed/kafka/eventsTopic.ts'
import { kafkaClient, type KafkaLogin } from '#services/feed/kafka/kafkaClient.ts'
import { withAdmin } from '#services/feed/kafka/seekByCheckpoint.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { selfSigned } from '../support/certificate.ts'
import { listenLocally } from '../support/kafka/listenLocally.ts'
import { plainLogin } from '../support/kafka/plainLogin.ts'
import { type KafkaBroker, startKafka } from '../support/kafka/startKafka.ts'

const now = () => performance.now()
const client = (login: KafkaLogin) => kafkaClient(login, silentLogger, now)

describe('the client of Kafka', () => {
  it('sleeps while nothing happens, where kafkajs by itself wakes hundreds of times a second', async () => {
    const script = resolve(import.meta.dirname, '../support/kafka/idleWakeUps.ts')
    const wakeUps = async (which: string): Promise<number> =>
      Number((await promisify(execFile)(process.execPath, [script, inject('kafkaBroker'), which])).stdout)
    const [ours, theirs] = [await wakeUps('ours'), await wakeUps('theirs')]
    console.log(`idle wake-ups a second over three connections: ${ours}, kafkajs by itself: ${theirs}`)
    // Each connection looks ten times a second for requests that were not answered.
    expect(ours).toBeLessThan(60)
    expect(theirs).toBeGreaterThan(300)
  })
})

describe('the topic', () => {
  const topicOf = () => `test-${randomUUID()}.events`
  const kafka = () => client(plainLogin([inject('kafkaBroker')]))

  it('is made as it should be, once, whoever comes first', async () => {
    const topic = topicOf()
    const opened = await Promise.all(
      [1, 2, 3].map(() => withAdmin(kafka(), (admin) => openEventsTopic(admin, topic, 5))),
    )
    expect(opened).toEqual([1, 2, 3].map(() => ({ partitions: 5, differences: [] })))
  })

  it('that is there is used as it is, and what differs is told', async () => {
    const topic = topicOf()
    const configEntries = [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'retention.ms', value: '1000' },
    ]
    await withAdmin(kafka(), (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries }] }))
    const { partitions, differences } = await withAdmin(kafka(), (admin) => openEventsTopic(admin, topic, 9))
    expect(partitions).toBe(2)
    expect(differences).toEqual([
      'cleanup.policy is compact, should be delete',
      'retention.ms is 1000, should be 604800000',
      'max.message.bytes is 1048588, should be 2097152',
    ])
  })
})

describe('brokers that ask who comes', () => {
  const username = 'rollcall'
  const password = 'a-secret-of-the-broker'
  let broker: KafkaBroker
  let ca: string
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-kafka-'))
    const { cert, key } = await selfSigned(folder, 'localhost')
    ca = cert
    const pem = { certificate: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') }
    broker = await startKafka({ folder, security: { ...pem, username, password } })
  })
  afterAll(() => broker?.stop())

  const secure = (changes: Partial<KafkaLogin>): KafkaLogin => ({
    ...plainLogin([broker.secureAddress!]),
    KAFKA_TLS: true,
    KAFKA_TLS_CA: ca,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
    ...changes,
  })
  const brokersSeen = async (login: KafkaLogin): Promise<number> =>
    (await withAdmin(client(login), (admin) => admin.describeCluster())).brokers.length

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'let in whoever knows the password (%s)',
    async (mechanism) => {
      expect(await brokersSeen(secure({ KAFKA_SASL_MECHANISM: mechanism }))).toBe(1)
      const wrong = secure({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_PASSWORD: 'another' })
      await expect(brokersSeen(wrong)).rejects.toThrow(/[Aa]uthentication/)
    },
  )

  it('let in whoever brings a token of the endpoint (oauthbearer)', async () => {
    const asked: string[] = []
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization ?? '')
      const times = { iat: Math.floor(Date.now() / 1_000), exp: Math.floor(Date.now() / 1_000) + 3_600 }
      const token = `${part({ alg: 'none' })}.${part({ sub: username, scope: 'kafka', ...times })}.`
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ access_token: token, expires_in: 3_600, token_type: 'bearer' }))
    })
    const url = await listenLocally(server)
    const login = secure({
      KAFKA_SASL_MECHANISM: 'oauthbearer',
      KAFKA_OAUTH_TOKEN_URL: url,
      KAFKA_OAUTH_SCOPE: 'kafka',
    })
    const shared = client(login)
    for (let times = 0; times < 2; times++)
      expect((await withAdmin(shared, (admin) => admin.describeCluster())).brokers).toHaveLength(1)
    server.close()
    expect(asked).toEqual([`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`])
  })

  it('are not believed without a certificate that somebody known has signed', async () => {
    const login = secure({ KAFKA_SASL_MECHANISM: 'plain', KAFKA_TLS_CA: undefined })
    await expect(brokersSeen(login)).rejects.toThrow(/self-signed|certificate/)
  })
})
