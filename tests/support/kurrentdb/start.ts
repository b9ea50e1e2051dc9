import { parseArgs } from 'node:util'
import { usualBehaviour } from './behaviour.ts'
import { kurrentdbDouble } from './kurrentdbDouble.ts'

// The double as a process of its own: prints { "url", "port" } when it answers, and ends with its standard input.
//   node tests/support/kurrentdb/start.ts [--port 2113] [--file log.jsonl] [--version 24.2.0] [--system-events 5]
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    file: { type: 'string' },
    version: { type: 'string', default: usualBehaviour.version },
    'system-events': { type: 'string', default: '0' },
  },
})
const double = await kurrentdbDouble({
  port: Number(values.port),
  ...(values.file === undefined ? {} : { file: values.file }),
  behaviour: {
    version: values.version === '24.2.0' ? '24.2.0' : '23.10.8',
    systemEventEvery: Number(values['system-events']),
  },
})
process.stdout.write(`${JSON.stringify({ url: double.url, port: double.port })}\n`)
process.stdin.resume().on('end', () => process.exit(0))
