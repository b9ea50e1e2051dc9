import { randomBytes } from 'node:crypto'
import { demoHistory } from '#services/composition/demo/demoHistory.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { memoryWrappedKeys } from '#services/eventStore/sealing/memoryWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { demoGeo } from './demoGeo.ts'
import { memorySetupLinks } from './memorySetupLinks.ts'
import { type Installation, memoryInstallation } from './sessionStack.ts'

export interface DemoOptions {
  days?: number
  /** False: places are off. */
  located?: boolean
  until?: number
}

/** What the demo tells of addresses in tests. */
export const demoContext = (located = true) => contextBuilder(demoGeo, located ? 'city' : 'off')

/** The demo's history, written with the keys of an installation in memory but not yet in its log. */
export const demoHistoryOf = async (seed: number, options: DemoOptions = {}) => {
  const wrappedKeys = memoryWrappedKeys()
  const shared = memoryInstallation()
  const codec = sealingCodec(keyring(shared.masterKey, wrappedKeys))
  const installation: Installation = { ...shared, codec, store: sealedEventStore(shared.log, codec) }
  const { until = Date.parse('2026-11-21T09:00:00.000Z'), located, days } = options
  const history = await demoHistory({
    ...installation,
    wrappedKeys,
    seed,
    until,
    ...(days === undefined ? {} : { days }),
    bytes: randomBytes,
    links: memorySetupLinks(),
    logger: silentLogger,
    hashing: hashTurns({ now: () => performance.now(), width: 2 }),
    buildContext: demoContext(located),
  })
  return { ...history, installation, until }
}
