import { createRequire } from 'node:module'
import type * as Client from '@eventstore/db-client'
import type shared from '@eventstore/db-client/generated/shared_pb.js'
import type streams from '@eventstore/db-client/generated/streams_pb.js'

const require = createRequire(import.meta.url)

/**
 * The client's library, loaded at its first use: it takes a tenth of a second and 22 MB in every process and thread, and most logs
 * are in PostgreSQL.
 */
export const clientLibrary = () => require('@eventstore/db-client') as typeof Client

/** The messages it sends, for what it cannot say by itself. */
export const clientMessages = () => ({
  shared: require('@eventstore/db-client/generated/shared_pb.js') as typeof shared,
  streams: require('@eventstore/db-client/generated/streams_pb.js') as typeof streams,
})
