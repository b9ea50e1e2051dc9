import { Kafka, logLevel } from 'kafkajs'
import { expect, inject, it } from 'vitest'

it('the broker of the tests is an Apache Kafka that answers', async () => {
  const admin = new Kafka({ brokers: [inject('kafkaBroker')], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  expect((await admin.describeCluster()).brokers).toHaveLength(1)
  await admin.disconnect()
})
