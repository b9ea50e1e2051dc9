import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'

/** A process of its own that runs a server until it is told to stop: `node startPostgres.ts <directory>`. */
const server = await startEmbeddedPostgres({ directory: process.argv[2] ?? '', password: 'pass word/ü' })
const staysAlive = setInterval(() => undefined, 60_000)
process.once('SIGTERM', () => {
  clearInterval(staysAlive)
  void server.stop()
})
process.stdout.write(`${server.port}\n`)
