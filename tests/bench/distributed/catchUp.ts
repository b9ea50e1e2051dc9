import type { EventCodec } from '#services/eventStore/eventStore.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'
import { type BenchFleet, benchFleet, isProjecting, partitions } from './support/benchFleet.ts'
import { percent, say, secondsOf, whole } from './support/figures.ts'
import { coveredByViews, emptyViews, untilTrue } from './support/viewsAnew.ts'

/**
 * `node tests/bench/distributed/catchUp.ts [events]`: so many events are appended while the broker is dead; from its being back
 * until the last of them is in all views, over relay and projector in processes of their own. Beside it the same log, from the
 * store's own tail.
 */
const wanted = Number(process.argv[2] ?? 1_000_000)
const withinMs = 1_800_000

const headOf = ({ log }: BenchFleet) => log.log.head()
const isCovered = (fleet: BenchFleet, head: number) => async () =>
  (await coveredByViews(fleet.database.databases.writer)) >= head

const append = async (fleet: BenchFleet): Promise<number> => {
  const { log, codec }: { log: BenchFleet['log']['log']; codec: EventCodec } = fleet.log
  await writeTraffic(log, codec, viewTraffic({ seed: 7, events: wanted, tenants: 24, usersPerTenant: 100 }))
  return headOf(fleet)
}

const fleet = await benchFleet('Kafka')
const broker = fleet.broker!
const relay = await fleet.start(['relay'])
await relay.leads('relay')
const projector = await fleet.start(['projector'])
await isProjecting(fleet, projector)
await untilTrue(isCovered(fleet, await headOf(fleet)), 60_000)
await broker.kill()
const writing = await secondsOf(() => append(fleet))
const head = await headOf(fleet)
say(`${whole(head)} events were appended while the broker was dead, at ${whole(head / writing)}/s`)

await broker.restart()
const overKafka = await secondsOf(() => untilTrue(isCovered(fleet, head), withinMs))
await Promise.all([relay.kill(), projector.kill()])
say(
  `caught up over Kafka, ${partitions} partitions, one projector: ${overKafka.toFixed(1)} s, ${whole(head / overKafka)}/s`,
)

await emptyViews(fleet.database.databases.owner)
const alone = await fleet.start(['projector'], fleet.withoutKafka)
await alone.leads('projector')
const overTail = await secondsOf(() => untilTrue(isCovered(fleet, head), withinMs))
say(`caught up from the store's tail, one projector: ${overTail.toFixed(1)} s, ${whole(head / overTail)}/s`)
say(`over Kafka = ${percent(overTail, overKafka)} of the speed from the tail`)
await fleet.end()
process.exit(0)
