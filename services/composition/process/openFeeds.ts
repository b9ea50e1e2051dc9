import { type ConsumerStanding, type ConsumerState, consumerStanding } from '#services/consumers/consumerStanding.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { eventsTopicOf } from '#services/feed/kafka/eventsTopic.ts'
import {
  type ConsumerHealth,
  consumerHealth,
  type ConsumerState as KafkaConsumerState,
  relayHealth,
  type RelayState,
} from '#services/feed/kafka/feedHealth.ts'
import { kafkaClient } from '#services/feed/kafka/kafkaClient.ts'
import { kafkaFeed } from '#services/feed/kafka/kafkaFeed.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { runRelay } from '#services/feed/kafka/relay.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import { consumedByOne, type OneAtATime } from './standIn.ts'

export type FeedName = 'projector' | 'detector' | 'notifier' | 'operations' | 'answers'

/** Where this process's readers get the log from. */
export interface Feeds {
  feedOf: (name: FeedName) => EventFeed
  /** Where a reader of this process reports its state. */
  standingOf: (name: FeedName) => ConsumerStanding
  /** The state of each reader for which `standingOf` was called. */
  standings: () => Readonly<Record<string, ConsumerState>>
  /** Copies the log for the readers of all processes until the signal aborts; resolves at once where no copy is needed. */
  relay: (signal: AbortSignal) => Promise<void>
  /** The state of each reader that Kafka feeds and for which `feedOf` was called. */
  consumers: () => Readonly<Record<string, KafkaConsumerState>>
  /** Null: this process does not copy the log. */
  relayState: () => RelayState | null
}

type SourcedFeeds = Omit<Feeds, 'standingOf' | 'standings'>

const nothing = async (): Promise<void> => {}

/** Feeds from the log itself. Each is read by one process at a time. */
const storeFeeds = (core: Pick<Core, 'log'>, one: OneAtATime): SourcedFeeds => ({
  feedOf: (name) => consumedByOne(storeTailFeed(core.log), one, name),
  relay: nothing,
  consumers: () => ({}),
  relayState: () => null,
})

/** Feeds from Kafka, which shares partitions out among all processes. Of the processes that may relay, one does it at a time. */
const kafkaFeeds = (
  parts: CompositionParts,
  { log }: Pick<Core, 'log'>,
  one: OneAtATime,
  brokers: readonly string[],
): SourcedFeeds => {
  const { settings, surroundings, logger, onFatal, onLead, data } = parts
  const { ambient, monotonicMs: now } = surroundings
  const { writer } = data.databases
  const { KAFKA_TOPIC_PREFIX: prefix, KAFKA_PARTITIONS: partitions } = settings
  const kafka = kafkaClient({ ...settings, KAFKA_BROKERS: brokers }, logger, now)
  const seal = messageSeal(data.masterKey)
  const shared = { kafka, topic: eventsTopicOf(prefix), log, writer, seal, logger, now }
  const consumers = new Map<FeedName, ConsumerHealth>()
  const relaying = relayHealth()
  let relays = false
  return {
    feedOf(name) {
      // Decisions and anomalies are few, so their readers need no group at the broker and no partitions.
      if (name === 'operations' || name === 'answers') return storeFeeds({ log }, one).feedOf(name)
      const health = consumerHealth(() => ambient.clock.now(), now)
      consumers.set(name, health)
      return kafkaFeed({ ...shared, groupId: `${prefix}.${name}`, health, onFatal })
    },
    relay(signal) {
      relays = true
      const holder = ambient.random.id()
      const told = onLead === undefined ? {} : { onLead: (leads: boolean) => onLead('relay', leads) }
      return runRelay({ ...shared, partitions, holder, clock: ambient.clock, signal, health: relaying, ...told })
    },
    consumers: () => Object.fromEntries([...consumers].map(([name, health]) => [name, health.state()])),
    relayState: () => (relays ? relaying.state() : null),
  }
}

export const openFeeds = (parts: CompositionParts, core: Pick<Core, 'log'>, one: OneAtATime): Feeds => {
  const { KAFKA_BROKERS: brokers } = parts.settings
  const feeds = brokers === undefined ? storeFeeds(core, one) : kafkaFeeds(parts, core, one, brokers)
  const standings = new Map<FeedName, ConsumerStanding>()
  return {
    ...feeds,
    standingOf(name) {
      const standing = standings.get(name) ?? consumerStanding()
      standings.set(name, standing)
      return standing
    },
    standings: () => Object.fromEntries([...standings].map(([name, standing]) => [name, standing.state()])),
  }
}
