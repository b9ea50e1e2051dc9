import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '#services/logging/logger.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { eventually } from '../support/eventually.ts'
import { type KafkaBroker, startKafka } from '../support/kafka/startKafka.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'
import { seededChance } from '../support/trafficSetting.ts'

/** In `.ci/run` 10 times. KILLS=20 SEED=… npm run test:kafka -- tests/kafka/brokerKilled.test.ts */
const kills = Number(process.env['KILLS'] ?? 4)
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6))

let broker: KafkaBroker
let stack: RelayedViews
beforeAll(async () => {
  broker = await startKafka({ folder: await mkdtemp(join(tmpdir(), 'rollcall-kafka-')) })
  stack = await relayedViews([broker.address], 4)
})
afterAll(async () => {
  await stack?.stop()
  await broker?.stop()
})

describe('a broker that is killed under load', () => {
  it(
    `and comes back, ${kills} times, costs no event and doubles none (seed ${seed})`,
    async () => {
      const chance = seededChance(seed)
      const traffic = stack.traffic(seed, 5_000 + kills * 3_000)
      const relays = [stack.relay(), stack.relay()]
      const projectors = [stack.projector(), stack.projector()]
      const ending = new AbortController()
      const flowing = traffic.flow(60, 100, ending.signal)
      await eventually(() => expect(projectors.some(({ health }) => health.state().assigned > 0)).toBe(true), 20_000)
      for (let kill = 0; kill < kills; kill++) {
        await sleep(500 + chance.below(3_000))
        await broker.kill()
        await sleep(chance.below(2_000))
        await broker.restart()
      }
      ending.abort()
      await flowing
      await stack.expectWhole(90_000)
      const sum = (of: readonly number[]): number => of.reduce((total, each) => total + each, 0)
      const restarts = sum(projectors.map(({ health }) => health.state().restarts))
      const failures = sum(relays.map(({ health }) => health.state().failures))
      const head = await stack.log.head()
      console.log(`${kills} kills (seed ${seed}): ${head} events, ${restarts} new consumers, ${failures} new producers`)
    },
    120_000 + kills * 30_000,
  )

  it('and stays away for a while is asked less and less, complained of once, and read on from when it is back', async () => {
    const complaints: string[] = []
    const logger: Logger = { ...silentLogger, error: (message) => void complaints.push(message), child: () => logger }
    const projector = stack.projector({ logger })
    await eventually(() => expect(projector.health.state().assigned).toBeGreaterThan(0), 30_000)
    await broker.kill()
    await sleep(25_000)
    const { restarts, trouble, assigned } = projector.health.state()
    expect(trouble).not.toBeNull()
    expect(assigned).toBe(0)
    expect(restarts).toBeGreaterThan(0)
    expect(restarts).toBeLessThan(12)
    expect(complaints).toEqual(['Kafka gives nothing to read; trying again until it does'])
    await broker.restart()
    await eventually(() => expect(projector.health.state()).toMatchObject({ trouble: null }), 40_000)
    await stack.expectWhole()
    expect(projector.health.state().pollAgeMs).toBeLessThan(5_000)
    expect(stack.fatal).toEqual([])
  })
})
