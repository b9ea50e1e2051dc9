/** Where a broker listens, on 127.0.0.1. */
export interface BrokerPorts {
  plain: number
  controller: number
  /** With TLS and SASL; absent: none. */
  secure?: number
}

/** What the secure listener shows and accepts. */
export interface BrokerSecurity {
  /** PEM. */
  certificate: string
  /** PEM, PKCS #8. */
  key: string
  username: string
  password: string
}

const oneLine = (pem: string): string => pem.trim().replaceAll('\n', '\\n')

const secureListener = ({ certificate, key, username, password }: BrokerSecurity): string[] => {
  const login = (mechanism: string) => `listener.name.secure.${mechanism}.sasl.jaas.config`
  return [
    'listener.name.secure.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.secure.ssl.keystore.type=PEM',
    `listener.name.secure.ssl.keystore.certificate.chain=${oneLine(certificate)}`,
    `listener.name.secure.ssl.keystore.key=${oneLine(key)}`,
    `${login('plain')}=org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`,
    `${login('scram-sha-256')}=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
    `${login('scram-sha-512')}=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
    `${login('oauthbearer')}=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
  ]
}

/** server.properties of one broker that is its own controller (KRaft). */
export const brokerProperties = (folder: string, ports: BrokerPorts, security: BrokerSecurity | null): string => {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    ...(ports.secure === undefined ? [] : [`SECURE://localhost:${ports.secure}`]),
  ]
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.controller}`,
    `listeners=${[...listeners, `CONTROLLER://127.0.0.1:${ports.controller}`].join(',')}`,
    `advertised.listeners=${listeners.join(',')}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${folder}/data`,
    'auto.create.topics.enable=false',
    'offsets.topic.num.partitions=4',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // A consumer that was killed is given up sooner than after the six seconds that brokers insist on by default.
    'group.min.session.timeout.ms=1000',
    // So that a broker that was killed is let back in at once.
    'broker.heartbeat.interval.ms=400',
    'broker.session.timeout.ms=1500',
    'controller.quorum.election.timeout.ms=300',
    ...(security === null ? [] : secureListener(security)),
    '',
  ].join('\n')
}
