import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#services/postgres/embedded/freePort.ts'
import { brokerProperties, type BrokerPorts, type BrokerSecurity } from './brokerProperties.ts'
import { kafkaJars } from './kafkaJars.ts'

export interface KafkaBroker {
  /** `host:port` without security. */
  address: string
  /** `host:port` with TLS and SASL; null: none. */
  secureAddress: string | null
  /** Ends the process as a power cut would; its data stays. */
  kill(): Promise<void>
  /** Starts it again on the same data and ports; resolves when it answers. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

export interface KafkaOptions {
  /** For its data; emptied in the end. */
  folder: string
  say?: (line: string) => void
  security?: BrokerSecurity
  /** Fixed where somebody types it; absent: any that is free. */
  port?: number
}

/** Small and quick to start; a test sends little. */
const javaOptions = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const startWithinMs = 60_000

/** The broker dies with whoever started it, also when that is killed: its input then ends. */
const tied =
  'exec 3<&0; "$@" </dev/null & broker=$!; { cat <&3 >/dev/null; kill -9 $broker; } 2>/dev/null & wait $broker'

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    // ApiVersions, version 0: null client id. Whoever answers it serves requests.
    socket.on('connect', () => socket.write(Buffer.from('0000000a00120000000000010000'.padEnd(28, '0'), 'hex')))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', () => socket.end(() => resolve(true)))
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
  })

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

const format = (jars: string, properties: string, security: BrokerSecurity | null): void => {
  const users = (mechanism: string) =>
    security === null ? [] : ['--add-scram', `${mechanism}=[name=${security.username},password=${security.password}]`]
  const scram = [...users('SCRAM-SHA-256'), ...users('SCRAM-SHA-512')]
  const clusterId = ['--cluster-id', '5L6g3nShT-eMCtK--X86sw']
  const args = ['-cp', `${jars}/*`, 'kafka.tools.StorageTool', 'format', ...clusterId, '-c', properties, ...scram]
  const formatted = spawnSync('java', [...javaOptions, ...args], { encoding: 'utf8' })
  if (formatted.status !== 0) throw new Error(`Kafka's storage could not be formatted: ${formatted.stderr}`)
}

const run = async (jars: string, folder: string, port: number): Promise<ChildProcess> => {
  const output = createWriteStream(join(folder, 'output.log'), { flags: 'a' })
  const command = ['java', ...javaOptions, '-cp', `${jars}/*`, 'kafka.Kafka', join(folder, 'server.properties')]
  const child = spawn('sh', ['-c', tied, 'sh', ...command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  child.stdin.on('error', () => undefined)
  child.stdout.pipe(output, { end: false })
  child.stderr.pipe(output, { end: false })
  for (let waitedMs = 0; !(await answers(port)); waitedMs += 100) {
    if (child.exitCode !== null || waitedMs > startWithinMs)
      throw new Error(`Kafka does not start: ${await readFile(join(folder, 'output.log'), 'utf8')}`)
    await pause(100)
  }
  return child
}

const endWith = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal)
  await endOf(child)
}

/** One Apache Kafka in KRaft mode, ready when it answers. @throws Error saying what to do */
export const startKafka = async (options: KafkaOptions): Promise<KafkaBroker> => {
  const { folder, say = () => undefined, security = null } = options
  const jars = kafkaJars(say)
  const ports: BrokerPorts = {
    plain: options.port ?? (await freePort()),
    controller: await freePort(),
    ...(security === null ? {} : { secure: await freePort() }),
  }
  await mkdir(folder, { recursive: true })
  const properties = join(folder, 'server.properties')
  await writeFile(properties, brokerProperties(folder, ports, security), { mode: 0o600 })
  format(jars, properties, security)
  let child = await run(jars, folder, ports.plain)
  return {
    address: `127.0.0.1:${ports.plain}`,
    secureAddress: ports.secure === undefined ? null : `localhost:${ports.secure}`,
    kill: () => endWith(child, 'SIGKILL'),
    async restart() {
      child = await run(jars, folder, ports.plain)
    },
    async stop() {
      await endWith(child, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
