import kafkajs, { type Admin } from 'kafkajs'

// kafkajs is a CommonJS module: Node finds only some of its exports by name.
const { ConfigResourceTypes, KafkaJSProtocolError } = kafkajs

export const eventsTopicOf = (prefix: string): string => `${prefix}.events`

/** The largest message: an event of at most 1 MiB with its sealed part in base64. */
const messageBytes = 2 * 1024 * 1024
const weekMs = 7 * 24 * 60 * 60_000

const wantedSettings = (replicas: number): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': `${weekMs}`,
  'max.message.bytes': `${messageBytes}`,
  'message.timestamp.type': 'CreateTime',
  'min.insync.replicas': `${replicas >= 3 ? 2 : 1}`,
  'unclean.leader.election.enable': 'false',
})

export interface EventsTopic {
  partitions: number
  /** A line for each setting that differs from the one Rollcall would have chosen. */
  differences: string[]
}

const isType = (error: unknown, type: string): boolean => error instanceof KafkaJSProtocolError && error.type === type

/** The number of partitions; 0 when the topic does not exist. */
export const countPartitions = async (admin: Admin, topic: string): Promise<number> => {
  if (!(await admin.listTopics()).includes(topic)) return 0
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  return topics[0]?.partitions.length ?? 0
}

const create = async (admin: Admin, topic: string, partitions: number): Promise<void> => {
  const replicas = Math.min(3, (await admin.describeCluster()).brokers.length)
  const configEntries = Object.entries(wantedSettings(replicas)).map(([name, value]) => ({ name, value }))
  const wanted = { topic, numPartitions: partitions, replicationFactor: replicas, configEntries }
  try {
    await admin.createTopics({ topics: [wanted], waitForLeaders: true })
  } catch (error) {
    const forbidden = ['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED']
    if (!forbidden.some((type) => isType(error, type))) throw error
    const settings = configEntries.map(({ name, value }) => `${name}=${value}`).join(', ')
    throw new Error(
      `Kafka does not let this login make the topic ${topic}: make it with ${partitions} partitions, ${replicas} replicas and ${settings}`,
      { cause: error },
    )
  }
}

const findDifferences = async (admin: Admin, topic: string): Promise<string[]> => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const replicas = Math.min(...topics[0]!.partitions.map((partition) => partition.replicas.length))
  const { brokers } = await admin.describeCluster()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  })
  const actual = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
  const wantedReplicas = Math.min(3, brokers.length)
  return [
    ...(replicas < wantedReplicas ? [`replication factor is ${replicas}, should be ${wantedReplicas}`] : []),
    ...Object.entries(wantedSettings(replicas))
      .filter(([name, value]) => actual.has(name) && actual.get(name) !== value)
      .map(([name, value]) => `${name} is ${actual.get(name)}, should be ${value}`),
  ]
}

/**
 * Creates the topic if it does not exist; of a topic that exists it reports how its settings differ.
 * @throws Error saying what to create by hand
 */
export const openEventsTopic = async (admin: Admin, topic: string, wantedPartitions: number): Promise<EventsTopic> => {
  if ((await countPartitions(admin, topic)) === 0) await create(admin, topic, wantedPartitions)
  const differences = await findDifferences(admin, topic).catch((error: unknown) => {
    if (isType(error, 'TOPIC_AUTHORIZATION_FAILED')) return ['its settings cannot be read with this login']
    throw error
  })
  return { partitions: await countPartitions(admin, topic), differences }
}
