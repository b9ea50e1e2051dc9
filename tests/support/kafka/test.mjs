// `npm run test:kafka`: the tests that need a real Apache Kafka. Extra arguments go to vitest, e.g. a file name.
import { join } from 'node:path'
import { install, root } from '../../../services/setUp.mjs'
import { runVitest } from '../runVitest.mjs'

await install()
runVitest(['--config', join(root, 'vitest.kafka.config.ts'), ...process.argv.slice(2)])
